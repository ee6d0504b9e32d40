#!/bin/sh
# Calls of the system that fail, stop half way, or are the last of a process (fault_shim.c), at any of the calls that a
# command makes: nothing is lost, nothing half-written is taken for whole, what is wrong is said, and the next run works.
# A few of the calls, chosen by the seed; all of them with GENKYO_TEST_LONG. Prints TAP.
# usage: calls_test.sh GENKYO SOURCE SHIM [SEED]

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
shim=$(realpath "$3")
seed=${4:-${GENKYO_TEST_SEED:-$$}}
. "$source/tests/faults/commands.sh"
. "$source/tests/faults/shim.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
echo "# seed $seed"
# Those that differ in how they write; the others with GENKYO_TEST_LONG.
usual_commands='init audit report bom archive apply export inventory endoflife'

# SQLite may call want of descriptors by another name; a directory that could not be made for the sandbox is refused by it.
faults='full|write,ftruncate,fallocate,create,mkdir|ENOSPC|1|No space left|the disk is full from then on
quota|write,ftruncate,fallocate|EDQUOT|1|quota+Input/output error|the quota is used up from then on
write|write,ftruncate,fallocate|EIO||Input/output error|a write fails
commit|fsync,close,rename,mkdir,flock|EIO||Input/output error+Permission denied|what makes it last fails
remove|unlink|EIO||Input/output error|nothing can be removed
read|read|EIO||Input/output error+damaged+refused|a read fails
open|open,create|EMFILE||Too many open files+Permission denied+no such file|there is no descriptor left
short|read,write|short|1|.|every read and write does a byte
interrupted|read,write,open,create,ftruncate,flock|EINTR||Interrupted|a call is interrupted
kill|write,fsync,ftruncate,rename,mkdir,unlink,close|kill|||the process is killed'

# How many calls there are that count; of a command that nothing strikes.
count_calls() { # NAME FAULT
    place_new "$1"
    shim_counts "$2"
    command_do "$1"
    with=
    cat "$work/count"
}

strike() { # NAME FAULT NUMBER
    place_new "$1"
    shim_strikes "$2" "$3"
    command_do "$1"
    with=
}

# Killed: what is at its name is whole, and the rest called .partial.
is_sound_when_killed() { # NAME
    [ "$status" = 137 ] || complain "$1" 'it was not killed' || return
    may_leave=true
    place_is files "$1" >"$work/difference" || complain "$1" 'neither what was before nor what is to be'
}

# Where a command makes no such call there is nothing to strike, but every command opens and closes.
sweep() { # NAME FAULT
    failed=0
    count=$(count_calls "$1" "$2")
    echo "$count calls"
    case $count,$2 in
    ,*) return 1 ;;
    0,remove | 0,full | 0,quota | 0,write | 0,read) return 0 ;;
    0,*) return 1 ;;
    esac
    for number in $(numbers "$count" 1); do
        strike "$1" "$2" "$number"
        case $2 in
        kill) is_sound_when_killed "$1" && works_again "$1" ;;
        # what cannot be opened or removed at the end is left for the next run
        open | remove | interrupted) may_leave=true && is_sound "$1" "$(says_of "$2")" && works_again "$1" ;;
        short) [ "$status" = "$(usual "$1")" ] && place_is after "$1" || complain "$1" 'it does not end as usual' ;;
        *) may_leave=false && is_sound "$1" "$(says_of "$2")" ;;
        esac || failed=$((failed + 1))
        [ "$2" != short ] || break
    done
    [ "$failed" = 0 ]
}

inputs_prepare || bail 'the inputs could not be made'
[ -z "${GENKYO_TEST_LONG-}" ] || usual_commands=$(commands writing)
for name in ${GENKYO_TEST_COMMANDS-$usual_commands}; do
    check "$name: nothing is wrong" command_prepare "$name"
    for fault in ${GENKYO_TEST_FAULTS-$(echo "$faults" | cut -d '|' -f 1)}; do
        check "$name: $(fault "$fault" 6)" sweep "$name" "$fault"
    done
done
tap_end
