"""Allocations that fail in unit tests."""

import json
import pathlib
import re
import subprocess
import tempfile
import time

import stacks
import verdict
from trial import SOURCE, Trial

# Seconds. A program that takes longer as it is would take too long with each of its stacks; with --long, hours.
LONGEST = 20
LONGEST_OF_LONG = 180


class Units(Trial):
    def subjects(self):
        """The test programs."""
        listed = json.loads(subprocess.run(["meson", "introspect", "--tests", self.options.build], capture_output=True,
                                           text=True, check=True).stdout)
        paths = sorted({pathlib.Path(test["cmd"][0]) for test in listed if test["suite"][0].endswith("unit")})
        return [path for path in paths if path.name.startswith("test_") and self.options.filter in path.name]

    def run(self, program, seconds, **names):
        """Status, None after SECONDS; output."""
        with tempfile.TemporaryDirectory(dir=self.work) as place:
            environment = stacks.environment(self.injector, program, self.options.seed, **names) | {"TMPDIR": place}
            try:
                done = subprocess.run([program], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, timeout=seconds, check=False)
            except subprocess.TimeoutExpired as late:
                return None, (late.stdout or b"").decode("utf-8", "replace")
            return done.returncode, done.stdout.decode("utf-8", "replace")

    def record(self, program):
        recorded = self.work / program.name
        begin = time.monotonic()
        status, output = self.run(program, LONGEST_OF_LONG if self.options.long else LONGEST, stacks=recorded)
        seconds = time.monotonic() - begin
        if status != 0:
            return self.leave_out(program.name, "slow" if status is None else f"status {status}")
        tests = set(re.findall(r"^\[ RUN      \] (\S+)$", output, re.MULTILINE))
        found = stacks.read(program, recorded, SOURCE)
        for stack in found:
            stack.subject = program.name
            stack.only = {"test": stack.test} if stack.test in tests else {}
        return found, seconds

    def fail(self, stack, seconds):
        failed = self.work / f"{stack.subject}.{stack.number}"
        status, output = self.run(stack.program, 20 + 10 * seconds, fail=stack.number, failed=failed, **stack.only)
        return verdict.of_test(status, output, stack, failed.exists(), SOURCE), output
