#!/bin/bash
# Is a program hardened as meson.build says? Reads what the compiler and the linker made of it, and holds each check to a
# program that was built without, too: a check that finds nothing wrong there is none. Prints TAP.
# usage: hardening_test.sh PROGRAM [--not-fortified]
# With sanitizers, and where nothing is optimised, there are no fortified calls.
set -u

program=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-hardening.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/../integration/tap.sh"
export LC_ALL=C.UTF-8

is_fortified=true
for option; do
    case $option in
    --not-fortified) is_fortified=false ;;
    *) bail "$option?" ;;
    esac
done

# What is looked at often is written down once: dynamic, segments, symbols, code.
look() { # PROGRAM NAME
    ln -sf "$1" "$work/$2.debug"
    readelf -hW "$1" >"$work/$2.header" && readelf -dW "$1" >"$work/$2.dynamic" && readelf -lW "$1" >"$work/$2.segments" &&
        readelf -W --dyn-syms "$1" >"$work/$2.symbols" &&
        objdump -d --no-show-raw-insn "$1" >"$work/$2.code"
}

calls() { # NAME PATTERN: calls of imported functions
    grep -cE "(call|jmp) .*<($2)@" "$work/$1.code"
}

# --- the checks: each of a NAME ---

anywhere_in_memory() { # code, data and stack are where nobody knows
    grep -q 'Type: *DYN' "$work/$1.header" && grep -q 'FLAGS_1.*\bPIE\b' "$work/$1.dynamic"
}

relocations_are_read_only() {
    grep -q GNU_RELRO "$work/$1.segments" && grep -qE '(FLAGS.*\bBIND_NOW\b|FLAGS_1.*\bNOW\b)' "$work/$1.dynamic"
}

stack_is_not_executable() {
    grep -q GNU_STACK "$work/$1.segments" && ! grep GNU_STACK "$work/$1.segments" | grep -q 'RWE'
}

nothing_is_writable_and_executable() {
    grep -q LOAD "$work/$1.segments" && ! grep LOAD "$work/$1.segments" | grep -qE 'W ?E'
}

code_is_not_relocated() {
    ! grep -q TEXTREL "$work/$1.dynamic"
}

libraries_come_from_the_system() {
    ! grep -qE 'RPATH|RUNPATH' "$work/$1.dynamic"
}

stacks_are_guarded() {
    grep -q ' __stack_chk_fail' "$work/$1.symbols" && [ "$(calls "$1" __stack_chk_fail)" -ge 100 ]
}

# By several functions, each with its own check.
calls_are_fortified() {
    [ "$(grep -oE ' __[a-z]+_chk\b' "$work/$1.symbols" | grep -vc stack_chk)" -ge 8 ] &&
        [ "$(calls "$1" '__[a-z]+_chk')" -ge 200 ]
}

large_stacks_are_probed() { # page by page: none is jumped over
    grep -qE 'or[lq] +[$]0x0,(0x[0-9a-f]+)?\(%[re]sp\)' "$work/$1.code"
}

# What may be jumped to through a pointer. (The program as a whole is not marked: Debian's own start-up code is not.)
jumps_are_to_marked_places() {
    [ "$(grep -c endbr64 "$work/$1.code")" -ge 1000 ]
}

# The compiler has written down how each file was compiled.
producers() { # NAME
    readelf -p .debug_str "$work/$1.debug" 2>/dev/null | grep -oE 'GNU C17 .*'
}

variables_begin_as_zero() {
    [ -n "$(producers "$1")" ] && ! producers "$1" | grep -v -e -ftrivial-auto-var-init=zero
}

# --- programs that were built without ---

cat >"$work/soft.c" <<'END'
#include <stdio.h>
#include <string.h>
__asm__(".section .both,\"awx\"\n.quad 0\n.text\n");
int main(int argc, char **argv) {
    char text[9000];
    strcpy(text, argv[argc - 1]);
    puts(text);
    return 0;
}
END
# Its code holds an address.
cat >"$work/moved.c" <<'END'
int main(void);
__asm__(".text\n.quad main\n");
int main(void) { return 0; }
END
build() { # NAME OPTION…
    "${CC:-cc}" -O2 -o "$work/$1" "$work/$1.c" "${@:2}" >"$work/last" 2>&1 && look "$work/$1" "$1"
}

compiler_is_there() {
    command -v "${CC:-cc}" >/dev/null
}

holds() { # WHAT FUNCTION NAME-OF-ONE-WITHOUT
    check "$1" "$2" program
    if compiler_is_there; then
        # shellcheck disable=SC2016 # of the inner shell
        check "  and would not be of a program built without" fails "$2" "$3"
    else
        skip '  and would not be of a program built without' 'no compiler here'
    fi
}

fails() {
    ! "$@"
}

check 'the program can be read' look "$program" program
if compiler_is_there; then
    check 'one without is built' build soft -g -std=gnu17 -no-pie -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none \
        -fno-stack-clash-protection -Wl,-z,norelro,-z,lazy,-z,execstack,-rpath,/nowhere
    check 'one whose code is relocated is built' build moved -pie -fPIE -Wl,-z,notext
fi
holds 'it may be anywhere in memory' anywhere_in_memory soft
holds 'what the loader fills in is read-only afterwards' relocations_are_read_only soft
holds 'the stack is not executable' stack_is_not_executable soft
holds 'no segment is writable and executable' nothing_is_writable_and_executable soft
holds 'its code is not relocated' code_is_not_relocated moved
holds 'it says of no library where it is' libraries_come_from_the_system soft
holds 'stacks are guarded' stacks_are_guarded soft
if $is_fortified; then
    holds 'calls are fortified' calls_are_fortified soft
else
    skip 'calls are fortified' 'not in this kind of build'
fi
if $is_fortified && [ -n "$(producers program)" ]; then
    holds 'variables begin as zero' variables_begin_as_zero soft
else
    skip 'variables begin as zero' 'nobody has written down how this was compiled'
fi
case $(uname -m) in
x86_64)
    holds 'large stacks are probed page by page' large_stacks_are_probed soft
    holds 'what may be jumped to is marked' jumps_are_to_marked_places soft
    ;;
*) skip 'large stacks are probed, jumps are to marked places' 'looked for on x86-64 only' ;;
esac
tap_end
