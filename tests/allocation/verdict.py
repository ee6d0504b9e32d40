"""What a run in which an allocation failed says of the code under test."""

import os
import re

FRAME = re.compile(r"^\s+#\d+ 0x[0-9a-f]+ in (\S+) (\S+?):(\d+)", re.MULTILINE)
# What these do on behalf of others is theirs.
PASSED_ON = re.compile(r"base/(arena|budget)\.c$|tests/allocation/injector\.c$")
# An assertion that a call went well, or gave something; in numbers, that ERR_NO_MEMORY is ERR_OK.
CLEAN = re.compile(r"^(0x1 != 0|0 != 0x1|0x1 == 0|.*\bERR_OK\b.*|.*_failed\(.*|0 is NULL.*|.* != \(\(void ?\*\)0\))$")

# Where it is noted that memory was out, so that nothing of the result would stay (base/memory_out.h).
NOTES = ("base/buffer.c:", "base/budget.c:", "base/json_read.c:", "base/diagnostic.c:", "base/text.c:")
# What a command says of it; a thread needs memory, too, and so does what turns CP932 into Unicode: of that the C library says
# "Invalid argument".
MEMORY = "memory is out|メモリが不足|pthread_create|iconv_open"

# The exit status when what makes data for a test gives up (injector.c).
GAVE_UP = 86


class Verdict:
    """kind is what is wrong, or one of these:

    right       all came out as without a failure
    clean       it was said that memory is out, or a call did not give what it should
    noted       something came out wrong, but it was noted that memory was out
    suspicious  an assertion on contents failed, though nothing was noted: to be looked at
    test        the test, or what makes its data, fell over
    library     a library fell over what it did not get itself
    unreached   the allocation was not met again"""

    def __init__(self, kind, place="", text=""):
        self.kind = kind
        self.place = place
        self.text = text

    def is_defect(self):
        return self.kind not in ("right", "clean", "noted", "suspicious", "library", "test", "unreached")


def in_source(path, source):
    """The path of a frame relative to the source; empty for a library's. Those name files that are not here, some of them
    relative to wherever they were built."""
    own = os.path.relpath(os.path.normpath(path), source)
    return own if not own.startswith("..") and (source / own).is_file() else ""


def own_frame(report, source):
    """The innermost frame of a report's first stack that is in the source, and its function."""
    for function, path, line in FRAME.findall(report.partition("\n\n")[0]):
        own = in_source(path, source)
        if own and not PASSED_ON.search(own):
            return f"{own}:{line} {function}"
    return ""


NULL = re.compile(r"(unknown address 0x0000000000|within null pointer|null pointer passed|of null pointer)")


def judged(kind, place, text=""):
    return Verdict("test" if place.startswith("tests/") else kind, place, text)


def is_library(report, source):
    """Whether the innermost frame is a library's, of those that are neither the sanitizers' nor the injector's."""
    first = re.search(r"^\s+#\d+ 0x[0-9a-f]+ (?!.*(?:libsanitizer|allocation/injector\.c))(?:in \S+ )? *\(?(\S+)", report,
                      re.MULTILINE)
    return bool(first) and not in_source(first[1].partition(":")[0], source)


def is_from_test(output, source):
    """Whether the function that met a null pointer was called by the test itself."""
    frames = FRAME.findall(output[NULL.search(output).start():].partition("\n\n")[0])
    own = [path for path in (in_source(path, source) for _, path, _ in frames) if path]
    return any(path.startswith("tests/") for path in own[:2])


def of_sanitizer(output, stack, source):
    """What AddressSanitizer, LeakSanitizer or UBSan reported, if one did."""
    overflow = re.search(r"^(\S+?):(\d+):\d+: runtime error: (.*)$", output, re.MULTILINE)
    if overflow:
        return judged("undefined", own_frame(output[overflow.start():], source), overflow[3])
    error = re.search(r"ERROR: AddressSanitizer: (\S+)", output)
    if error:
        report = output[error.start():]
        kind = "library" if stack.library != "0" and is_library(report, source) else error[1]
        return judged(kind, own_frame(report, source))
    if "ERROR: LeakSanitizer" not in output:
        return None
    leaks = re.split(r"^(?=Direct leak|Indirect leak)", output[output.index("ERROR: LeakSanitizer"):], flags=re.MULTILINE)
    direct = [leak for leak in leaks if leak.startswith("Direct leak")] or leaks[1:] or leaks
    is_theirs = stack.library != "0" and is_library(direct[0], source)
    return judged("library" if is_theirs else "leak", own_frame(direct[0], source))


def wants_something(place, source):
    """Whether the assertion is that a call gave something."""
    path, _, number = place.rpartition(":")
    lines = (source / path).read_text(encoding="utf-8").splitlines()[int(number) - 1:] if path else []
    return bool(lines) and "assert_non_null(" in lines[0]


def of_assertion(output, source):
    """The first assertion of cmocka's that failed."""
    text = re.search(r"^\[  ERROR   \] --- (.*)$", output, re.MULTILINE)
    place = re.search(r"\[   LINE   \] --- (\S+:\d+)", output)
    text, place = text[1] if text else "", place[1] if place else ""
    is_clean = CLEAN.match(text) or wants_something(place, source)
    return Verdict("clean" if is_clean else "suspicious", place, text)


def of_test(status, output, stack, has_failed, source):
    """STATUS is None after a timeout."""
    found = of_sanitizer(output, stack, source)
    if found and NULL.search(output) and (stack.makes_for_test() or is_from_test(output, source)):
        return Verdict("test", found.place, found.text)
    if found:
        return found
    if status is None:
        return Verdict("hang")
    if status < 0:
        return Verdict(f"signal {-status}")
    if not has_failed:
        return Verdict("unreached")
    if status == GAVE_UP:
        return Verdict("clean")
    if status == 0:
        return Verdict("right")
    return Verdict("noted") if stack.frames[0].startswith(NOTES) else of_assertion(output, source)


def of_command(status, told, is_right, stack, has_failed, source):
    """TOLD: on stderr. IS_RIGHT: the case came out as recorded, if need be after the command was given again."""
    found = of_sanitizer(told, stack, source)
    if found:
        return found
    if status is None:
        return Verdict("unreached")
    if status > 3:
        return Verdict(f"status {status}")
    if not has_failed:
        return Verdict("unreached")
    is_told = re.search(MEMORY, told)
    if is_told and status in (2, 3):
        return Verdict("clean") if is_right or status == 3 else Verdict("harmed", "", told)
    return Verdict("right") if is_right else Verdict("lost", "", f"status {status}: {told[:300]}")
