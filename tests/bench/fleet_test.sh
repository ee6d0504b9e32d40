#!/bin/bash
# A thousand hosts at once, five hundred at a time: everything is read with one command per host, in bounded memory, at
# no more than twice the processor time of a bare libssh2 client. Prints TAP. Takes minutes.
# usage: fleet_test.sh GENKYO BARE_SSH MEASURE

genkyo=$1
bare=$2
measure=$3
here=$(cd "$(dirname "$0")" && pwd)
hosts=${GENKYO_FLEET_HOSTS:-1000}
sessions=500
memory_mib=256
work=$(mktemp -d) || exit 1
. "$here/../integration/tap.sh"
. "$here/../integration/sshd.sh"
. "$here/../integration/fleet.sh"
out=$work/snapshot

cleanup() {
    fleet_stop
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sshd_needed
# A descriptor for each session, and those that a scan keeps for names and connections (scanner/scan_limits.c).
if ! ulimit -n $((3 * sessions + 100)); then
    echo "1..0 # SKIP the limit of open files is too low"
    exit 0
fi
if ! fleet_start "$hosts" || ! fleet_script "$genkyo"; then
    sshd_bail
fi

scan_fleet() { # TARGETS SESSIONS: adds a line to $work/genkyo
    rm -rf "$out"
    "$measure" "$genkyo" scan --targets "$work/$1" --credentials "$work/credentials.yaml" \
        --known-hosts "$work/known_hosts" --sessions "$2" --timeout 900 --out "$out" >>"$work/genkyo" 2>"$work/last"
}

run_bare() { # TARGETS SESSIONS: adds a line to $work/bare
    "$measure" "$bare" "$(id -un)" "$work/user" "$work/script" "$2" <"$work/$1" >>"$work/bare" \
        2>"$work/last"
}

processor_of() { # FILE: the least of its runs
    awk '{ cpu = $2 + $3; if (NR == 1 || cpu < least) least = cpu } END { print least }' "$1"
}

scan_fleet targets.csv $sessions
check 'every host is read' test "$(cut -d , -f 3 "$out/probes.csv" | grep -cx answered)" = "$hosts"
check 'each is a device' test "$(($(wc -l <"$out/devices.csv") - 1))" = "$hosts"
check 'with its thousand packages' test "$(($(wc -l <"$out/software.csv") - 1))" = $((hosts * 1000))
check 'one command per host' test "$(fleet_execs)" = "$hosts"
echo "# peak KiB: $(cut -d ' ' -f 4 "$work/genkyo")"
check "in $memory_mib MiB" awk -v limit="$memory_mib" '{ print $4; exit !($4 > 0 && $4 < limit * 1024) }' "$work/genkyo"

# What a host costs is seen on fewer of them.
rm -f "$work/genkyo"
head -n 200 "$work/bare.targets" >"$work/some.bare"
head -n 201 "$work/targets.csv" >"$work/some.csv"
for ((run = 0; run < 2; run++)); do
    scan_fleet some.csv 100
    run_bare some.bare 100
done
check 'nothing fails' awk '$5 != 0 { bad = 1 } { print } END { exit bad }' "$work/genkyo" "$work/bare"
ratio=$(echo "$(processor_of "$work/genkyo") $(processor_of "$work/bare")" | awk '{ printf "%.2f", $1 / $2 }')
echo "# processor seconds: genkyo $(processor_of "$work/genkyo"), bare $(processor_of "$work/bare"), ratio $ratio"
check 'at most twice the processor time of a bare client' awk -v ratio="$ratio" 'BEGIN { exit !(ratio <= 2) }'

tap_end
