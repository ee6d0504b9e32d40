"""Was everything on the disk when it got its name? sync_order.py TRACE DIRECTORY NAME…, TRACE of strace -f -y.

Replays the calls of a trace on a model of a disk that keeps only what was synced:
  - the bytes of a file that was written to are lost until it is synced;
  - a name that was made, moved or removed in a directory is lost until that directory is synced.
For each NAME, which stands in DIRECTORY now, says what a cut of the power at the end would lose, and what was not synced
yet when it was renamed to there."""

import os
import re
import sys

RESUMED = re.compile(r"\d+ +<\.\.\. \w+ resumed>(.*)", re.S)
CALL = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*)>)?")
DESCRIPTOR = re.compile(r"^(?:\d+|AT_FDCWD)<(.*)>$")


class Disk:
    def __init__(self):
        self.unsynced_files = set()  # paths with bytes that would be lost
        self.unsynced_names = set()  # paths whose name in their directory would be lost
        self.complaints = []

    def moved(self, old, new):
        """What was said of OLD, and of all below it, is said of NEW."""
        for paths in (self.unsynced_files, self.unsynced_names):
            for path in [path for path in paths if path == old or path.startswith(old + "/")]:
                paths.discard(path)
                paths.add(new + path[len(old) :])

    def below(self, top):
        """What would be lost of TOP, its own name aside."""
        return sorted(
            path
            for path in self.unsynced_files | self.unsynced_names
            if path.startswith(top + "/") or (path == top and path in self.unsynced_files)
        )


def split(arguments):
    parts, depth, part, quoted = [], 0, "", False
    for c in arguments:
        if c == '"':
            quoted = not quoted
        elif not quoted and c in "<[{(":
            depth += 1
        elif not quoted and c in ">]})":
            depth -= 1
        if c == "," and depth == 0 and not quoted:
            parts.append(part.strip())
            part = ""
        else:
            part += c
    return parts + [part.strip()]


def directory_of(argument):
    match = DESCRIPTOR.match(argument)
    return match.group(1) if match else os.getcwd()


def joined(directory, text):
    return os.path.normpath(os.path.join(directory, text.strip('"')))


def renamed(disk, old, new, exchanges, results):
    if new in results and disk.below(old):
        disk.complaints.append(f"{new} got its name before these were on the disk: {disk.below(old)}")
    disk.moved(old, new + "\0")
    if exchanges:
        disk.moved(new, old)
    disk.moved(new + "\0", new)
    disk.unsynced_names |= {old, new}


def replay(disk, call, parts, opened, results):
    if call in ("open", "openat", "creat"):
        if opened and "O_CREAT" in "".join(parts) and "(deleted)" not in opened:
            disk.unsynced_names.add(opened)
    elif call in ("write", "pwrite64", "writev", "ftruncate", "fallocate"):
        disk.unsynced_files.add(directory_of(parts[0]))
    elif call in ("fsync", "fdatasync"):
        path = directory_of(parts[0])
        disk.unsynced_files.discard(path)
        disk.unsynced_names = {name for name in disk.unsynced_names if os.path.dirname(name) != path}
    elif call in ("mkdir", "mkdirat"):
        disk.unsynced_names.add(joined(directory_of(parts[0]), parts[-2]))
    elif call in ("unlink", "unlinkat"):
        path = joined(directory_of(parts[0]), parts[1] if call == "unlinkat" else parts[0])
        disk.unsynced_files.discard(path)
    elif call == "rename":
        renamed(disk, joined(os.getcwd(), parts[0]), joined(os.getcwd(), parts[1]), False, results)
    elif call in ("renameat", "renameat2"):
        renamed(
            disk,
            joined(directory_of(parts[0]), parts[1]),
            joined(directory_of(parts[2]), parts[3]),
            "RENAME_EXCHANGE" in parts[-1],
            results,
        )


def whole(lines):
    """Calls during which another thread made some stand in two lines; the second one is when they were done."""
    begun = {}
    for line in lines:
        process = line.split(" ", 1)[0]
        if line.rstrip().endswith("<unfinished ...>"):
            begun[process] = line[: line.rindex("<unfinished")]
        elif match := RESUMED.match(line):
            yield begun.pop(process, "") + match.group(1)
        else:
            yield line


def exists(path):
    return os.path.lexists(path)


def main():
    trace, directory, *names = sys.argv[1:]
    os.chdir(directory)
    results = {joined(directory, name) for name in names}
    disk = Disk()
    calls = 0
    with open(trace, encoding="utf-8", errors="replace") as lines:
        for line in whole(lines):
            match = CALL.match(line)
            if match and int(match.group(3)) >= 0:
                calls += 1
                replay(disk, match.group(1), split(match.group(2)), match.group(4), results)
    for result in sorted(results):
        if not exists(result):
            disk.complaints.append(f"{result} is not there")
        lost = [path for path in disk.below(result) if exists(path)]
        above = result
        while above != directory:
            if above in disk.unsynced_names:
                lost.append(above)
            above = os.path.dirname(above)
        if lost:
            disk.complaints.append(f"a power cut now would lose {lost}")
    print(f"{calls} calls")
    for complaint in disk.complaints:
        print(complaint)
    sys.exit(1 if disk.complaints or calls == 0 else 0)


main()
