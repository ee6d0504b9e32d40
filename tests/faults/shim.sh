# Calls of the system that fail, stop half way or are the last of a process (fault_shim.c). Sourced by tests after
# commands.sh; needs $shim, the library, $seed and $faults, a line each:
#   NAME|calls that count|what becomes of the one|and of later ones|what is said (one of the words between +)|WHAT
#   fault NAME FIELD           a field of its line, from 1
#   shim_counts NAME           sets $with, for a run that nothing strikes; how many calls there were is then in $work/count
#   shim_strikes NAME NUMBER   sets $with and $struck: that call, and later ones as it says
#   says_of NAME               a pattern for what is said
#   numbers COUNT DRAWS        which of so many calls: some, and the last one; all of them with GENKYO_TEST_LONG
# shellcheck shell=sh disable=SC2034,SC2154

fault() {
    echo "$faults" | awk -F '|' -v name="$1" -v field="$2" '$1 == name { print $field }'
}

shim_counts() {
    with="env LD_PRELOAD=$shim FAULT_CALLS=$(fault "$1" 2) FAULT_COUNT=$work/count"
}

shim_strikes() {
    struck="$1 at $2"
    with="env LD_PRELOAD=$shim FAULT_CALLS=$(fault "$1" 2) FAULT_AT=$2 FAULT_DO=$(fault "$1" 3)"
    [ -z "$(fault "$1" 4)" ] || with="$with FAULT_STAYS=1"
}

says_of() {
    fault "$1" 5 | tr + '|'
}

numbers() {
    if [ -n "${GENKYO_TEST_LONG-}" ]; then
        seq "$1"
    else
        awk -v seed="$seed" -v n="$1" -v draws="$2" 'BEGIN {
            srand(seed)
            for (i = 0; i < draws; i++) print int(1 + (i + rand()) * (n - 1) / draws)
            print n
        }'
    fi
}
