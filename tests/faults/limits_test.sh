#!/bin/sh
# Few descriptors and little memory, for every command: it works, or says what it lacks and leaves nothing. A control group
# that takes memory away ends it without harm, and --memory keeps it within one. Prints TAP.
# usage: limits_test.sh GENKYO SOURCE

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
. "$source/tests/faults/commands.sh"
group=
cleanup() {
    [ -z "$group" ] || rmdir "$group"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
usual_commands='audit report archive apply export inventory draft'
[ -z "${GENKYO_TEST_LONG-}" ] || usual_commands="$(commands writing) check list trend"

within() { # NAME WORDS PATTERN
    place_new "$1"
    struck=$2
    with=$2
    command_do "$1"
    with=
}

# What cannot be opened to be removed is left for the next run.
with_few_descriptors() { # NAME
    for limit in ${GENKYO_TEST_LONG:+4 7 9 10 11 13 14 20 24} 5 6 8 12 16 32; do
        within "$1" "prlimit --nofile=$limit:$limit"
        may_leave=true
        is_sound "$1" 'Too many open files|Permission denied|iconv_open' && works_again "$1" || return
    done
    for limit in 64 256 10000; do
        within "$1" "prlimit --nofile=$limit:$limit"
        is_sound "$1" || return
        [ "$status" = "$(usual "$1")" ] || complain "$1" "$limit descriptors are not enough" || return
    done
}

# In steps from what the program needs to be there at all. The solver of licences (C++) and what writes workbooks end the
# process when memory is out: nothing is there then that was not before.
with_little_memory() { # NAME
    for more in ${GENKYO_TEST_LONG:+0 3 5 7 9 10 12 14 16 20} 1 2 4 6 8 30; do
        within "$1" "prlimit --as=$(((needed + more) << 20))"
        if [ "$status" -ge 128 ] && grep -q 'bad_alloc\|Memory allocation failed' "$work/told"; then
            may_leave=true
            place_is before "$1" >"$work/difference" || complain "$1" 'it was ended, and something is there' || return
            works_again "$1" || return
        else
            is_sound "$1" 'memory|Cannot allocate|iconv_open' || return
        fi
    done
}

inputs_prepare || bail 'the inputs could not be made'
needed=40
until prlimit --as=$((needed << 20)) "$genkyo" --version >/dev/null 2>&1; do needed=$((needed + 1)); done
echo "# it can be started with $needed MiB of addresses"
for name in $usual_commands; do
    check "$name: nothing is wrong" command_prepare "$name"
    check "$name: few descriptors" with_few_descriptors "$name"
    check "$name: little memory" with_little_memory "$name"
done

# --- a control group ---

# Sets $group, and $limit_file of it; of version 1 or 2, whichever can be used.
group_new() {
    for root in /sys/fs/cgroup/memory /sys/fs/cgroup/unified /sys/fs/cgroup; do
        group=$root/genkyo-faults-$$
        mkdir "$group" 2>/dev/null || continue
        for limit_file in memory.max memory.limit_in_bytes; do
            [ ! -w "$group/$limit_file" ] || return 0
        done
        rmdir "$group"
    done
    group=
    return 1
}

# A ledger of as many machines as make more than fits.
large_inputs() {
    mkdir "$work/large"
    awk 'BEGIN {
        print "asset_id,hostname,serial,ip_address,location"
        for (i = 0; i < 300000; i++) printf "A-%07d,host-%07d,S%09d,10.%d.%d.%d,place %d\n", i, i, i * 7919 % 1000000007,
            i / 65536, i / 256 % 256, i % 256, i % 1000 }' >"$work/large/devices.csv"
    sed '1s/asset_id/資産番号/' "$work/large/devices.csv" | cut -d , -f 2- >"$work/large.csv"
    "$genkyo" import inventory "$work/large.csv" --observed 2027-03-30 --out "$work/large-snapshot" --quiet
}

compare_within() { # MEBIBYTES [OPTION…]: sets $status
    echo $(($1 << 20)) >"$group/$limit_file"
    shift
    rm -rf "$work/place/out"
    # the shell becomes the program, inside
    sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "$group" "$genkyo" reconcile --ledger "$work/large" \
        --snapshot "$work/large-snapshot" --out "$work/place/out" --as-of 2027-03-31 --jobs 2 --tmpdir "$work/place" \
        --fail-on never --policy "$in/policy.yaml" --lang en "$@" >"$work/said" 2>"$work/told"
    status=$?
    cp "$work/told" "$work/last"
}

is_killed_without_harm() {
    place_new nothing
    mkdir "$place/out" && echo '{}' >"$place/out/summary.json" && cp "$place/out/summary.json" "$work/was.json"
    echo $((24 << 20)) >"$group/$limit_file"
    sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "$group" "$genkyo" reconcile --ledger "$work/large" \
        --snapshot "$work/large-snapshot" --out "$place/out" --as-of 2027-03-31 --jobs 2 --tmpdir "$tmp" >"$work/last" 2>&1
    status=$?
    echo "status $status"
    [ "$status" = 137 ] && cmp "$work/was.json" "$place/out/summary.json" && [ -z "$(ls "$tmp")" ]
}

if group_new; then
    large_inputs
    check 'out of memory in a control group: what was there is there' is_killed_without_harm
    compare_within 4096
    mv "$work/place/out" "$work/roomy"
    check 'the next run, with memory, works' [ "$status" = 0 ]
    compare_within 160 --memory 64M
    check '--memory 64M is enough within 160 MiB' [ "$status" = 0 ]
    check 'and finds the same' diff -r -x summary.json "$work/roomy" "$work/place/out"
else
    skip 'out of memory in a control group' 'no memory controller can be used here'
fi
tap_end
