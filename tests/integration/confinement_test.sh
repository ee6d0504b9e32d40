#!/bin/bash
# Every command keeps only the rights that it needs: an intruder (intruder.c) who has got into it can reach no network,
# start no program, and open no file that the command line did not name. Prints TAP.
# usage: confinement_test.sh GENKYO INTRUDER SOURCE
set -u

genkyo=$(realpath "$1") intruder=$(realpath "$2") source=$(realpath "$3")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-confinement.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"
export LC_ALL=C.UTF-8 TMPDIR="$work/tmp"
cd "$work" || exit 1
mkdir tmp outside home stores handed
export HOME=$work/home
echo secret >outside/secret
cp /bin/true outside/program

if "$genkyo" --version | grep -q 'not confined'; then
    echo "1..0 # SKIP this kernel, or container, confines nothing"
    exit 0
fi

# intruded WHAT COMMAND…: what can be done from inside COMMAND is WHAT, a word or "-" for each attempt.
intruded() {
    rm -f log outside/new
    LD_PRELOAD=$intruder INTRUDER_LOG=$work/log INTRUDER_OUTSIDE=$work/outside "${@:2}" >last 2>&1 </dev/null
    # done, with findings, or in part: but done
    case $? in
    0 | 1 | 3) echo "$1" | diff -u - log ;;
    *) return 1 ;;
    esac
}

nothing='- - - - - - -'
check 'without confinement all of it can be done' intruded 'connect run read write create trace gain' /bin/true

cp -r "$source/fixtures/ledger" ledger
cp -r "$source/fixtures/snapshot" snapshot
cp -r snapshot snapshot2
printf 'hostname,os\nsrv-x,Debian\n' >machines.csv
as_of='--as-of 2027-03-31'
commands() { # what can be done: command line
    sed 's/^ *//; /^$/d' <<END
    $nothing: init drafted --from snapshot
    $nothing: check ledger
    $nothing: import inventory machines.csv --out imported --observed 2027-03-30
    $nothing: reconcile --ledger ledger --snapshot snapshot --out result --corrections $as_of
    $nothing: audit --ledger ledger --snapshot snapshot --out result --db stores/store.db --format html --format xlsx $as_of
    $nothing: audit --ledger ledger --snapshot snapshot --out result --db stores/store.db --format relations $as_of
    $nothing: drift --from snapshot --to snapshot2 --out drift
    $nothing: findings list --db stores/store.db
    $nothing: findings export --db stores/store.db handed/table.csv
    $nothing: findings apply --db stores/store.db handed/table.csv --who Yamada
    $nothing: trend --db stores/store.db
    $nothing: report --in result --out reports --db stores/store.db
    $nothing: report --in result --format relations
    $nothing: export handover --in result --ledger ledger --db stores/store.db --out handover --zip handed/handover.zip
    $nothing: export meeting --in result --db stores/store.db --since 2027-03-01 --out meeting
    $nothing: export cyclonedx --snapshot snapshot --out handed/bom.json
    $nothing: explain $(sed -n '2s/,.*//p' result/findings.csv 2>/dev/null) --in result
END
}
count=$(commands | wc -l)
for number in $(seq "$count"); do
    line=$(commands | sed -n "${number}p") # anew: results of those before have ids
    # shellcheck disable=SC2086 # words of a command line
    check "genkyo ${line#*: }" intruded "${line%%: *}" "$genkyo" ${line#*: }
done

# Those that go over the network read keys that their files name. They, too, write only where they were told, and start
# only what the system has.
printf 'credentials:\n  - name: a\n    kind: ssh-password\n    user: u\n    password: p\n' >credentials.yaml
chmod 600 credentials.yaml
printf 'address\n127.0.0.1\n' >targets.csv
printf 'ledger: ledger\nstate: state\nscan: {snapshot: snapshot}\n' >genkyo.yaml
if "$genkyo" --help | grep -q '^  scan '; then
    printf 'address,port\n127.0.0.1,9\n' >closed.csv
    : >known
    check 'genkyo scan --dry-run' intruded 'connect - read - - - -' \
        "$genkyo" scan --targets targets.csv --credentials credentials.yaml --dry-run
    check 'genkyo scan' intruded 'connect - read - - - -' \
        "$genkyo" scan --targets closed.csv --credentials credentials.yaml --out scanned --known-hosts known
    : >outside/known
    check 'what is beside known hosts that are added to stays as it is' intruded 'connect - read - - - -' \
        "$genkyo" scan --targets closed.csv --credentials credentials.yaml --out scanned-2 --known-hosts outside/known \
        --trust-new
    ln -s outside/secret known-by-link
    check 'known hosts may be a link' intruded 'connect - read write - - -' \
        "$genkyo" scan --targets closed.csv --credentials credentials.yaml --out scanned-3 --known-hosts known-by-link \
        --trust-new
fi
check 'genkyo run' intruded 'connect - read - - - -' "$genkyo" run --config genkyo.yaml $as_of
check 'genkyo run --from audit' intruded 'connect - read - - - -' "$genkyo" run --config genkyo.yaml --from audit $as_of

# Ledgers may be made of links.
mkdir linked && for file in ledger/*; do ln -s "../$file" linked; done
check 'files that are in a ledger by links are read' \
    sh -c '"$1" check ledger >1; "$1" check linked >2; sed s/ledger/linked/g 1 | diff - 2' sh "$genkyo"
ln -s ledger latest
check 'a ledger that is a link itself is read' sh -c '"$1" check latest >2; sed s/ledger/latest/g 1 | diff - 2' sh "$genkyo"
# Others may work where temporary files go.
ln -s ../outside tmp/planted
check 'a link in the directory for temporary files leads nowhere' intruded "$nothing" "$genkyo" check ledger
rm tmp/planted
rm -rf state && mkdir state other-disk && ln -s ../other-disk state/snapshots
# shellcheck disable=SC2086 # words of a command line
check 'the snapshots of the state directory may be on another disk' \
    intruded 'connect - read - - - -' "$genkyo" run --config genkyo.yaml $as_of
check 'and are written there' test -s other-disk/*/manifest.json
ln -s stores/store.db linked.db
check 'a store that is a link can be written to' intruded "$nothing" \
    "$genkyo" audit --ledger ledger --snapshot snapshot --out result --db linked.db --format none $as_of --fail-on never

# A directory that cannot be made is told as what is in the way, and not as a right that was not given.
no_room() {
    # shellcheck disable=SC2016 # for the shell inside
    unshare -r -m sh -c 'mount -t tmpfs -o nr_inodes=1 none full && exec "$@"' sh \
        "$genkyo" import endoflife "$source/tests/cli/import/endoflife/full.json" --state full/state >last 2>&1
    [ $? -eq 2 ] && grep -q 'full/state: .*(mkdir): No space left on device' last
}
mkdir full
if unshare -r -m mount -t tmpfs none full 2>/dev/null; then
    check 'a full disk is told as one' no_room
else
    skip 'a full disk is told as one' 'no namespaces here'
fi

# What comes from outside is read after that: strace sees the order.
confined_first() {
    strace -f -o trace "$genkyo" check ledger >last 2>&1
    grep -nE 'seccomp\(SECCOMP_SET_MODE_FILTER|prctl\(PR_SET_SECCOMP' trace | head -n 1 | cut -d : -f 1 >filtered
    grep -nE 'landlock_restrict_self\(.*= 0' trace | head -n 1 | cut -d : -f 1 >restricted
    grep -nE 'openat\(.*"(ledger/)?[a-z_]*\.csv".*= [0-9]' trace | grep -v O_PATH | head -n 1 | cut -d : -f 1 >opened
    [ -s filtered ] && [ -s restricted ] && [ -s opened ] && [ "$(cat filtered)" -lt "$(cat opened)" ] &&
        [ "$(cat restricted)" -lt "$(cat opened)" ]
}
if command -v strace >/dev/null && strace -o trace true 2>/dev/null; then
    check 'no input is opened before' confined_first
else
    skip 'no input is opened before' 'no strace here, or it may not trace'
fi
tap_end
