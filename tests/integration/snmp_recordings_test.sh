#!/bin/sh
# Scans of recorded agents, which Debian's snmpsim replays: those of fixtures/snmp, and those of real devices where the
# shared data is there. The community is the name of the recording. Prints TAP.
# usage: snmp_recordings_test.sh GENKYO SOURCE_ROOT SHARED_DATA

# shellcheck disable=SC2034 # for snmp.sh
genkyo=$(realpath "$1")
fixtures=$2/fixtures/snmp
shared=$3/snmprec
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

if ! command -v snmpsimd >/dev/null; then
    echo '1..0 # SKIP no snmpsim here'
    exit 0
fi
set -- "$fixtures/floor-switch.snmprec"
[ ! -d "$shared" ] || set -- "$@" "$shared"/*.snmprec
if ! simulator_start "$snmp_base" "$@"; then
    bail "snmpsim does not start: $(tail -n 3 "$work/simulator/log")"
fi

names=
for recording; do
    name=${recording##*/}
    names="$names ${name%.snmprec}"
done
# shellcheck disable=SC2086 # a list of names
for name in $names; do
    snmp_community "$name" "$name"
done | snmp_credentials all.yaml

# One scan of one recording: the address is the same for all of them.
scan_recording() { # NAME
    cp "$work/all.yaml" "$work/$1.yaml"
    snmp_targets "$1.csv" "127.0.0.1:$snmp_base,$1"
    snmp_scan "$1" --timeout 300
}

# --- one of ours ---

scan_recording floor-switch
check 'the recording of fixtures/ is read' probe "127.0.0.1:$snmp_base" answered
check 'its serial number' test "$(cell devices serial)" = FS24X0000317
check 'its name' test "$(cell devices hostname)" = fsw-3f-01
check 'its place' test "$(cell devices location)" = 本省A棟３階
check 'its asset tag' test "$(cell devices asset_tag)" = NET-0317
check 'its interfaces' test "$(lines interfaces)" = 8
check 'its neighbour' test "$(cell neighbors remote_name protocol lldp)" = core-01
check 'what stands at its ports' test "$(cell neighbors remote_mac protocol fdb | wc -l)" = 3

# --- those of real devices ---

# NAME SERIAL MODEL, - is none: from the nameplates of the devices, as far as the recordings tell
devices="cisco-c3750 FDO1622Y10H WS-C3750G-12S-S
cisco-n5000 SSI183706KP N5K-C5548UP
cisco-n5000-uk9 SSI183706KP N5K-C5548UP
hpe-procurve-516733-b21 3C421900TX -
huawei-s5720 210235956210F7000410 S5720-36C-EI-AC
paloalto-pa-5000 0009C100761 PA-5050
ruijie-s5750-24gt12sfp 9017EHC410215 RG-S5750-24GT/12SFP
apc-8641 3F3452A52295 AP8641
eaton-93e-80 4K234LXX06 -
netapp-fas3270 940001051000 FAS3270
unknown-006 none -"

read_all() {
    while read -r name serial model; do
        scan_recording "$name"
        check "$name is read ($took s)" probe "127.0.0.1:$snmp_base" 'answered|partial'
        check "$name is one device" test "$(lines devices)" = 1
        check "$name: its serial number" test "$(cell devices serial)" = "$(echo "$serial" | sed 's/^none$//')"
        [ "$model" = - ] || check "$name: its model" test "$(cell devices model)" = "$model"
    done <<END
$devices
END
}

look_closer() {
    out=$work/cisco-c3750.snapshot
    check 'cisco-c3750: 125 neighbours over CDP' test "$(cell neighbors device_id protocol cdp | wc -l)" = 125
    check 'cisco-c3750: at six ports' test "$(cell neighbors port protocol cdp | sort -u | wc -l)" = 6
    check 'cisco-c3750: 99 of them are access points' \
        test "$(cell neighbors remote_model protocol cdp | grep -c AIR-CAP1602I)" = 99
    check 'cisco-c3750: nine parts have a serial number' \
        test "$(cell components serial | grep . | sort -u | wc -l)" = 9
    out=$work/cisco-n5000-uk9.snapshot
    check 'cisco-n5000-uk9: eleven neighbours over LLDP' test "$(cell neighbors device_id protocol lldp | wc -l)" = 11
    out=$work/paloalto-pa-5000.snapshot
    check 'paloalto-pa-5000: its place in UTF-8' test "$(cell devices location)" = 网络中心机房
    out=$work/ruijie-s5750-24gt12sfp.snapshot
    check 'ruijie-s5750-24gt12sfp: its place in GBK' test "$(cell devices location)" = 中文
    out=$work/unknown-006.snapshot
    check 'unknown-006: 356 packages' test "$(lines software)" = 356
    scan_recording aruba-7210
    check 'aruba-7210: one serial number is taken' cell devices serial
    check 'aruba-7210: the other is noted' sh -c "grep -q CV0008612 '$out/devices.csv' && grep -q BJ0002326 '$out/devices.csv'"
    scan_recording XP
    check 'XP: 160 programs' test "$(lines software)" = 160
    check 'XP: with the days of their installation' \
        sh -c "grep '7-Zip 9.20' '$out/software.csv' | grep -q 2012-01-25"
}

# The same switch under two names, by two credentials: at two addresses, by a second simulator of the same data.
twins() {
    # shellcheck disable=SC2086 # two words, or none
    snmpsimd $simulator_user --data-dir="$work/simulator/data" --cache-dir="$work/simulator/cache" \
        --agent-udpv4-endpoint="127.0.0.2:$snmp_base" --logging-method=stderr 2>"$work/simulator/log2" &
    snmp_pids="$snmp_pids $!"
    snmp_wait "$work/simulator/log2" $! 'Listening at' || return 1
    cp "$work/all.yaml" "$work/twins.yaml"
    snmp_targets twins.csv "127.0.0.1:$snmp_base,cisco-n5000" "127.0.0.2:$snmp_base,cisco-n5000-uk9"
    snmp_scan twins --timeout 300
}

if [ -d "$shared" ]; then
    read_all
    look_closer
    check 'a second simulator starts' twins
    check 'cisco-n5000 and cisco-n5000-uk9 are read' test "$(cell probes outcome | grep -Ecx 'answered|partial')" = 2
    check 'and are one device' test "$(lines devices)" = 1
    check 'that both probes name' test "$(cell probes device_id | sort -u | wc -l)" = 1
    check 'with its serial number' test "$(cell devices serial)" = SSI183706KP
else
    skip 'recordings of real devices' 'the shared data is not there'
fi

tap_end
