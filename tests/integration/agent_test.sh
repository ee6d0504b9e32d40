#!/bin/sh
# The agent of fixtures/agent, asked by net-snmp's programs: what it says when nothing is wrong is what the recording
# has, and each fault is there. Prints TAP.
# usage: agent_test.sh AGENT SOURCE_ROOT

agent=$(realpath "$1")
recording=$2/fixtures/snmp/floor-switch.snmprec
here=$(dirname "$0")
. "$here/snmp.sh"

if ! command -v snmpbulkwalk >/dev/null; then
    echo '1..0 # SKIP no net-snmp programs here'
    exit 0
fi

# NAME FAULT: a place each, from which faults of the table below are asked
interfaces=1.3.6.1.2.1.2.2.1.2
faults="right
packet packet=300
lost lost=2
restart restart=400
no_bulk no-bulk
v1_only v1-only
loop loop=3@$interfaces
back back=3@$interfaces
endless endless
lie lie@$interfaces
null null@$interfaces
long long@$interfaces
stop stop=3@$interfaces
too_big too-big=4
too_long too-long=200
bulk_error bulk-error
error error@$interfaces
no_such_name no-such-name
other_id other-id
empty empty@$interfaces
fewer fewer
more more=3
twice twice
delay delay=300
garbage garbage
cut cut
echo echo
other_port other-port
other_address other-address=10"
set --
port=$snmp_base
while read -r name fault; do
    eval "$name=127.0.0.1:$port"
    set -- "$@" "127.0.0.1:$port,$recording${fault:+,$fault}"
    port=$((port + 1))
done <<END
$faults
END
if ! agents_start --log "$work/requests" "$@" "[::1]:$port,$recording"; then
    bail "the agent does not start: $(cat "$work/agents.log")"
fi

ask() { # PROGRAM PLACE OID… [OPTION…]: v2c unless an option says otherwise, no second try
    program=$1
    place=$2
    shift 2
    "$program" -v2c -c public -r0 -t0.5 -On -Oe -OU "$@" "$place" $oids
}

walk() { # PLACE OID [OPTION…]: in $work/last, without the word at the end of everything
    place=$1
    oids=$2
    shift 2
    ask snmpbulkwalk "$place" "$@" 2>&1 | grep -v 'No more variables left' >"$work/last"
}

get() { # PLACE "OID…" [OPTION…]
    place=$1
    oids=$2
    shift 2
    ask snmpget "$place" "$@" >"$work/last" 2>&1
}

has() { # PATTERN: in what was printed last
    grep -q -e "$1" "$work/last"
}

count() { # NUMBER: lines in what was printed last
    test "$(wc -l <"$work/last")" = "$1"
}

silent() {
    has 'Timeout: No Response'
}

recorded() { # OID: how many rows it has
    grep -c "^$(echo "$1" | sed 's/\./\\./g')\." "$recording"
}

"$agent" --help | sed -n 's/^  \([a-z0-9-]*\) .*/\1/p' | sort >"$work/all"
echo "$faults" | sed -n 's/^[a-z0-9_]* \([a-z0-9-]*\).*/\1/p' | sort >"$work/tried"
check 'each fault is tried' diff "$work/all" "$work/tried"

check 'no log, no agent' sh -c "! '$agent' --log '$work/none/requests' '127.0.0.1:$port,$recording' 2>/dev/null"

# --- nothing is wrong ---

walk "$right" .1 -Cr20
check 'a walk gives each row once' count "$(wc -l <"$recording")"
cut -d ' ' -f 1 "$work/last" | sed 's/^\.//' >"$work/names"
check 'in the order of the file' sh -c "cut -d '|' -f 1 '$recording' | cmp - '$work/names'"
check 'text' has '^\.1\.3\.6\.1\.2\.1\.1\.5\.0 = STRING: "fsw-3f-01"$'
check 'bytes' has '^\.1\.3\.6\.1\.2\.1\.17\.1\.1\.0 = Hex-STRING: 00 00 5E 00 53 10 $'
check 'an identifier' has '^\.1\.3\.6\.1\.2\.1\.1\.2\.0 = OID: \.1\.3\.6\.1\.4\.1\.32473\.1\.24$'
check 'a negative number' has '^\.1\.3\.6\.1\.2\.1\.47\.1\.1\.1\.1\.6\.1 = INTEGER: -1$'
check 'a number of 32 bits' has '^\.1\.3\.6\.1\.2\.1\.2\.2\.1\.5\.1 = Gauge32: 1000000000$'
check 'a number of 64 bits' has '^\.1\.3\.6\.1\.2\.1\.31\.1\.1\.1\.6\.8 = Counter64: 34359738368$'
check 'a time' has '^\.1\.3\.6\.1\.2\.1\.1\.3\.0 = Timeticks: (864000)'
check 'an address' has '= IpAddress: 192\.0\.2\.20$'
walk "$right" .1 -Cr1
check 'one by one as well' count "$(wc -l <"$recording")"
walk "udp6:[::1]:$port" .1
check 'over IPv6 as well' count "$(wc -l <"$recording")"
snmpwalk -v1 -c public -r0 -t0.5 -On -Oe -OU "$right" .1 2>&1 | grep -v '^End of MIB' >"$work/last"
check 'SNMPv1 leaves out what it does not know' count "$(grep -vc '|70|' "$recording")"
get "$right" '1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.99.0 1.3.6.1.2.1.1.5.7'
check 'what is not there' has '1\.99\.0 = No Such Object'
check 'and an instance that is not there' has '5\.7 = No Such Instance'
get "$right" 1.3.6.1.2.1.1.99.0 -v1
check 'in SNMPv1 an error' has '(noSuchName)'
get "$right" 1.3.6.1.2.1.1.5.0 -c other
check 'an unknown community hears nothing' silent
oids='1.3.6.1.2.1.1.5.0 s other'
ask snmpset "$right" >"$work/last" 2>&1
check 'nor does who wants to change something' silent
check 'requests are in the log' grep -qx "$right 1 public GETBULK 1 20 0.1" "$work/requests"
check 'with their communities' grep -qx "$right 1 other GET 1 0 1.3.6.1.2.1.1.5.0" "$work/requests"
check 'and with those that it does not answer' grep -qx "$right 1 public OTHER 1 0 1.3.6.1.2.1.1.5.0" "$work/requests"

# --- disorder, served as it is ---

cat >"$work/disorder.snmprec" <<'END'
1.3.6.1.2.1.1.1.0|4|first
1.3.6.1.4.1.32473.5.3|2|3
1.3.6.1.4.1.32473.5.1|2|1
1.3.6.1.4.1.32473.5.1|2|11
1.3.6.1.4.1.32473.5.2|2|2
END
disorder=127.0.0.1:$((port + 1))
agents_start "$disorder,$work/disorder.snmprec" || bail "$(cat "$work/agents.log")"
oids='1.3.6.1.2.1.1.1'
ask snmpbulkget "$disorder" -Cr4 2>&1 | sed 's/.*: //' | xargs >"$work/last"
check 'rows out of order, and one twice' has '^first 3 1 11$'
oids='1.3.6.1.4.1.32473.5.1'
ask snmpgetnext "$disorder" >"$work/last" 2>&1
check 'behind the one that stands twice is the next' has 'INTEGER: 2$'

# --- faults ---

walk "$packet" .1 -Cr50
check 'packet: everything, in small answers' count "$(wc -l <"$recording")"
check 'packet: of many more requests' test "$(grep -c "^$packet .*GETBULK" "$work/requests")" -gt 20
get "$lost" 1.3.6.1.2.1.1.5.0
check 'lost: the first one is answered' has fsw-3f-01
get "$lost" 1.3.6.1.2.1.1.5.0
check 'lost: the second one is not' silent
for number in 1 2 3 4 5 6 7 8 9 10 11; do
    get "$restart" 1.3.6.1.2.1.1.5.0
    check "restart: $number is answered" has fsw-3f-01
done
get "$restart" 1.3.6.1.2.1.1.5.0
check 'restart: 12 is not' silent
get "$restart" 1.3.6.1.2.1.1.5.0
check 'restart: 13 is again' has fsw-3f-01
walk "$no_bulk" $interfaces
check 'no-bulk: GETBULK is not answered' silent
get "$no_bulk" 1.3.6.1.2.1.1.5.0
check 'no-bulk: GET is' has fsw-3f-01
get "$v1_only" 1.3.6.1.2.1.1.5.0
check 'v1-only: SNMPv2c is not answered' silent
get "$v1_only" 1.3.6.1.2.1.1.5.0 -v1
check 'v1-only: SNMPv1 is' has fsw-3f-01
walk "$loop" $interfaces -Cr1
check 'loop: the fourth row comes again' has 'OID not increasing: \.1\.3\.6\.1\.2\.1\.2\.2\.1\.2\.4'
walk "$back" $interfaces -Cr1
check 'back: the first comes after the fourth' has '>= \.1\.3\.6\.1\.2\.1\.2\.2\.1\.2\.1'
oids=1.3.6.1.2.1.47.1.1.1.1.16.3
ask snmpbulkget "$endless" -Cr50 2>&1 | tail -n 1 >"$work/last"
check 'endless: rows that are not recorded' has '^\.1\.3\.6\.1\.2\.1\.47\.1\.1\.1\.1\.16\.53 = INTEGER: 1$'
walk "$lie" 1.3.6.1.2.1.2.2.1
check 'lie: numbers for names' has '2\.2\.1\.2\.1 = INTEGER: 7$'
check 'lie: not elsewhere' has '2\.2\.1\.1\.1 = INTEGER: 1$'
walk "$null" 1.3.6.1.2.1.2.2.1.2
check 'null: no value' has '2\.2\.1\.2\.1 = NULL$'
oids=$interfaces
ask snmpgetnext "$long" >"$work/last" 2>&1
check 'long: 60,000 bytes' test "$(tr -dc x <"$work/last" | wc -c)" = 60000
walk "$stop" $interfaces -Cr1
check 'stop: three rows' test "$(grep -c 2.2.1.2 "$work/last")" = 3
check 'stop: and no more' silent
oids='1.3.6.1.2.1.1.1'
ask snmpbulkget "$too_big" -Cr5 >"$work/last" 2>&1
check 'too-big: five are too many' has '(tooBig)'
ask snmpbulkget "$too_big" -Cr4 >"$work/last" 2>&1
check 'too-big: four are not' count 4
ask snmpbulkget "$too_long" -Cr50 >"$work/last" 2>&1
check 'too-long: fifty are too long' has '(tooBig)'
ask snmpbulkget "$bulk_error" >"$work/last" 2>&1
check 'bulk-error: an error' has '(genError)'
ask snmpgetnext "$bulk_error" >"$work/last" 2>&1
check 'bulk-error: no error of GETNEXT' has 'Example Networks'
walk "$error" $interfaces
check 'error: an error' has '(genError)'
walk "$error" 1.3.6.1.2.1.31
check 'error: not elsewhere' count "$(recorded 1.3.6.1.2.1.31)"
get "$no_such_name" '1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.99.0'
check 'no-such-name: an error in SNMPv2c' has '(noSuchName)'
get "$other_id" 1.3.6.1.2.1.1.5.0
check 'other-id: no answer to this request' silent
oids=$interfaces
ask snmpbulkget "$empty" >"$work/last" 2>&1
check 'empty: nothing' sh -c "! grep -q STRING '$work/last'"
get "$fewer" '1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.3.0'
check 'fewer: the first' has fsw-3f-01
check 'fewer: not the second' count 1
get "$more" 1.3.6.1.2.1.1.5.0
check 'more: three more' count 4
get "$twice" 1.3.6.1.2.1.1.5.0
check 'twice: once for this client' has fsw-3f-01
get "$delay" 1.3.6.1.2.1.1.5.0 -t0.1
check 'delay: too late' silent
get "$delay" 1.3.6.1.2.1.1.5.0 -t5
check 'delay: in time' has fsw-3f-01
for name in garbage cut echo; do
    eval "place=\$$name"
    get "$place" 1.3.6.1.2.1.1.5.0
    check "$name: nothing that can be read" sh -c "! grep -q fsw-3f-01 '$work/last'"
done
get "$other_address" 1.3.6.1.2.1.1.5.0 -d
check 'other-address: from the one that is ten higher' has "byte packet from UDP: \[127.0.0.11\]:${other_address#*:}->"
get "$other_port" 1.3.6.1.2.1.1.5.0 -d
check 'other-port: from the same address' has 'byte packet from UDP: \[127.0.0.1\]:[0-9]*->'
check 'other-port: not from the port that was asked' sh -c "! grep -q 'from UDP: \[127.0.0.1\]:${other_port#*:}->' '$work/last'"

tap_end
