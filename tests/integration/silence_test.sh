#!/bin/sh
# Scans in a network of its own, in which nothing answers but what is started here: name servers and hosts are silent.
# Prints TAP. usage: silence_test.sh GENKYO

genkyo=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)

# sshd cannot give up its privileges where only one user is mapped, so that it runs for root only.
if [ "$(id -u)" = 0 ]; then
    spaces=-mn
else
    spaces=-rmn
fi
if [ "$2" = inside ]; then
    is_root=$3
elif ! unshare $spaces sh -c 'ip link add silent0 type veth peer name silent1 &&
        mount --bind /etc/resolv.conf /etc/resolv.conf' >/dev/null 2>&1; then
    echo '1..0 # SKIP no namespaces, or no veth devices, here'
    exit 0
else
    exec unshare $spaces --kill-child "$0" "$genkyo" inside "$(id -u)"
fi

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/sshd.sh"

cleanup() {
    sshd_stop main
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# Whatever goes to 10.255.0.0/16 is sent, and lost: nobody is at the other end.
ip link set lo up
ip link add silent0 type veth peer name silent1
ip link set silent0 arp off
ip address add 10.255.0.1/16 dev silent0
ip link set silent0 up
ip link set silent1 up
echo 'nameserver 10.255.255.1' >"$work/resolv.conf"
echo 'hosts: dns' >"$work/nsswitch.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf
mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf

port=$((20000 + $$ % 12000))
sshd_prepare
has_sshd=false
if [ "$is_root" = 0 ] && [ -x "$sshd_binary" ] && sshd_start main "127.0.0.1:$port"; then
    has_sshd=true
fi
known_hosts known host
entry audit user | credentials credentials.yaml

scan() { # NAME [OPTION…]: the targets NAME.csv into NAME; sets $took
    name=$1
    shift
    began=$(date +%s)
    "$genkyo" scan --lang en --targets "$work/$name.csv" --credentials "$work/credentials.yaml" \
        --known-hosts "$work/known" --tmpdir "$work" --out "$work/$name" --progress always "$@" >"$work/last" 2>&1
    took=$(($(date +%s) - began))
}

check_host() { # WHAT SCAN
    if $has_sshd; then
        check "$1" test "$(probes "$2" "^127.0.0.1:$port,127.0.0.1,(answered|partial)")" = 1
    else
        skip "$1" 'no sshd as this user'
    fi
}

probes() { # NAME EXPRESSION: how many rows match
    grep -Ec "$2" "$work/$1/probes.csv"
}

# A thousand names that nobody answers for stand before the one host that answers.
{
    echo address,port
    i=0
    while [ $i -lt 1000 ]; do
        i=$((i + 1))
        echo "host$i.example,22"
    done
    echo "127.0.0.1,$port"
} >"$work/names.csv"
scan names
check_host 'the host behind a thousand silent names is read' names
check 'each name ends as no-answer' test "$(probes names '^host[0-9]*.example,,no-answer,.*(not known|not resolved|could not be looked up)')" = 1000
check "the names took $took s, no more than 40" test "$took" -le 40

# Silent addresses hold no session: with one at a time, they cost the pace and one time-out.
{
    echo address,port
    i=0
    while [ $i -lt 300 ]; do
        i=$((i + 1))
        echo "10.255.$((i % 6 + 1)).$((i / 6 + 1)),22"
    done
    echo "127.0.0.1,$port"
} >"$work/addresses.csv"
scan addresses --sessions 1 --connect-timeout 2 --rate 100
check_host 'the host behind 300 silent addresses is read' addresses
check 'each address ends as no-answer' test "$(probes addresses '^10.255.*,no-answer,.*timed out')" = 300
check "the addresses took $took s, no more than 12" test "$took" -le 12
check "and no less than the pace of 100 a second allows" test "$took" -ge 3

# One subnet has a pace of its own.
{ head -n 1 "$work/addresses.csv" && grep '^10.255.1.' "$work/addresses.csv"; } >"$work/subnet.csv"
scan subnet --connect-timeout 1 --subnet-rate 10
check "50 addresses of a subnet took $took s: no less than 10 a second allow" test "$took" -ge 4
check 'and not much more' test "$took" -le 9

# An interruption while hosts wait for their names, for their turn and for their jump host.
interrupt() { # NAME [OPTION…]: after a second and a half; sets $status and $took
    name=$1
    shift
    "$genkyo" scan --lang en --targets "$work/$name.csv" --credentials "$work/credentials.yaml" \
        --known-hosts "$work/known" --tmpdir "$work/tmp" --out "$work/$name.cut" "$@" >"$work/last" 2>&1 &
    scanning=$!
    sleep 1.5
    began=$(date +%s)
    kill -INT "$scanning"
    wait "$scanning"
    status=$?
    took=$(($(date +%s) - began))
}

check_interrupted() { # WHICH NAME ROWS: hosts and excluded ones
    check "hosts that wait for $1: the scan was done in part" test "$status" = 3
    check "hosts that wait for $1: the interruption is said" \
        grep -qx 'Interrupted: what had been read until then is in the snapshot\.' "$work/last"
    check "hosts that wait for $1: it takes $took s, no more than 6" test "$took" -le 6
    check "hosts that wait for $1: each has its row" \
        test "$(probes "$2.cut" ',error,.*,the scan was interrupted|,excluded,')" = "$3"
    check "hosts that wait for $1: no more rows" test "$(probes "$2.cut" '')" = $(($3 + 1))
    check "hosts that wait for $1: nothing is left behind" \
        test ! -e "$work/$2.cut.partial" -a ! -e "$work/$2.cut/journal" -a -z "$(ls "$work/tmp")"
}

mkdir "$work/tmp"
{ sed '/^127/d' "$work/names.csv" && sed -n 's/^host\([1-9]\)\./more\1./p' "$work/names.csv" && echo '127.0.0.1 !127.0.0.1,22'; } \
    >"$work/unnamed.csv"
interrupt unnamed --sessions 1
check_interrupted 'their names' unnamed 1010
check 'one that is excluded is so in an interrupted scan, too' test "$(probes unnamed.cut '^127.0.0.1,127.0.0.1,excluded,')" = 1
sed '/^127/d' "$work/addresses.csv" >"$work/unreached.csv"
interrupt unreached --rate 10 --connect-timeout 30
check_interrupted 'their turn' unreached 300
{ echo address,port,jump && sed '1d; s/$/,10.255.9.9/' "$work/unreached.csv"; } >"$work/behind.csv"
interrupt behind --connect-timeout 30
check_interrupted 'their jump host' behind 300
echo 'address,jump
10.255.8.0-10.255.8.255,
10.255.7.1,10.255.9.8
host1.example,10.255.9.9
host2.example,host3.example' >"$work/mixed.csv"
interrupt mixed --connect-timeout 30
check_interrupted 'all of it' mixed 259

# Silent members of a block are no failures; that the scan was cut off makes the exit status 3.
printf 'address,port\n10.255.8.0-10.255.8.255,22\n' >"$work/block.csv"
interrupt block --rate 10 --connect-timeout 30
check_interrupted 'their turn in a block' block 256

tap_end
