#!/bin/sh
# From the scan to the finding: a server over SSH, the switch that it is connected to over SNMP, and at another port of
# the switch a machine that nobody scanned and no ledger has, which is named by switch and port. Prints TAP.
# usage: snmp_unregistered_test.sh GENKYO AGENT SOURCE_ROOT

genkyo=$(realpath "$1")
# shellcheck disable=SC2034 # for snmp.sh
agent=$(realpath "$2")
recording=$3/fixtures/snmp/floor-switch.snmprec
lab=$3/fixtures/lab/lab
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

cleanup() {
    [ ! -d "$work/lab" ] || "$lab" stop "$work/lab"
    snmp_done
}

if [ ! -x "${SSHD:-/usr/sbin/sshd}" ]; then
    echo "1..0 # SKIP no sshd here"
    exit 0
fi
if ! "$lab" start "$work/lab" --hosts dell-r640 >"$work/start" 2>&1; then
    if grep -q 'neither chroot nor user namespaces' "$work/start"; then
        echo "1..0 # SKIP $(head -n 1 "$work/start")"
        exit 0
    fi
    bail "the lab does not start: $(cat "$work/start")"
fi

# Port 2 has the server, port 3 what nobody knows, and port 1 leads to the next switch, behind which there is much.
grep -v '^1\.3\.6\.1\.2\.1\.17\.4\.3\.' "$recording" >"$work/rest"
awk 'BEGIN {
        addresses = "50 64 153 154 155 156 157 158 159 160 161 162"
        ports = "3 2 1 1 1 1 1 1 1 1 1 1"
        n = split(addresses, last, " ")
        split(ports, port, " ")
        for (column = 1; column <= 3; column++)
            for (i = 1; i <= n; i++) {
                name = "1.3.6.1.2.1.17.4.3.1." column ".0.0.94.0.83." last[i]
                if (column == 1) printf "%s|4x|00005e0053%02x\n", name, last[i]
                else print name "|2|" (column == 2 ? port[i] : 3)
            }
    }' >"$work/seen"
awk -v seen="$work/seen" '/^1\.3\.6\.1\.2\.1\.31\./ && !done { while ((getline line <seen) > 0) print line; done = 1 } { print }' \
    "$work/rest" >"$work/switch.snmprec"
place=127.4.0.1:$snmp_base
if ! agents_start "$place,$work/switch.snmprec"; then
    bail "the agent does not start: $(cat "$work/agents.log")"
fi
cp "$work/lab/known_hosts" "$work/known"
{ cat "$work/lab/targets.csv" && echo "127.4.0.1,$snmp_base,snmp,,switches,"; } >"$work/both.csv"
{ cat "$work/lab/credentials.yaml" && snmp_community switches public; } >"$work/both.yaml"
chmod 600 "$work/both.yaml"

snmp_scan both
check 'server and switch are read' test "$(cell probes outcome | grep -Ecx 'answered|partial')" = 2
check 'they are two devices' test "$(lines devices)" = 2
check 'the server is seen by the switch' grep -q ',Gi0/2,fdb,.*,00:00:5e:00:53:40,' "$out/neighbors.csv"

"$genkyo" init "$work/ledger" --from "$out" --lang en >"$work/last" 2>&1
"$genkyo" reconcile --lang en --ledger "$work/ledger" --snapshot "$out" --out "$work/result" >"$work/last" 2>&1
unregistered() { # TEXT…: the findings of what is in no ledger that have all of them
    grep '"code":"DIF-UNREGISTERED"' "$work/result/findings.jsonl" >"$work/found"
    for text; do
        grep -F -e "$text" "$work/found" >"$work/fewer"
        mv "$work/fewer" "$work/found"
    done
    wc -l <"$work/found"
}
check 'the machine that nobody knows is found' test "$(unregistered Gi0/3)" = 1
check 'with its switch and its address' test "$(unregistered Gi0/3 fsw-3f-01 00:00:5e:00:53:32)" = 1
check 'it is undetermined' test "$(unregistered Gi0/3 '"outcome":"undetermined"')" = 1
check 'the server is not' test "$(unregistered Gi0/2)" = 0
check 'the next switch, which says who it is, is named' test "$(unregistered Gi0/1 core-01)" = 1
check 'what is behind it is not' test "$(unregistered 00:00:5e:00:53:99)" = 0
check 'a virtual machine that only its host knows is found' test "$(unregistered trial-web vhost3)" = 1
check 'nor anything else' test "$(unregistered)" = 3

tap_end
