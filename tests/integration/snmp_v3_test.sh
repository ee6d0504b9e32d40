#!/bin/sh
# SNMPv3 where engines are many, or one: a silent host beside a hundred that answer, agents that share an engine's id, and
# one id with several passwords. Prints TAP.
# usage: snmp_v3_test.sh GENKYO SILENT_PEER

# shellcheck disable=SC2034 # for snmp.sh
genkyo=$(realpath "$1")
silent=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

if [ ! -x "$snmpd_binary" ]; then
    echo '1..0 # SKIP no snmpd here'
    exit 0
fi
port=$snmp_base

user() { # NAME PASSWORD: an entry of the credentials file
    printf '  - name: %s\n    kind: snmp-v3\n    user: audit\n    auth: SHA-256\n    auth_password: %s\n' "$1" "$2"
    printf '    priv: AES-256\n    priv_password: %s\n' "$2"
}

daemon() { # NAME "ADDRESS…" PASSWORD [LINE…]
    daemon_name=$1
    daemon_password=$3
    daemon_places=
    for address in $2; do
        daemon_places="$daemon_places udp:$address:$port"
    done
    shift 3
    snmpd_start "$daemon_name" "$daemon_places" "sysName $daemon_name.example.jp" \
        "createUser audit SHA-256 \"$daemon_password\" AES-256 \"$daemon_password\"" 'rouser audit priv' "$@" && return
    bail "snmpd does not start: $(cat "$work/$daemon_name.log")"
}

read_count() {
    cell probes outcome | grep -Ecx 'answered|partial'
}

# --- a silent host beside a hundred ---

many=
number=0
while [ $number -lt 90 ]; do
    number=$((number + 1))
    many="$many 127.1.0.$number"
done
daemon many "$many" 'password of many'
# each with an engine of its own
number=0
while [ $number -lt 10 ]; do
    number=$((number + 1))
    daemon "own$number" "127.1.1.$number" 'password of many'
done
"$silent" "127.1.2.1:$port" >"$work/silent.ready" &
snmp_pids="$snmp_pids $!"
snmp_wait "$work/silent.ready" $! ready || bail 'the silent host does not start'

user audit 'password of many' | snmp_credentials silent.yaml
snmp_targets silent.csv "127.1.2.1:$port"
now() {
    date +%s%N
}
began=$(now)
snmp_scan silent --connect-timeout 6
alone=$((($(now) - began) / 1000000))
check 'a silent host is no-answer' probe "127.1.2.1:$port" no-answer
check "it takes its time ($alone ms)" test "$alone" -ge 5500
cp "$work/silent.yaml" "$work/all.yaml"
# shellcheck disable=SC2046 # a list of addresses
snmp_targets all.csv "127.1.2.1:$port" $(for address in $many; do echo "$address:$port"; done) \
    $(seq -f "127.1.1.%g:$port" 1 10)
began=$(now)
snmp_scan all --connect-timeout 6 --rate 1000 --subnet-rate 1000
together=$((($(now) - began) / 1000000))
check 'a hundred that answer are read' test "$(read_count)" = 100
check 'the silent one is no-answer' probe "127.1.2.1:$port" no-answer
check "all of them take $together ms, which is no more than the silent one alone and three seconds" \
    test "$together" -le $((alone + 3000 + ${snmp_slack_ms:-0}))

# One session at a time: silence holds nobody up.
cp "$work/all.yaml" "$work/one.yaml"
snmp_targets one.csv "127.1.2.1:$port" $(seq -f "127.1.1.%g:$port" 1 10)
snmp_scan one --connect-timeout 4 --sessions 1
check 'with one session at a time all are read, too' test "$(read_count)" = 10

# --- one engine id, two agents, two passwords ---

id=0x80001f880500005e0053aa
daemon first 127.1.3.1 'the first password' "exactEngineID $id"
daemon second 127.1.3.2 'the second password' "exactEngineID $id"
{
    user first 'the first password'
    user second 'the second password'
} | snmp_credentials copies.yaml
snmp_targets copies.csv "127.1.3.1:$port,first" "127.1.3.2:$port,second"
snmp_scan copies
check 'two agents with one engine id and passwords of their own are read' test "$(read_count)" = 2
check 'each is itself' test "$(cell devices hostname | sort | xargs)" = 'first.example.jp second.example.jp'

# The library keeps a user by name and engine: what was right for one must not open, or close, the other.
snmp_targets mixed.csv "127.1.3.1:$port,first" "127.1.3.2:$port,first"
cp "$work/copies.yaml" "$work/mixed.yaml"
snmp_scan mixed
check 'the right password opens one' probe "127.1.3.1:$port" 'answered|partial'
check 'and is refused by the other' probe "127.1.3.2:$port" auth-refused
snmp_targets reversed.csv "127.1.3.2:$port,first" "127.1.3.1:$port,first"
cp "$work/copies.yaml" "$work/reversed.yaml"
snmp_scan reversed
check 'whichever comes first' probe "127.1.3.1:$port" 'answered|partial'
check 'the other refuses it all the same' probe "127.1.3.2:$port" auth-refused

# A wrong password after the right one, for one agent by two of its places.
daemon third '127.1.3.3 127.1.3.4' 'the third password'
{
    user right 'the third password'
    user wrong 'no password of it'
} | snmp_credentials after.yaml
snmp_targets after.csv "127.1.3.3:$port,right" "127.1.3.4:$port,wrong" "127.1.3.1:$port,right"
snmp_scan after --sessions 1
check 'a right password works' probe "127.1.3.3:$port" 'answered|partial'
check 'a wrong one for the same engine is refused' probe "127.1.3.4:$port" auth-refused
snmp_targets before.csv "127.1.3.4:$port,wrong" "127.1.3.3:$port,right"
cp "$work/after.yaml" "$work/before.yaml"
snmp_scan before --sessions 1
check 'a wrong password is refused' probe "127.1.3.4:$port" auth-refused
check 'the right one for the same engine works after it' probe "127.1.3.3:$port" 'answered|partial'
user wrong 'no password of it' >"$work/entries"
user right 'the third password' >>"$work/entries"
snmp_credentials order.yaml <"$work/entries"
snmp_targets order.csv "127.1.3.3:$port"
snmp_scan order
check 'the right one is tried after the wrong one' test "$(cell probes credential)" = right

# --- clocks ---

# Started anew, its boots are one more, and its time begins again: within one scan, a copy with another clock.
daemon clock1 127.1.3.5 'the fourth password' 'exactEngineID 0x80001f880500005e0053bb' 'rocommunity public'
snmpd_state='engineBoots 77
oldEngineID 0x80001f880500005e0053bb' daemon clock2 127.1.3.6 'the fourth password' 'exactEngineID 0x80001f880500005e0053bb' 'rocommunity public'
boots() { # ADDRESS
    snmpget -v2c -c public -On -Oqv "$1:$port" 1.3.6.1.6.3.10.2.1.2.0
}
check 'two clocks are not the same' test "$(boots 127.1.3.5)" -lt "$(boots 127.1.3.6)"
user audit 'the fourth password' | snmp_credentials clocks.yaml
snmp_targets clocks.csv "127.1.3.5:$port" "127.1.3.6:$port"
snmp_scan clocks
check 'two agents with one engine id and clocks of their own are read' test "$(read_count)" = 2
check 'none twice' test "$(cell devices hostname | sort | xargs)" = 'clock1.example.jp clock2.example.jp'

tap_end
