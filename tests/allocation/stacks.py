"""Which stacks a program allocates at, and what they are in its source."""

import os
import pathlib
import re
import subprocess
import sys

# Frames that hand an allocation on; two stacks that differ in them alone are one.
PASSED_ON = ("base/arena.c", "base/budget.c", "base/buffer.c")
# So many frames of modules make a stack.
FRAMES = 4
# Of the places in a library that are told apart where one module asks the library for something.
LIBRARY_PLACES = 8
# Calls in which the C library looks a translation up, or how wide it is. When it has no memory for that it gives back the
# English text, or falls over its own feet: glibc 2.36 follows a null pointer in gconv_open.
TRANSLATES = re.compile(r"\b(_|mbstowcs|ngettext|setlocale|bindtextdomain|bind_textdomain_codeset|textdomain)\(")
SANITIZERS = {
    "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=1:handle_segv=2:handle_abort=2:handle_sigbus=2:handle_sigfpe=2:"
    "allocator_may_return_null=1:abort_on_error=0:exitcode=99",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={pathlib.Path(__file__).parent / 'lsan.supp'}",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
}


class Stack:
    """A stack of one program: its number there, and its frames in modules, each a function and FILE:LINE, the innermost
    first."""

    def __init__(self, program, row, named):
        self.program = program
        self.number, self.library, outermost, *offsets = row
        self.test = named[outermost][0] if named[outermost] else None
        self.functions, self.frames = [], []
        for function, place in filter(None, (named[offset] for offset in offsets)):
            if place.startswith(("tests/", "fixtures/", "..")):
                break
            self.functions.append(function)
            self.frames.append(place)
        self.key = (int(self.library, 16) % LIBRARY_PLACES, tuple(frame for frame in self.frames if not frame.startswith(PASSED_ON))[:FRAMES])

    def makes_for_test(self):
        """Whether it is something that the test wanted to have, and did not get."""
        return bool(self.functions) and self.functions[-1].endswith(("_new", "_new_within", "_open", "_make"))

    def translates(self, source):
        if self.library == "0" or not self.frames:
            return False
        path, _, number = self.frames[0].rpartition(":")
        lines = (source / path).read_text(encoding="utf-8").splitlines()[max(int(number) - 2, 0):int(number) + 2]
        return any(TRANSLATES.search(line) for line in lines)


def added(injector, program, seed, **names):
    """What the environment of PROGRAM has besides; stacks=, test=, fail= and failed= as injector.c has them."""
    result = SANITIZERS | {"LD_PRELOAD": injector, "GENKYO_ALLOCATION_PROGRAM": program, "GENKYO_TEST_SEED": seed}
    return result | {f"GENKYO_ALLOCATION_{name.upper()}": value for name, value in names.items()}


def environment(injector, program, seed, **names):
    """That of PROGRAM; randomised tests are short ones, since each is run for each stack."""
    inherited = {name: value for name, value in os.environ.items() if name != "GENKYO_TEST_LONG"}
    return inherited | {name: str(value) for name, value in added(injector, program, seed, **names).items()}


def places(program, offsets, source):
    """Function, and FILE:LINE of each call, relative to the source, for return addresses; None for what has no source, such
    as the linker's tables of calls. What the program knows of a file may itself be relative to the source."""
    offsets = sorted(offsets)
    text = "".join(f"{int(offset, 16) - 1:x}\n" for offset in offsets)
    lines = subprocess.run(["addr2line", "-f", "-e", program], input=text, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    result = {}
    for offset, function, line in zip(offsets, lines[::2], lines[1::2]):
        path, _, number = line.split(" ")[0].rpartition(":")
        known = f"{os.path.relpath(source / path, source)}:{number}"
        result[offset] = None if path == "??" else (function, known)
    return result


def check_source(program, named):
    """Where a program was compiled from another checkout, no call would be a module's, and nothing would be tried."""
    foreign = [place for _, place in filter(None, named.values()) if place.startswith("..")]
    if foreign:
        sys.exit(f"{program}: it was compiled from other files, such as {foreign[0]}")


def read(program, recorded, source):
    """The stacks of a recording that go through a module, each once."""
    rows = [line.split() for line in pathlib.Path(recorded).read_text(encoding="ascii").splitlines()]
    named = places(program, {offset for row in rows for offset in row[2:]}, source)
    check_source(program, named)
    found = {}
    for row in rows:
        stack = Stack(program, row, named)
        if stack.key[1] and not stack.translates(source):
            found.setdefault(stack.key, stack)
    return list(found.values())
