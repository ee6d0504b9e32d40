"""Recording what programs allocate, and failing it stack by stack; what is tried is up to the two kinds."""

import collections
import concurrent.futures
import json
import pathlib
import random
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Trial:
    """A kind has subjects(), record(subject) -> (stacks, seconds), of its own, and
    fail(stack, seconds) -> (verdict, output)."""

    def __init__(self, options, work):
        self.options = options
        self.work = pathlib.Path(work)
        self.injector = options.build / "tests/allocation/allocation_injector.so"
        self.deadline = None if options.long else time.monotonic() + options.seconds
        self.seen = set()
        self.counts = collections.Counter()
        self.found = {}
        self.log = open(options.log, "a", encoding="utf-8") if options.log else None

    def is_over(self):
        return self.deadline is not None and time.monotonic() > self.deadline

    def choose(self, stacks):
        """Those that were not met before; of many as many as --each says."""
        found = [stack for stack in stacks if stack.key not in self.seen]
        random.Random(self.options.seed).shuffle(found)
        found = found[:self.options.each]
        self.seen.update(stack.key for stack in found)
        return found

    def leave_out(self, subject, why):
        print(f"{subject}: left out, {why}")
        self.counts["left out"] += 1
        return [], 0

    def tell(self, stack, judged, output):
        self.counts[judged.kind] += 1
        if self.log:
            self.log.write(json.dumps({"subject": stack.subject, "stack": stack.number, "kind": judged.kind,
                                       "place": judged.place, "text": judged.text, "frames": stack.frames,
                                       "output": output[-6000:] if judged.is_defect() else ""}) + "\n")
            self.log.flush()
        where = judged.kind, judged.place or stack.frames[0]
        if judged.is_defect() and where not in self.found:
            self.found[where] = stack
            print(f"{judged.kind}: {where[1]} {judged.text}\n  --filter {stack.subject} --stack {stack.number}\n  "
                  + " < ".join(stack.frames), flush=True)

    def try_stacks(self, pool, found, seconds):
        waiting = {pool.submit(self.fail, stack, seconds): stack for stack in found}
        for done in concurrent.futures.as_completed(waiting):
            self.tell(waiting[done], *done.result())
            if self.is_over():
                for other in waiting:
                    other.cancel()
                return

    def try_all(self):
        """Of each subject the stacks, while those that follow are recorded."""
        subjects = self.subjects()
        random.Random(self.options.seed).shuffle(subjects)
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            ahead = collections.deque()
            while (subjects or ahead) and not self.is_over():
                while subjects and len(ahead) < self.options.jobs:
                    ahead.append(pool.submit(self.record, subjects.pop()))
                found, seconds = ahead.popleft().result()
                self.try_stacks(pool, self.choose(found), seconds)
                self.counts["tried"] += 1
            for recording in ahead:
                recording.cancel()

    def repeat(self, number):
        for subject in self.subjects():
            for stack in self.record(subject)[0]:
                if stack.number == number:
                    judged, output = self.fail(stack, 60)
                    print(output, f"{judged.kind} {judged.place} {judged.text}", " < ".join(stack.frames), sep="\n")
