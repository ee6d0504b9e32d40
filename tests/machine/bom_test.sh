#!/bin/sh
# Bills of materials, held to CycloneDX's own schema in strict mode, and to a reader of Package URLs. Prints TAP. Needs
# node and npm; npm's modules are put into $XDG_CACHE_HOME/genkyo-machine once. Where there is sshd, the lab is scanned, too.
# usage: bom_test.sh GENKYO MAKE_SNAPSHOT SOURCE BILL: the last is that of the program itself

genkyo=$(realpath "$1") make_snapshot=$(realpath "$2") source=$(realpath "$3") own=$(realpath "$4")
here=$source/tests/machine
. "$source/tests/integration/tap.sh"
. "$source/tests/browser/modules.sh"
needs node npm
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-machine.XXXXXX") || exit 1
lab=$source/fixtures/lab/lab
clean_up() {
    [ ! -d "$work/lab" ] || "$lab" stop "$work/lab"
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

bill() { # NAME SNAPSHOT [OPTION…]
    name=$1 snapshot=$2
    shift 2
    "$genkyo" export cyclonedx --snapshot "$snapshot" --out "$work/$name.json" --quiet "$@" || return 1
    # as few threads as there can be, the same bytes
    "$genkyo" export cyclonedx --snapshot "$snapshot" --out "$work/again.json" --quiet --jobs 1 "$@" || return 1
    cmp "$work/$name.json" "$work/again.json" || return 1
    cp "$snapshot/devices.csv" "$work/$name.devices.csv" && cp "$snapshot/software.csv" "$work/$name.software.csv"
}

# The recorded machines, where they can be started.
scan_lab() {
    "$genkyo" scan --help >/dev/null 2>&1 || return 0 # built without
    [ -x "${SSHD:-/usr/sbin/sshd}" ] && "$lab" start "$work/lab" >/dev/null || return 0
    "$genkyo" scan --targets "$work/lab/targets.csv" --credentials "$work/lab/credentials.yaml" \
        --known-hosts "$work/lab/known_hosts" --out "$work/lab.snapshot" --quiet || [ $? -eq 3 ] || return 1
    bill lab "$work/lab.snapshot" --ledger "$work/ledger"
}

prepare() {
    cp -r "$source/fixtures/ledger" "$work/ledger" && cp "$source"/fixtures/rules/*.csv "$work/ledger" || return 1
    node "$here/observe.mjs" "$work/many" "$work/hostile" || return 1
    # bytes that are no text: whoever writes a snapshot repairs them
    LC_ALL=C sed -i 's#pkg:deb/x@1#bad \xff\xfe name\x80 \xed\xa0\x80#' "$work/hostile/software.csv" || return 1
    for name in many hostile; do
        "$make_snapshot" "$work/$name" "$work/$name.snapshot" || return 1
    done
    bill fixture "$source/fixtures/snapshot" && bill rules "$source/fixtures/snapshot" --ledger "$work/ledger" &&
        bill one "$source/fixtures/snapshot" --device d43ceca126273eaa5 --title '架空県 "申請" システム' &&
        bill many "$work/many.snapshot" --ledger "$work/ledger" && bill hostile "$work/hostile.snapshot" &&
        cp "$own" "$work/own.json" && scan_lab
}

modules_install machine
prepared_by 'no bills to test' prepare
# modules are looked for beside the file that wants them
cp "$here"/*.mjs "$source/tests/browser/tap.mjs" "$modules" && node "$modules/bom_test.mjs" "$work"
