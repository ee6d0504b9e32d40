#!/bin/sh
# One machine by both transports, in a network of its own where it has the usual ports: this one, by a real sshd and by
# Debian's snmpd at one address. Prints TAP. usage: snmp_both_test.sh GENKYO

# shellcheck disable=SC2034 # for snmp.sh
genkyo=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)

# sshd cannot give up its privileges where only one user is mapped.
if [ "$(id -u)" != 0 ]; then
    echo '1..0 # SKIP the usual ports, and sshd, are for root'
    exit 0
elif [ "$2" = inside ]; then
    :
elif ! unshare -mn ip link add own0 type veth peer name far0 >/dev/null 2>&1; then
    echo '1..0 # SKIP no namespaces, or no veth devices, here'
    exit 0
else
    exec unshare -mn --kill-child "$0" "$genkyo" inside
fi

. "$here/snmp.sh"
. "$here/sshd.sh"

cleanup() {
    sshd_stop main
    snmp_done
}

if [ ! -x "$snmpd_binary" ] || [ ! -x "$sshd_binary" ]; then
    echo '1..0 # SKIP no snmpd, or no sshd, here'
    exit 0
fi

# Two addresses of this machine, and one at which nobody is. What it knows of its neighbour, only SNMP asks for.
machine=198.51.100.10
second=198.51.100.11
ip link set lo up
ip link add own0 type veth peer name far0
ip link set own0 address 00:00:5e:00:53:10
ip link set own0 up
ip link set far0 up
ip address add $machine/24 dev own0
ip address add $second/24 dev own0
ip neighbour add 198.51.100.77 lladdr 00:00:5e:00:53:77 dev own0 nud permanent

sshd_prepare
sshd_start main "$machine:22" || sshd_bail
start_snmpd() { # [LINE…]
    snmpd_start both "udp:$machine:161 udp:$second:161" 'rocommunity public' "sysName $(hostname)" \
        'sysLocation Building B, rack 4' "$@" && return
    bail "snmpd does not start: $(cat "$work/both.log")"
}
# It claims to have a TiB of memory.
start_snmpd 'override 1.3.6.1.2.1.25.2.2.0 integer 1073741823' 'override 1.3.6.1.4.1.2021.4.5.0 integer 1073741823'

printf '%s %s\n' $machine "$(cut -d ' ' -f 1,2 "$work/host.pub")" >"$work/known"
{
    printf '  - name: key\n    kind: ssh-key\n    user: %s\n    private_key: %s\n' "$(id -un)" "$work/user"
    snmp_community community public
} | snmp_credentials both.yaml
{
    printf '  - name: stranger\n    kind: ssh-key\n    user: %s\n    private_key: %s\n' "$(id -un)" "$work/stranger"
    snmp_community community public
} | snmp_credentials locked.yaml
{
    printf '  - name: key\n    kind: ssh-key\n    user: %s\n    private_key: %s\n' "$(id -un)" "$work/user"
    snmp_community community publix
} | snmp_credentials deaf.yaml

list() { # NAME ADDRESS…: without a method
    file=$work/$1.csv
    shift
    { echo address && printf '%s\n' "$@"; } >"$file"
}

scan() { # NAME ADDRESS…: with NAME.yaml
    list "$@"
    snmp_scan "$1" --connect-timeout 3 --timeout 60 --keep-raw --progress always
}

of_method() { # METHOD COLUMN: of the probe by it
    cell probes "$2" method "$1"
}

is() { # WANTED FOUND
    [ "$1" = "$2" ] || {
        echo "found '$2', not '$1'"
        return 1
    }
}

# --- by both ---

scan both $machine
check 'both answer: nothing failed' is 0 "$status"
check 'there are two probes' is 2 "$(lines probes)"
check 'over SSH it was answered, or in part' sh -c "echo '$(of_method ssh outcome)' | grep -Ex 'answered|partial'"
check 'over SNMP it was answered, or in part' sh -c "echo '$(of_method snmp outcome)' | grep -Ex 'answered|partial'"
check 'both are of one device' is "$(of_method ssh device_id)" "$(of_method snmp device_id)"
check 'it has one row' is 1 "$(lines devices)"
check 'seen by both, SSH first' is 'ssh;snmp' "$(cell devices method)"
check 'each with its own credential' is 'key community' "$(of_method ssh credential) $(of_method snmp credential)"
check 'its name is that of this machine' is "$(hostname)" "$(cell devices hostname)"
check 'its software is what SSH told, as dpkg has it' \
    is "$(dpkg-query -W -f '${Version} ${Architecture}' dpkg) dpkg" \
    "$(for column in version arch source; do cell software $column product dpkg; done | xargs)"
check 'its neighbour is what SNMP told' is 00:00:5e:00:53:77 "$(cell neighbors remote_mac | tr 'A-F' 'a-f')"
check 'where it stands as well' is 'Building B, rack 4' "$(cell devices location)"
check 'its memory is what SSH told' test "$(cell devices memory_mb)" -lt 1000000
check 'and SNMP did not agree' sh -c "echo '$(cell devices identity_notes)' | grep -q 'snmp says memory_mb: 1048576'"
check 'progress counts both' grep -q 'done 2 of 2, running 0, failed 0' "$work/last"
ls "$out/raw" >"$work/raw"
check 'what both said is kept' is 2 "$(wc -l <"$work/raw")"

# --- one of them fails ---

scan locked $machine
check 'SSH refuses: the machine was seen nevertheless, nothing failed' is 0 "$status"
check 'SSH refuses: it is said' is auth-refused "$(of_method ssh outcome)"
check 'SSH refuses: there is one device, by SNMP' is snmp "$(cell devices method)"
check 'SSH refuses: with its neighbour' is 1 "$(lines neighbors)"

scan deaf $machine
check 'SNMP is silent: nothing failed' is 0 "$status"
check 'SNMP is silent: it is said' is no-answer "$(of_method snmp outcome)"
check 'SNMP is silent: there is one device, by SSH' is ssh "$(cell devices method)"
check 'SNMP is silent: with its software' is 1 "$(cell software version product dpkg | wc -l)"

cp "$work/both.yaml" "$work/second.yaml"
scan second $second
check 'nobody listens for SSH: nothing failed' is 0 "$status"
check 'nobody listens for SSH: it is said' is no-answer "$(of_method ssh outcome)"
check 'nobody listens for SSH: by SNMP' is snmp "$(cell devices method)"

cp "$work/both.yaml" "$work/none.yaml"
scan none $machine 198.51.100.99
check 'one answers, one does neither way: a host failed' is 3 "$status"
check 'four probes' is 4 "$(lines probes)"
check 'two of them have no answer' is 2 "$(cell probes outcome | grep -cx no-answer)"
check 'the last line of progress has all four' grep -q 'done 4 of 4, running 0, failed 2' "$work/last"

# --- what stands in a list by name counts by itself ---

cp "$work/locked.yaml" "$work/named.yaml"
{
    echo 'address,method'
    echo "$machine,ssh"
    echo "$machine,snmp"
} >"$work/named.csv"
snmp_scan named --connect-timeout 3
check 'SSH was asked for by name, and refuses: a target failed' is 3 "$status"
check 'SNMP has told of the device' is snmp "$(cell devices method)"

# --- one of them dies meanwhile ---

cp "$work/both.yaml" "$work/gone.yaml"
snmpd_stop both 2>/dev/null
scan gone $machine
check 'no daemon for SNMP: nothing failed' is 0 "$status"
check 'no daemon for SNMP: it is said' is no-answer "$(of_method snmp outcome)"
check 'no daemon for SNMP: at once' test "$took" -le 20
start_snmpd
sshd_stop main
scan gone $machine
check 'no sshd: nothing failed' is 0 "$status"
check 'no sshd: by SNMP' is snmp "$(cell devices method)"

tap_end
