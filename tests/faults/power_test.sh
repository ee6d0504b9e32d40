#!/bin/sh
# What a power cut would leave: everything that a committed name stands for (a snapshot, a ledger draft, --sync results, an
# archive, a night's state) was on the disk before it got that name, and the name itself before the command ended. Seen by
# the calls of the system that strace records; sync_order.py judges them. Prints TAP.
# usage: power_test.sh GENKYO SOURCE AGENT

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
agent=$(realpath "$3")
. "$source/tests/faults/commands.sh"
. "$source/tests/integration/agents.sh"
cleanup() {
    # shellcheck disable=SC2086 # numbers
    [ -z "$snmp_pids" ] || kill $snmp_pids
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
if ! strace -f true 2>/dev/null; then
    echo '1..0 # SKIP nothing can be traced here'
    exit 0
fi
recording="strace -f -y -qq -s 0 -o $work/trace -e trace=open,openat,creat,write,pwrite64,writev,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,unlink,unlinkat"

is_in_order() { # DIRECTORY NAME…: what stands there at the end
    /usr/bin/python3 "$source/tests/faults/sync_order.py" "$work/trace" "$@"
}

recorded() { # NAME RESULT…
    name=$1
    shift
    place_new "$name"
    with=$recording
    command_do "$name"
    with=
    [ "$status" = "$(usual "$name")" ] || complain "$name" 'it fails when recorded' || return
    is_in_order "$place" "$@"
}

inputs_prepare || bail 'the inputs could not be made'
# NAME RESULT…
while read -r name results; do
    check "$name: nothing is wrong" command_prepare "$name"
    # shellcheck disable=SC2086 # names
    check "$name: what a power cut leaves is whole: $results" recorded "$name" $results
done <<LINES
init out
draft out
audit out
drift out
report out/report.html out/report.xlsx out/relations.svg
bom out
handover out
archive out zip
export out
inventory out
checks out
ansible out
endoflife out out/support
LINES

# Without --sync nothing is promised, which shows that the judge can find something.
command_prepare reconcile
not_recorded() {
    ! recorded reconcile out >"$work/judged" && grep 'power cut now would lose' "$work/judged" &&
        grep 'got its name before' "$work/judged"
}
check 'reconcile without --sync: a power cut would lose it' not_recorded

# --- a scan, and a night ---

place_new nothing
if agents_start "127.0.0.1:20162,$source/fixtures/snmp/printer.snmprec"; then
    printf 'credentials:\n  - name: printers\n    kind: snmp-v2c\n    community: public\n    scope: ["127.0.0.0/8"]\n' \
        >"$work/credentials.yaml"
    chmod 600 "$work/credentials.yaml"
    touch "$work/known_hosts"
    printf 'address,port,method\n127.0.0.1,20162,snmp\n127.0.0.2,20162,snmp\n' >"$work/targets.csv"
    scan_recorded() {
        $recording "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --known-hosts \
            "$work/known_hosts" --out "$place/out" --tmpdir "$tmp" --timeout 5 --lang en >"$work/last" 2>&1
        [ -s "$place/out/manifest.json" ] && is_in_order "$place" out
    }
    check 'scan: what a power cut leaves is whole' scan_recorded
else
    skip 'scan: what a power cut leaves is whole' "no agent: $(cat "$work/agents.log")"
fi
night_recorded() {
    place_new nothing
    sed "s,ledger: .*,ledger: $in/ledger,; s,snapshot: .*,snapshot: $in/snapshot},; s,state: .*,state: $place/state," \
        "$in/genkyo.yaml" >"$work/genkyo.yaml"
    $recording "$genkyo" run --config "$work/genkyo.yaml" --as-of 2027-03-31 --lang en >"$work/last" 2>&1
    # shellcheck disable=SC2046 # names without blanks
    [ -s "$place/state/results/latest/summary.json" ] &&
        is_in_order "$place" state/results/latest $(cd "$place" && ls -d state/snapshots/* state/runs/*.json)
}
check 'run: what a power cut leaves is whole' night_recorded
tap_end
