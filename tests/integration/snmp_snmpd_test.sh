#!/bin/sh
# Scans of Debian's snmpd over all versions of SNMP, by right and by wrong credentials. Prints TAP.
# usage: snmp_snmpd_test.sh GENKYO

# shellcheck disable=SC2034 # for snmp.sh
genkyo=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"

if [ ! -x "$snmpd_binary" ]; then
    echo '1..0 # SKIP no snmpd here'
    exit 0
fi
port=$snmp_base
if ! snmpd_start main "udp:127.0.0.1:$port udp:127.0.0.2:$port udp6:[::1]:$port" 'rocommunity public' \
    'sysDescr Linux snmpd-01 6.1.0-31-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.128-1 (2025-02-07) x86_64' \
    'sysName snmpd-01.example.jp' 'sysLocation Building A, floor 3' 'sysContact network@example.jp' \
    'createUser plain' 'createUser signed SHA-256 "signed secret"' \
    'createUser sealed SHA-256 "signed secret" AES-256 "sealed secret"' \
    'createUser older SHA "signed secret" AES "sealed secret"' \
    'rouser plain noauth' 'rouser signed auth' 'rouser sealed priv' 'rouser older priv'; then
    bail "snmpd does not start: $(cat "$work/main.log")"
fi

user() { # NAME USER LINE…: an entry of the credentials file
    printf '  - name: %s\n    kind: snmp-v3\n    user: %s\n' "$1" "$2"
    shift 2
    [ $# -eq 0 ] || printf '    %s\n' "$@"
}

write_credentials() { # FILE
    {
        snmp_community v1 public snmp-v1
        snmp_community v2c public
        user plain plain
        user signed signed 'auth: SHA-256' 'auth_password: signed secret'
        user sealed sealed 'auth: SHA-256' 'auth_password: signed secret' 'priv: AES-256' 'priv_password: sealed secret'
        user older older 'auth: SHA-1' 'auth_password: signed secret' 'priv: AES-128' 'priv_password: sealed secret'
        snmp_community wrong_community publix
        snmp_community wrong_community_v1 publix snmp-v1
        user unknown nobody 'auth: SHA-256' 'auth_password: signed secret'
        user wrong_auth signed 'auth: SHA-256' 'auth_password: another secret'
        user wrong_hash signed 'auth: SHA-1' 'auth_password: signed secret'
        user wrong_priv sealed 'auth: SHA-256' 'auth_password: signed secret' 'priv: AES-256' 'priv_password: another secret'
        user unsigned signed
    } | snmp_credentials "$1"
}

# --- what is read ---

# What the agent itself says, as a second client reads it.
ask() { # OID: of one row each
    snmpbulkwalk -v2c -c public -On -Oqv "127.0.0.1:$port" "$1" 2>/dev/null
}

for name in v1 v2c plain signed sealed older; do
    write_credentials $name.yaml
    snmp_targets $name.csv "127.0.0.1:$port,$name"
    snmp_scan $name
    check "$name: the agent answers" probe "127.0.0.1:$port" 'answered|partial'
    check "$name: its probe names method and credential" \
        test "$(cell probes method),$(cell probes credential)" = "snmp,$name"
    check "$name: it is a device" test "$(cell devices hostname)" = snmpd-01.example.jp
    check "$name: the place is what it says" test "$(cell devices location)" = 'Building A, floor 3'
    check "$name: status 0" test "$status" = 0
    # What takes its time, and what changes meanwhile: the rest must not depend on the version.
    for table in devices interfaces components; do
        awk -F , 'NR > 1' "$out/$table.csv" | sed 's/20[0-9-]*T[0-9:+]*//g' | sort >"$work/$name.$table"
    done
done
for name in v2c plain signed sealed older; do
    check "$name: the same interfaces as by v1" diff "$work/v1.interfaces" "$work/$name.interfaces"
    check "$name: the same components as by v1" diff "$work/v1.components" "$work/$name.components"
done

ask 1.3.6.1.2.1.25.6.3.1.2 | wc -l >"$work/installed"
if [ "$(cat "$work/installed")" -gt 0 ]; then
    check 'each program that it lists is there' test "$(lines software)" = "$(cat "$work/installed")"
    check 'as its list' test "$(cell software source | sort -u)" = hrSWInstalled
    check 'which is complete' sh -c "grep -q 'packages' '$out/probes.csv' && ! grep -q 'packages' '$out/devices.csv'"
else
    skip 'each program that it lists is there' 'this snmpd lists no programs'
fi
memory=$(ask 1.3.6.1.2.1.25.2.2.0 | tr -dc 0-9)
check 'memory is what it says' test "$(cell devices memory_mb)" -ge "$((memory / 1024 - 1))"
check 'and no more' test "$(cell devices memory_mb)" -le "$((memory / 1024 + 1024))"
# Which of them are left out as nothing but software depends on the machine.
ask 1.3.6.1.2.1.2.2.1.2 | tr -d '"' | sort >"$work/names"
cell interfaces name | sort >"$work/interfaces"
check 'interfaces have the names that it says' test -z "$(comm -13 "$work/names" "$work/interfaces")"
check 'the loopback interface is one of them' grep -qx lo "$work/interfaces"
if ask 1.3.6.1.2.1.25.6.3.1.2 | grep -q '^"base-files_[0-9]'; then
    check 'the operating system' test "$(cell devices os_name)" = 'Debian GNU/Linux'
else
    skip 'the operating system' 'this snmpd does not list the package that tells'
fi
check 'whom to call is not collected' sh -c "! grep -rq network@example.jp '$out'"

# --- over IPv6, and at two addresses ---

write_credentials v6.yaml
snmp_targets v6.csv "[::1]:$port,sealed"
snmp_scan v6
check 'an IPv6 address is read' test "$(cell probes outcome | grep -Ecx 'answered|partial')" = 1
check 'and is the address' test "$(cell probes address)" = ::1

write_credentials twice.yaml
snmp_targets twice.csv "127.0.0.1:$port,v2c" "127.0.0.2:$port,v2c" "[::1]:$port,sealed"
snmp_scan twice
check 'three addresses are read' test "$(cell probes outcome | grep -Ecx 'answered|partial')" = 3
check 'and are one device' test "$(lines devices)" = 1
check 'which each of them names' test "$(cell probes device_id | sort -u | wc -l)" = 1

# --- what is refused ---

# Silence may be a wrong community; an agent of version 3 says what is wrong.
while read -r name outcome what; do
    write_credentials "$name.yaml"
    snmp_targets "$name.csv" "127.0.0.1:$port,$name"
    snmp_scan "$name" --connect-timeout 1
    check "$what is $outcome" probe "127.0.0.1:$port" "$outcome"
    check "$what: no device" test "$(lines devices)" = 0
    check "$what: status 3" test "$status" = 3
done <<'END'
wrong_community no-answer a wrong community
wrong_community_v1 no-answer a wrong community of version 1
unknown auth-refused a user that it does not know
wrong_auth auth-refused a wrong password
wrong_hash auth-refused a wrong way of signing
wrong_priv auth-refused a wrong password for what is sealed
unsigned auth-refused a user that must sign
END

# --- several credentials ---

{
    user unknown nobody 'auth: SHA-256' 'auth_password: signed secret'
    user wrong signed 'auth: SHA-256' 'auth_password: another secret'
    user right signed 'auth: SHA-256' 'auth_password: signed secret'
} | snmp_credentials third.yaml
snmp_targets third.csv "127.0.0.1:$port"
snmp_scan third
check 'the third credential is tried' test "$(cell probes credential)" = right
{
    user unknown nobody
    user wrong signed 'auth: SHA-256' 'auth_password: another secret'
    user again signed 'auth: SHA-256' 'auth_password: other secret'
    user right signed 'auth: SHA-256' 'auth_password: signed secret'
} | snmp_credentials fourth.yaml
snmp_targets fourth.csv "127.0.0.1:$port"
snmp_scan fourth
check 'a fourth is not' probe "127.0.0.1:$port" auth-refused
{
    user elsewhere signed 'auth: SHA-256' 'auth_password: signed secret' 'scope: ["10.0.0.0/8"]'
} | snmp_credentials scope.yaml
snmp_targets scope.csv "127.0.0.1:$port"
snmp_scan scope
check 'none is used outside its scope' probe "127.0.0.1:$port" no-credential

# --- a daemon that is gone ---

snmpd_stop main
write_credentials gone.yaml
snmp_targets gone.csv "127.0.0.1:$port,sealed" "[::1]:$port,v2c"
snmp_scan gone --connect-timeout 2
check 'an agent that is gone is no-answer' test "$(cell probes outcome | sort -u)" = no-answer
check "within its time ($took s)" test "$took" -le 5

tap_end
