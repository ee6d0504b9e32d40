#!/bin/sh
# Scans of agents that do not behave: each must cost no more than the table that it is about, in the time and the memory
# that it may take. Prints TAP.
# usage: snmp_faults_test.sh GENKYO AGENT MEASURE SOURCE_ROOT [SANITIZER]

genkyo=$(realpath "$1")
# shellcheck disable=SC2034 # for snmp.sh
agent=$(realpath "$2")
measure=$(realpath "$3")
recording=$4/fixtures/snmp/floor-switch.snmprec
sanitizer=${5:-none}
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

# ifEntry, ifXEntry, dot1dTpFdbEntry, entPhysicalEntry, ipAddrEntry
if=1.3.6.1.2.1.2.2.1
fdb=1.3.6.1.2.1.17.4.3.1
ent=1.3.6.1.2.1.47.1.1.1.1

# NAME FAULTS OUTCOME MISSING WHAT: the part that is not whole, - is none
faults="right - answered - nothing is wrong
slow delay=20 answered - each answer takes 20 ms
slower delay=400 answered - each answer takes 400 ms, one after the other
small packet=484 answered - answers are small
lost lost=3 answered - each third request is lost
restart restart answered - the agent is away for a second, and its host says so
twice twice answered - each request is answered twice
v1-only v1-only answered - the agent knows version 1 only
v2c-names no-such-name answered - errors of version 1 in version 2c
v2c-place no-such-name=99 answered|partial - errors about names that were not asked
endless-null endless@$fdb.2,null@$fdb.2 partial neighbors rows without values, without end
no-bulk no-bulk answered - GETBULK is not answered
bulk-error bulk-error answered - GETBULK is refused
too-big too-big=12 answered - more than twelve variables are too big
too-big-3 too-big=3 answered - more than three variables are too big
too-long too-long=300 answered - more than 300 bytes are too long
more more answered - ten variables more than asked for
fewer fewer@$if answered|partial - one variable is left out
loop loop=3@$if.2 partial network a row that repeats
back back=3@$if.2 partial network rows that go back
loop-fdb loop=1@$fdb.2 partial neighbors a row that repeats, of addresses seen
endless endless@$fdb.2 partial neighbors rows without end
stop stop=3@$if.2 partial network silence after three rows
stop-all stop@$if partial network silence about one table
error error@$if partial network an error about one table
empty empty@$if partial network answers without variables, about one table
other-id other-id@$fdb partial neighbors answers to nothing that was asked, about one table
garbage garbage@$fdb partial neighbors bytes that are no message, about one table
cut cut@$fdb partial neighbors messages that are cut off, about one table
other-port other-port@$fdb partial|answered - answers from another port, about one table
other-address other-address=100@$fdb partial neighbors answers from another address, about one table
echo echo@$fdb partial neighbors requests that come back, about one table
lie lie@$if answered|partial - numbers for texts, texts for numbers
lie-all lie answered|partial|error - nothing has the type that it should have
null null@$if answered|partial - no values
long long=60000@$if.2 answered|partial - names of 60,000 bytes
long-ent long=60000@$ent answered|partial - parts of 60,000 bytes
endless-ent endless@$ent partial|answered - parts without end"

# A device of its own for each: name, serial number, addresses.
own_recording() { # NUMBER
    hex=$(printf '%02x' "$1")
    sed -e "s/FS24X0000317/FS24X00009$hex/" -e "s/fsw-3f-01/fsw-$hex/" -e "s/NET-0317/NET-09$hex/" \
        -e "s/00005e0053/00005e00$hex/" -e "s/192\\.0\\.2\\.20/192.0.2.$((20 + $1))/g" "$recording" >"$work/$1.snmprec"
}

set --
targets=
number=0
while read -r name list rest; do
    number=$((number + 1))
    own_recording $number
    [ "$list" != - ] || list=
    set -- "$@" "127.2.0.$number:$snmp_base,$work/$number.snmprec${list:+,$list}"
    targets="$targets 127.2.0.$number:$snmp_base"
done <<END
$faults
END
if ! agents_start --log "$work/requests" "$@"; then
    bail "the agents do not start: $(cat "$work/agents.log")"
fi

# The agents of version 1 get no answer to 2c first.
{
    snmp_community v2c public
    snmp_community v1 public snmp-v1
} | snmp_credentials faults.yaml
# shellcheck disable=SC2086 # a list
snmp_targets faults.csv $targets
began=$(date +%s)
snmp_scan faults --connect-timeout 2 --timeout 40
took=$(($(date +%s) - began))

device_of() { # ADDRESS COLUMN
    cell devices "$2" device_id "$(cell probes device_id address "$1")"
}

missing_of() { # ADDRESS PART
    cell probes sections_missing address "$1" | tr ';' '\n' | grep -qx "$2"
}

number=0
while read -r name list outcome missing what; do
    number=$((number + 1))
    address=127.2.0.$number
    hex=$(printf '%02x' $number)
    check "$what: not all of the time that a device may take" \
        test "$(cell probes seconds address $address | cut -d . -f 1)" -le 30
    check "$what: $outcome" probe "$address:$snmp_base" "$outcome"
    case $name in
    lie-all | long-ent | endless-ent | v2c-place) continue ;;
    esac
    check "$what: the device is there" test "$(device_of $address serial)" = "FS24X00009$(echo $hex)"
    check "$what: with its name" test "$(device_of $address hostname)" = "fsw-$hex"
    [ "$missing" = - ] || check "$what: $missing is missing" missing_of $address "$missing"
    [ "$missing" = - ] || check "$what: which is said" test -n "$(cell probes message address $address)"
    case $missing in
    neighbors) check "$what: the interfaces are there" \
        test "$(cell interfaces name device_id "$(cell probes device_id address $address)" | wc -l)" = 8 ;;
    network) check "$what: neighbours are there" \
        test "$(cell neighbors remote_mac device_id "$(cell probes device_id address $address)" | wc -l)" -ge 1 ;;
    esac
done <<END
$faults
END
check "all of them take $took s" test "$took" -le 50

# --- a table that is too large ---

# 800,000 rows of the largest table, in which four are read of each: names of interfaces would be 20 MB.
awk -v entry=$fdb '/^1\.3\.6\.1\.2\.1\.17\.4\.3\.1\./ { next }
    /^1\.3\.6\.1\.2\.1\.31\./ && !done {
        for (column = 1; column <= 3; column++)
            for (i = 0; i < 800000; i++) {
                index_of = "0.0.94." int(i / 65536) "." int(i / 256) % 256 "." i % 256
                if (column == 1)
                    printf "%s.1.%s|4x|00005e%02x%02x%02x\n", entry, index_of, i / 65536, int(i / 256) % 256, i % 256
                else
                    printf "%s.%d.%s|2|3\n", entry, column, index_of
            }
        done = 1
    }
    { print }' "$recording" >"$work/huge.snmprec"
place=127.2.1.1:$snmp_base
if ! agents_start "$place,$work/huge.snmprec"; then
    bail "the agent does not start: $(cat "$work/agents.log")"
fi
cp "$work/faults.yaml" "$work/huge.yaml"
snmp_targets huge.csv "$place"
out=$work/huge.snapshot
began=$(date +%s)
"$measure" "$genkyo" scan --lang en --targets "$work/huge.csv" --credentials "$work/huge.yaml" --out "$out" \
    --tmpdir "$work" >"$work/measured" 2>"$work/last"
took=$(($(date +%s) - began))
peak_mib=$(($(cut -d ' ' -f 4 "$work/measured") / 1024))
check '800,000 rows: partial' probe "$place" partial
check '800,000 rows: the device is there' test "$(cell devices serial)" = FS24X0000317
check '800,000 rows: neighbors is missing' missing_of 127.2.1.1 neighbors
check '800,000 rows: the interfaces are there' test "$(lines interfaces)" = 8
echo "# seconds: $took; peak MiB: $peak_mib"
check "800,000 rows: they take $took s" test "$took" -le 30
if [ "$sanitizer" = none ]; then
    check "800,000 rows: $peak_mib MiB" test "$peak_mib" -gt 0 -a "$peak_mib" -le 128
else
    skip '800,000 rows: memory' "it is the sanitizer's"
fi

# --- rows out of order, and rows that stand twice ---

awk '/^1\.3\.6\.1\.2\.1\.17\.4\.3\.1\.2\./ { line[++n] = $0; next }
    n && !done { for (i = n; i > 0; i--) print line[i]; done = 1 }
    { print }' "$recording" >"$work/disorder.snmprec"
sed 's/FS24X0000317/FS24X0000318/; s/fsw-3f-01/fsw-twice/; s/00005e0053/00005e0054/; s/192\.0\.2\.20/192.0.2.99/g
    /^1\.3\.6\.1\.2\.1\.17\.4\.3\.1\.2\./p' "$recording" >"$work/twice.snmprec"
agents_start "127.2.2.1:$snmp_base,$work/disorder.snmprec" "127.2.2.2:$snmp_base,$work/twice.snmprec" ||
    bail "the agents do not start: $(cat "$work/agents.log")"
cp "$work/faults.yaml" "$work/order.yaml"
snmp_targets order.csv "127.2.2.1:$snmp_base" "127.2.2.2:$snmp_base"
snmp_scan order
check 'rows out of order: the device is there' test "$(device_of 127.2.2.1 serial)" = FS24X0000317
check 'rows that stand twice: the device is there' test "$(device_of 127.2.2.2 serial)" = FS24X0000318
for address in 127.2.2.1 127.2.2.2; do
    check "the interfaces of $address are there" \
        test "$(cell interfaces name device_id "$(cell probes device_id address $address)" | wc -l)" = 8
done

# --- a scan that is killed, and goes on ---

agents_start --log "$work/asked" "127.2.3.1:$snmp_base,$recording" ||
    bail "the agent does not start: $(cat "$work/agents.log")"
cp "$work/faults.yaml" "$work/killed.yaml"
# of the second one everything is lost
agents_start "127.2.3.2:$snmp_base,$work/twice.snmprec,lost=1" ||
    bail "the agent does not start: $(cat "$work/agents.log")"
snmp_targets killed.csv "127.2.3.1:$snmp_base" "127.2.3.2:$snmp_base"
out=$work/killed.snapshot
"$genkyo" scan --lang en --targets "$work/killed.csv" --credentials "$work/killed.yaml" --out "$out" --tmpdir "$work" \
    --connect-timeout 600 >"$work/last" 2>&1 &
scanning=$!
has_device() {
    grep -qa FS24X0000317 "$out.partial/journal" 2>/dev/null
}
check 'a scan that is killed has one of two devices' wait_for has_device
kill -KILL "$scanning"
wait "$scanning" 2>/dev/null
scanning=
check 'and leaves no snapshot' test ! -e "$out"
wc -l <"$work/asked" >"$work/asked.before"
"$genkyo" scan --lang en --targets "$work/killed.csv" --credentials "$work/killed.yaml" --out "$out" --tmpdir "$work" \
    --connect-timeout 1 --resume >"$work/last" 2>&1
check 'going on with it ends it' probe "127.2.3.2:$snmp_base" no-answer
check 'the device is there' test "$(cell devices serial)" = FS24X0000317
check 'and was not asked again' test "$(wc -l <"$work/asked")" = "$(cat "$work/asked.before")"

tap_end
