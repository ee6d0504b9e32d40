#!/bin/sh
# A program that was built without the scanner: the nightly run on a snapshot of another tool's, and what says that it
# cannot scan. Prints TAP.
# usage: without_scan_test.sh GENKYO

genkyo=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1

# run SCAN [OPTION…]: its status; what it says is in last.
run() {
    printf 'language: en\nledger: %s/fixtures/ledger\nstate: state\nscan: {%s}\n' "$root" "$1" >genkyo.yaml
    shift
    "$genkyo" run --config genkyo.yaml --as-of 2027-03-31 "$@" >last 2>&1
}

check 'what it was built without is told' sh -c '"$1" --version |
    grep -qx "Built without: libseccomp, libzip, Expat, libxlsxwriter, Clp, libcurl, libssh2, net-snmp, OpenSSL, libuv"' sh "$genkyo"
check 'there is no command that scans' sh -c '! "$1" --help | grep -q "^  scan "' sh "$genkyo"
run "snapshot: $root/fixtures/snapshot" --check
check 'a snapshot may be configured' [ $? = 0 ]
run "snapshot: $root/fixtures/snapshot"
check 'a night on it is done' [ $? = 3 ] # of the ministry's machines too few were examined
check 'and its results are there' [ -s state/results/latest/findings.jsonl ]
check 'and in the store' sh -c '"$1" findings list --db state/genkyo.db --format json | grep -q DIF-' sh "$genkyo"
for scan in 'targets: targets.csv, credentials: credentials.yaml' 'from_ledger: true, credentials: credentials.yaml'; do
    for option in '' --check; do
        # shellcheck disable=SC2086 # no option is none
        run "$scan" $option
        check "${scan%%:*} $option is refused" [ $? = 2 ]
        check 'with its place and the reason' \
            grep -q "^genkyo: genkyo.yaml:4:[0-9]*: .*${scan%%:*}.*built without the scanner" last
    done
done

tap_end
