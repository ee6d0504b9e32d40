#!/bin/sh
# Scans whose calls of the system fail, stop half way or are their last (fault_shim.c): what was recorded is kept, a
# snapshot is there whole or not at all, and going on ends it. Few descriptors. A few of the calls, chosen by the seed; all
# of them with GENKYO_TEST_LONG. Prints TAP.
# usage: scan_test.sh GENKYO SOURCE AGENT SHIM [SEED]

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
agent=$(realpath "$3")
shim=$(realpath "$4")
seed=${5:-${GENKYO_TEST_SEED:-$$}}
. "$source/tests/faults/commands.sh"
. "$source/tests/faults/agent.sh"
. "$source/tests/faults/shim.sh"
cleanup() {
    # shellcheck disable=SC2086 # numbers
    [ -z "$snmp_pids" ] || kill $snmp_pids
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
echo "# seed $seed"

faults='full|write,ftruncate,fallocate,create,mkdir|ENOSPC|1|No space left|the disk is full from then on
write|write,ftruncate,fallocate|EIO||Input/output error|a write fails
commit|fsync,close,rename,mkdir,flock|EIO||Input/output error+Permission denied|what makes it last fails
remove|unlink|EIO||Input/output error|the journal cannot be removed
read|read|EIO||Input/output error|a read fails
short|read,write|short|1|.|every read and write does a byte
interrupted|read,write,ftruncate,flock|EINTR||Interrupted|a call is interrupted
kill|write,fsync,ftruncate,rename,mkdir,unlink,close|kill|||the process is killed'

is_whole() {
    scanned "$place/out" >"$work/tables" 2>&1
    diff "$work/whole" "$work/tables" >"$work/difference" 2>&1
}

leaves_nothing() {
    find "$place" "$tmp" -mindepth 1 ! -path "$place/out" ! -path "$place/out/*" >"$work/difference"
    [ ! -e "$place/out/journal" ] || echo "$place/out/journal" >>"$work/difference"
    [ ! -s "$work/difference" ]
}

strike() { # FAULT NUMBER
    place_new nothing
    shim_strikes "$1" "$2"
    scan_do
    with=
}

# The snapshot is whole where there is one, and there is none where it was refused.
is_sound_scan() { # FAULT
    case $status in
    137) [ "$1" = kill ] || complain scan 'it was killed' || return ;;
    0) [ -e "$place/out" ] || complain scan 'there is no snapshot' || return ;;
    2)
        [ ! -e "$place/out" ] || complain scan 'it was refused, and is there' || return
        says_why "$(says_of "$1")" || complain scan 'no word about it' || return
        ;;
    *) complain scan 'the status is none of a scan' || return ;;
    esac
    [ ! -e "$place/out" ] || is_whole || complain scan 'the snapshot is not whole'
}

goes_on() {
    [ ! -e "$place/out" ] || return 0
    scan_do --resume
    [ "$status" = 0 ] || complain scan 'going on fails' || return
    is_whole || complain scan 'what was gone on with is not whole' || return
    leaves_nothing || complain scan 'something is left'
}

sweep() { # FAULT
    place_new nothing
    shim_counts "$1"
    scan_do
    with=
    failed=0
    [ "$(cat "$work/count")" -gt 0 ] || return
    for number in $(numbers "$(cat "$work/count")" 3); do
        strike "$1" "$number"
        is_sound_scan "$1" && goes_on || failed=$((failed + 1))
        [ "$1" != short ] || break
    done
    [ "$failed" = 0 ]
}

if ! agent_scans_start; then
    bail "the agents do not start: $(cat "$work/agents.log")"
fi
place_new nothing
scan_do
scanned "$place/out" >"$work/whole"
check 'a whole scan has both machines' [ "$(grep -c ',answered,' "$place/out/probes.csv")" = 2 ]
for fault in ${GENKYO_TEST_FAULTS-$(echo "$faults" | cut -d '|' -f 1)}; do
    check "scan: $(fault "$fault" 6)" sweep "$fault"
done

# Fewer descriptors than sessions: machines wait for each other, or it is said that there are too few.
with_few_descriptors() { # LIMIT
    place_new nothing
    struck="$1 descriptors"
    with="prlimit --nofile=$1:$1"
    scan_do --sessions 200
    with=
    [ "$took" -le 25 ] || complain scan 'it takes too long' || return
    case $status in
    0) is_whole || complain scan 'the snapshot is not whole' ;;
    *) says_why 'Too many open files|descriptors' || complain scan 'no word about it' ;;
    esac
}
for limit in 5 8 10 12 14 16 20 24 32 64; do
    check "$limit descriptors" with_few_descriptors $limit
done
tap_end
