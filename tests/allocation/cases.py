"""Allocations that fail in the commands of tests/cli/.

A command that was refused for want of memory is given once more, with memory: the case must then come out as recorded,
since nothing was written and no store harmed. One that was not refused must come out as recorded at once.
"""

import pathlib
import subprocess
import tempfile
import time

import stacks
import verdict
from trial import SOURCE, Trial

LONGEST = 60
# $work/number counts the calls; of $wanted an allocation fails, or, when that is 0, all are recorded.
GENKYO = """#!/bin/bash
work='{work}' real='{real}' wanted={wanted}
number=$(($(cat "$work/number" 2>/dev/null || echo 0) + 1))
echo $number >"$work/number"
[ $wanted -eq 0 ] || [ $number -eq $wanted ] || exec "$real" "$@"
case " $* " in
*' - '*) cat >"$work/stdin" && exec <"$work/stdin" ;; # to be read once more
esac
env {environment} "$real" "$@" >"$work/stdout" 2>"$work/stderr"
status=$?
[ $wanted -eq 0 ] || echo $status >"$work/status"
if [ $wanted -ne 0 ] && [ $status -eq 2 ] && grep -Eq '{memory}' "$work/stderr"; then
    [ ! -e "$work/stdin" ] || exec <"$work/stdin"
    exec "$real" "$@"
fi
cat "$work/stdout"
cat "$work/stderr" >&2
exit $status
"""


class Cases(Trial):
    def __init__(self, options, work):
        super().__init__(options, work)
        self.genkyo = options.build / "cli/genkyo"

    def subjects(self):
        names = sorted("/".join(path.parts[-3:-1]) for path in (SOURCE / "tests/cli").glob("*/*/cmd"))
        return [name for name in names if self.options.filter in name]

    def run(self, name, work, wanted, **names):
        """Whether the case came out as recorded; what was printed."""
        changed = stacks.added(self.injector, self.genkyo, self.options.seed, **names)
        environment = " ".join(f"'{key}={value}'" for key, value in changed.items())
        program = work / "genkyo"
        program.write_text(GENKYO.format(work=work, real=self.genkyo, wanted=wanted, memory=verdict.MEMORY,
                                         environment=environment.replace("NUMBER", "'$number'")), encoding="utf-8")
        program.chmod(0o755)
        done = subprocess.run([SOURCE / "tests/cli/run", "--genkyo", program, "--make-snapshot",
                               self.options.build / "fixtures/genkyo-make-snapshot", "--jobs", "2", "--filter", f"/{name}/"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode == 0, done.stdout.decode("utf-8", "replace")

    def record(self, name):
        with tempfile.TemporaryDirectory(dir=self.work) as place:
            work = pathlib.Path(place)
            begin = time.monotonic()
            is_right, _ = self.run(name, work, 0, stacks=work / "stacks.NUMBER")
            seconds = time.monotonic() - begin
            if not is_right or seconds > LONGEST:
                return self.leave_out(name, "slow" if is_right else "it does not pass")
            result = []
            for recorded in sorted(work.glob("stacks.*")):
                found = stacks.read(self.genkyo, recorded, SOURCE)
                for stack in found:
                    stack.subject, stack.call = name, int(recorded.suffix[1:])
                result += found
            return result, seconds

    def fail(self, stack, _):
        with tempfile.TemporaryDirectory(dir=self.work) as place:
            work = pathlib.Path(place)
            is_right, output = self.run(stack.subject, work, stack.call, fail=stack.number, failed=work / "failed")
            status = work / "status"
            told = (work / "stderr").read_text(encoding="utf-8", errors="replace") if status.exists() else ""
            judged = verdict.of_command(int(status.read_text()) if status.exists() else None, told, is_right,
                                        stack, (work / "failed").exists(), SOURCE)
            return judged, told + output
