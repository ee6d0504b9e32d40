#!/bin/sh
# Clocks that jump and clocks that are wrong: a scan and a night keep their deadlines, which a monotonic clock rules; what
# they write has an order; what was found stays found, with a first and a last day that fit. Prints TAP.
# usage: clock_test.sh GENKYO SOURCE AGENT

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
agent=$(realpath "$3")
. "$source/tests/faults/commands.sh"
. "$source/tests/faults/agent.sh"
jumping=
cleanup() {
    # shellcheck disable=SC2086 # numbers
    kill $snmp_pids $jumping 2>/dev/null
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
for library in /usr/lib/*/faketime/libfaketimeMT.so.1; do :; done
if [ ! -e "$library" ]; then
    echo '1..0 # SKIP no faketime here'
    exit 0
fi
# The clock of days as $work/clock says at any moment; the monotonic one is left alone.
clock="env LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"

# --- jumps during a scan ---

jump_after() { # SECONDS WHERE: as faketime writes it
    echo +0 >"$work/clock"
    (sleep "$1" && echo "$2" >"$work/clock") &
    jumping=$!
}

seconds_of() { # MEMBER of the manifest
    date -d "$(sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$place/out/manifest.json")" +%s
}

scan_over() { # WHERE
    place_new nothing
    jump_after 0.5 "$1"
    with=$clock
    scan_do
    with=
    wait "$jumping"
    struck="the clock jumps by $1"
    [ "$status" = 0 ] && [ "$(grep -c ',answered,' "$place/out/probes.csv")" = 2 ] ||
        complain scan 'not every machine is read' || return
    [ "$took" -ge 1 ] && [ "$took" -le 30 ] || complain scan "it took $took s" || return
    [ "$(seconds_of started)" -le "$(seconds_of ended)" ] || complain scan 'it ended before it started' || return
    "$genkyo" init "$place/draft" --from "$place/out" --quiet && "$genkyo" reconcile --ledger "$place/draft" \
        --snapshot "$place/out" --out "$place/results" --fail-on never --quiet --policy "$in/policy.yaml" >"$work/last" 2>&1
}

inputs_prepare || bail 'the inputs could not be made'
if ! agent_scans_start delay=100; then
    bail "the agents do not start: $(cat "$work/agents.log")"
fi
for jump in -1d +1d -365d +365d; do
    check "the clock jumps by $jump during a scan" scan_over $jump
done

# --- a scan that is gone on with on another day ---

went_back() {
    place_new nothing
    echo +400d >"$work/clock"
    $clock "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --known-hosts \
        "$work/known_hosts" --out "$place/out" --tmpdir "$tmp" --sessions 1 --lang en >"$work/last" 2>&1 &
    jumping=$!
    # the head of the journal is there, and one machine in it
    wait_for sh -c '[ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -gt 1000 ]' sh "$place/out.partial/journal"
    kill -KILL "$jumping"
    wait "$jumping" 2>/dev/null
    scan_do --resume
    [ "$status" = 0 ] && [ "$(grep -c ',answered,' "$place/out/probes.csv")" = 2 ] || return
    [ "$(seconds_of started)" -le "$(seconds_of ended)" ]
}
check 'a scan that began with the clock a year ahead is gone on with' went_back

# --- days of the store ---

# As of the day that the clock has, in the zone of the policy: Asia/Tokyo.
audit_at() { # UTC
    TZ=UTC faketime -f "@$1" "$genkyo" reconcile --ledger "$in/ledger" --snapshot "$in/snapshot" --out "$place/out" \
        --db "$place/genkyo.db" --fail-on never --policy "$in/policy.yaml" --lang en >"$work/last" 2>&1
}

says() { # PATTERN
    grep -q "$1" "$work/last"
}

place_new nothing
audit_at '2027-03-31 14:59:59'
check 'the last second of the fiscal year is of its last day' says '^As of 2027-03-31$'
total=$(sed -n 's/^Status *new \([0-9]*\) .*/\1/p' "$work/last")
check 'there is something to find' [ "${total:-0}" -gt 0 ]
while read -r day when; do
    audit_at "$when"
    check "the clock at $when: as of $day" says "^As of $day\$"
    check "the clock at $when: what was found goes on" says "^Status *new 0  continuing $total "
done <<LINES
2027-04-01 2027-03-31 15:00:00
2026-03-31 2026-03-31 00:00:00
1970-01-01 1970-01-01 00:00:10
2038-01-19 2038-01-19 03:14:08
2100-03-01 2100-02-28 15:00:00
2027-04-02 2027-04-02 00:00:00
LINES
days_fit() {
    "$genkyo" findings list --db "$place/genkyo.db" --format json |
        sed -n 's/.*"first_seen":"\([^"]*\)","last_seen":"\([^"]*\)".*/\1 \2/p' >"$work/days"
    [ "$(wc -l <"$work/days")" = "$total" ] && awk '$1 > $2 || $1 != "1970-01-01" || $2 != "2100-03-01" { print; bad = 1 }
        END { exit bad }' "$work/days"
}
check 'first and last seen are the first and the last of these days' days_fit

# --- a night ---

# The clock jumps while it is at work; the next night is taken as one.
night() { # WHERE: sets $status
    jump_after 0.2 "$1"
    $clock "$genkyo" run --config "$place/genkyo.yaml" --lang en >"$work/last" 2>&1
    status=$?
    wait "$jumping"
}

night_goes_on() { # WHERE
    place_new nothing
    sed "s,ledger: .*,ledger: $in/ledger,; s,snapshot: .*,snapshot: $in/snapshot},; s,state: .*,state: $place/state," \
        "$in/genkyo.yaml" >"$place/genkyo.yaml"
    echo 'policy: {coverage_min: 0}' >>"$place/genkyo.yaml"
    night "$1"
    [ "$status" = 1 ] && [ -s "$place/state/results/latest/summary.json" ] || return
    night "$2"
    [ "$status" = 1 ] && says '^Status *new 0  '
}
check 'the clock is set back a minute during a night, and the next one is done' night_goes_on -60 -30
check 'the clock jumps a day ahead during a night, and the next one is done' night_goes_on +1d +1d
tap_end
