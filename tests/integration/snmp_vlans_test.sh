#!/bin/sh
# A switch that shows the bridge table of each VLAN under a community of its own ("public@10"), as Catalysts do; Debian's
# snmpsim replays it. Prints TAP. usage: snmp_vlans_test.sh GENKYO

# shellcheck disable=SC2034 # for snmp.sh
genkyo=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

if ! command -v snmpsimd >/dev/null; then
    echo '1..0 # SKIP no snmpsim here'
    exit 0
fi

bridge() { # PORT INTERFACE NUMBER: the hardware address that ends with it was learned there
    printf '1.3.6.1.2.1.17.1.4.1.2.%d|2|%d\n' "$1" "$2"
    printf '1.3.6.1.2.1.17.4.3.1.2.0.0.94.0.83.%d|2|%d\n' "$3" "$1"
    printf '1.3.6.1.2.1.17.4.3.1.3.0.0.94.0.83.%d|2|3\n' "$3"
}

switch() { # NAME VLAN…: without its views
    printf '1.3.6.1.2.1.1.1.0|4|Cisco IOS Software, C2960 Software, Version 15.0(2)SE\n'
    printf '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.716\n1.3.6.1.2.1.1.3.0|67|864000\n1.3.6.1.2.1.1.5.0|4|%s\n' "$1"
    shift
    for column in 1 2 3; do
        for port in 1 2 3; do
            case $column in
            1) printf '1.3.6.1.2.1.2.2.1.1.%d|2|%d\n' $port $port ;;
            2) printf '1.3.6.1.2.1.2.2.1.2.%d|4|GigabitEthernet0/%d\n' $port $port ;;
            3) printf '1.3.6.1.2.1.2.2.1.3.%d|2|6\n' $port ;;
            esac
        done
    done
    bridge 1 1 1
    for vlan; do
        printf '1.3.6.1.4.1.9.9.46.1.3.1.1.2.1.%d|2|1\n' "$vlan"
    done
}

# The second one has a VLAN that it does not show.
switch whole 1 10 20 1002 >"$work/whole.snmprec"
bridge 2 2 16 >"$work/whole@10.snmprec"
bridge 3 3 32 >"$work/whole@20.snmprec"
switch part 1 10 30 >"$work/part.snmprec"
bridge 2 2 16 >"$work/part@10.snmprec"
if ! simulator_start "$snmp_base" "$work"/*.snmprec; then
    bail "snmpsim does not start: $(tail -n 3 "$work/simulator/log")"
fi

seen() { # what was seen where, and in which VLAN
    cell neighbors port >"$work/ports"
    cell neighbors remote_mac >"$work/macs"
    cell neighbors vlan | paste -d ' ' "$work/ports" "$work/macs" - | sort
}

for name in whole part; do
    snmp_community $name $name | snmp_credentials $name.yaml
    snmp_targets $name.csv "127.0.0.1:$snmp_base"
done

snmp_scan whole --connect-timeout 2
seen >"$work/seen"
printf '%s\n' 'GigabitEthernet0/1 00:00:5E:00:53:01 ' 'GigabitEthernet0/2 00:00:5E:00:53:10 10' \
    'GigabitEthernet0/3 00:00:5E:00:53:20 20' | tr 'A-F' 'a-f' >"$work/wanted"
tr 'A-F' 'a-f' <"$work/seen" >"$work/found"
check 'each VLAN shows its addresses, at its ports' diff "$work/wanted" "$work/found"
check 'that is all of the neighbours' sh -c "echo '$(cell probes sections_complete)' | tr ';' '\\n' | grep -qx neighbors"

snmp_scan part --connect-timeout 2
seen | tr 'A-F' 'a-f' >"$work/found"
head -n 2 "$work/wanted" >"$work/some"
check 'a VLAN that is not shown leaves the others' diff "$work/some" "$work/found"
check 'and is said to be missing' grep -q 'the switch does not tell it for every VLAN' "$out/probes.csv"
check 'as are neighbours' sh -c "echo '$(cell probes sections_missing)' | tr ';' '\\n' | grep -qx neighbors"

tap_end
