#!/bin/sh
# The nightly run as scripts/install-nightly installs it, on a machine of its own (machine.sh) with systemd as PID 1: the
# service with its whole sandbox, its credentials, its timer, and the line for cron, run by cron. Prints TAP.
# usage: nightly_service_test.sh GENKYO SOURCE

if [ "$1" != --inside ]; then
    genkyo=$(realpath "$1")
    source=$(realpath "$2")
    here=$(realpath "$(dirname "$0")")
    for program in /usr/sbin/sshd /usr/sbin/snmpd /usr/sbin/cron /usr/bin/faketime /usr/bin/openssl; do
        [ -x $program ] || { echo "1..0 # SKIP no $program here" && exit 0; }
    done
    /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || { echo '1..0 # SKIP no aiosmtpd here' && exit 0; }
    directory=$(mktemp -d) || exit 1
    trap 'rm -rf "$directory"' EXIT
    trap 'exit 130' HUP INT TERM
    mkdir "$directory/shared" && cp -r "$here" "$directory/shared/tests" && cp -r "$source/scripts" "$directory/shared/" &&
        cp "$genkyo" "$directory/shared/genkyo" || exit 1
    "$here/machine.sh" "$directory" /bin/sh /mnt/tests/nightly_service_test.sh --inside >"$directory/why"
    status=$?
    if [ $status = 77 ]; then
        echo "1..0 # SKIP $(cat "$directory/why")"
        exit 0
    fi
    cat "$directory/shared/output"
    [ $status = 0 ] || (cd "$directory/shared" && sed 's/^/# /' log cron.log console 2>/dev/null)
    exit $status
fi

# --- on that machine --------------------------------------------------------------------------------------------------

here=/mnt/tests
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run LC_ALL=C.UTF-8
. "$here/notify.sh"
. "$here/sshd.sh"
chmod 755 "$work"
cd "$work" || exit 1
install_nightly=/mnt/scripts/install-nightly
state=/var/lib/genkyo
units=/etc/systemd/system
at=$(TZ=Asia/Tokyo date +%m-%d)

# --- what is scanned, and who is told ---

install -m 755 /mnt/genkyo /usr/local/bin/genkyo
useradd --create-home --shell /bin/sh audit
echo 'audit:open sesame' | chpasswd
touch /home/audit/secret /tmp/secret
install -d -m 1777 /srv/open
mknod -m 666 /dev/other c 1 3
echo '127.0.0.2 db1.example.jp' >>/etc/hosts
sshd_prepare
sshd_start main '127.0.0.2:2201 127.0.0.3:2201' 'Match User audit' '    PasswordAuthentication yes' || exit 1
echo 'rocommunity peanut 127.0.0.0/8' >snmpd.conf
SNMP_PERSISTENT_DIR=$work/snmp snmpd -f -Lf snmpd.log -C -c snmpd.conf -p "$work/snmpd.pid" -I -smux udp:127.0.0.4:1161 &
notify_pids="$notify_pids $!"
wait_for test -s snmpd.pid || exit 1
start mail mail_server.py starttls server.pem server.key

# --- what the administrator writes ---

mkdir -p /etc/genkyo/ledger /srv/metrics
install -d -m 700 /etc/credstore
secret() { # NAME VALUE
    (umask 077 && printf '%s\n' "$2" >"/etc/credstore/genkyo.$1")
}
secret ssh 'open sesame'
secret passphrase 'correct horse'
secret community peanut
secret smtp 'correct horse'
credentials_yaml() { # KIND: systemd or file, PREFIX
    cat <<END
credentials:
  - {name: word, kind: ssh-password, user: audit, password_from: "$1:$2ssh"}
  - {name: key, kind: ssh-key, user: audit, private_key: key, passphrase_from: "$1:$2passphrase"}
  - {name: switches, kind: snmp-v2c, community_from: "$1:$2community", scope: [127.0.0.4]}
END
}
genkyo_yaml() { # KIND, PREFIX, recipient, credentials
    cat <<END
title: Office
language: en
ledger: ledger
state: $state
scan: {targets: targets.csv, credentials: "$4", known_hosts: known_hosts}
policy: {coverage_min: 0}
prometheus: /srv/metrics/genkyo.prom
notify:
  only_changes: false
  mail: {host: 127.0.0.1, port: $port, security: starttls, ca_file: ca.pem, user: audit, password_from: "$1:$2smtp",
    from: genkyo@example.jp, to: [$3@example.jp], attempts: 1, timeout: 100}
profiles:
  year-end: {coverage_min: 0, dispositions: false}
END
}
configure() { # recipient
    genkyo_yaml systemd '' "$1" systemd:hosts >/etc/genkyo/genkyo.yaml
}
targets() {
    printf 'address,port,method,credential\n'
    printf '%s\n' "$@"
}
configure staff
credentials_yaml systemd '' >/etc/credstore/genkyo.hosts
cp locked /etc/credstore/genkyo.key
printf '資産管理番号,ホスト名,IPアドレス,シリアル番号,状態\nA-1,pc-1,10.1.0.1,S-0001,運用中\n' >/etc/genkyo/ledger/devices.csv
all='db1.example.jp,2201,ssh,word 127.0.0.3,2201,ssh,key 127.0.0.4,1161,snmp,switches'
# shellcheck disable=SC2086 # a list of words
targets $all >/etc/genkyo/targets.csv
printf '[127.0.0.*]:*,[db1.example.jp]:* %s\n' "$(cut -d ' ' -f 1,2 host.pub)" >/etc/genkyo/known_hosts
cp ca.pem /etc/genkyo/ca.pem
cp locked /etc/genkyo/key

# --- installing ---

: >last
install_it() { # OPTION…
    "$install_nightly" --write /srv/metrics --credential ssh=/etc/credstore/genkyo.ssh \
        --credential passphrase=/etc/credstore/genkyo.passphrase --credential smtp=/etc/credstore/genkyo.smtp \
        --credential community=/etc/credstore/genkyo.community --credential hosts=/etc/credstore/genkyo.hosts \
        --credential key=/etc/credstore/genkyo.key "$@" >last 2>&1
}
property() { # NAME [UNIT]
    systemctl show --value -p "$1" "${2:-genkyo.service}"
}
is_property() { # NAME VALUE [UNIT]
    property "$1" "$3" >got
    [ "$(cat got)" = "$2" ] || { cat got && false; }
}
probed() { # LINE
    grep -qxF "$1" probed || { cat probed && false; }
}
runs() {
    find "$state/runs" -name '*.json' | wc -l
}
# Half past three in Tokyo is half past six in the evening, second 66,600 of the day, in UTC.
is_soon() {
    next=$(date -d "$(property NextElapseUSecRealtime genkyo.timer)" +%s)
    [ "$next" -gt "$(date +%s)" ] && [ $((next - $(date +%s))) -le 87000 ] && [ $(((next - 66600) % 86400)) -le 660 ] ||
        { echo "$next" && false; }
}
night() {
    : >/mnt/log
    systemctl reset-failed
    systemctl start genkyo.service >last 2>&1
}
# What is frozen anybody might read, where it could be reached.
is_private() {
    find $state -mindepth 1 ! -path "$state/year-end/*" \( -perm /077 -o ! -user genkyo \) -ls >got
    [ ! -s got ] || { cat got && false; }
}
mails() { # how many have arrived
    test "$(find mail -name 'mail.*' | wc -l)" = "$1"
}

check 'installed' install_it
check 'the user is there' id genkyo
check 'and has no shell' grep -q '^genkyo:.*:/var/lib/genkyo:/usr/sbin/nologin$' /etc/passwd
check 'the timer waits' is_property ActiveState active genkyo.timer
check 'for half past three in Tokyo, or up to ten minutes later' is_soon
check 'it is enabled' test "$(systemctl is-enabled genkyo.timer)" = enabled
chown -R genkyo: /srv/metrics
chgrp -R genkyo /etc/genkyo
mkdir $units/genkyo.service.d
cat >$units/genkyo.service.d/trial.conf <<'END'
[Service]
ExecStartPre=/bin/sh -c 'exec /mnt/tests/nightly_probe.sh'
StandardOutput=append:/mnt/log
StandardError=append:/mnt/log
Environment=ASAN_OPTIONS=detect_leaks=0
END
cp -r $units/genkyo.service.d $units/genkyo-year-end.service.d
sed -i /ExecStartPre/d $units/genkyo-year-end.service.d/trial.conf
systemctl daemon-reload

# --- a night ---

night
check 'a night that finds something succeeds' [ $? = 0 ]
check 'as the service says' is_property Result success
check 'its exit status is kept' is_property ExecMainStatus 1
check 'a mail came' mails 1
check 'with the password, and encrypted' grep -qx encrypted mail/envelope.1
snapshot=$(find $state/snapshots -mindepth 1 -maxdepth 1 | tail -n 1)
answered() { # TARGET
    awk -F , -v target="$1" '$1 == target && ($3 == "answered" || $3 == "partial") {found = 1} END {exit !found}' \
        "$snapshot/probes.csv"
}
check 'a host by its name, with a password' answered db1.example.jp:2201
check 'a host with a key that has a passphrase' answered 127.0.0.3:2201
check 'which an agent keeps' test -z "$(grep ssh-agent /mnt/log)"
check 'an agent of SNMP' answered 127.0.0.4:1161
check 'nothing is complained of' test -z "$(grep -i 'denied\|not permitted\|read-only\|cannot' /mnt/log)"
check 'everybody may read the metrics' test "$(stat -c %U:%a /srv/metrics/genkyo.prom)" = genkyo:644
check 'the state is private' test "$(stat -c %U:%a $state)" = genkyo:750
check 'and all in it' is_private
check 'nothing half done is left' test -z "$(find $state -name '*.partial')"

# --- what it may do ---

cp /mnt/log probed
for line in 'user genkyo' 'umask 0077' 'NoNewPrivs 1' 'Seccomp 2' 'CapPrm 0000000000000000' 'CapEff 0000000000000000' \
    'CapBnd 0000000000000000' 'CapAmb 0000000000000000' 'write-state yes' 'write-tmp yes' 'write-/etc/genkyo no' \
    'write-/srv/open no' 'write-/usr no' 'write-/var/lib no' 'write-/mnt no' 'write-/dev no' 'write-/run no' 'see-home no' \
    'see-tmp no' 'see-processes no' 'see-devices no' 'read-source no' 'read-credential yes' 'write-credential no' \
    'new-namespace no' 'executable-memory no' 'stream-socket yes' 'packet-socket no' 'netlink-socket no' \
    'scheduler no' 'change-personality no' 'set-id no'; do
    check "the service: $line" probed "$line"
done

# A line for each thing that the kernel would not do, whoever asks.
check 'the service: the program can give up more by itself' \
    probed "not-confined $(/usr/local/bin/genkyo --version | grep -c 'not confined')"

# --- nights that go wrong ---

configure hang
before=$(runs)
: >/mnt/log
systemctl start --no-block genkyo.service
check 'a night that hangs' wait_for grep -q hang@ mail/log
systemctl kill --signal=KILL genkyo.service
check 'and is killed' wait_for is_property Result signal
check 'has failed' is_property ActiveState failed
configure staff
night
check 'the next one succeeds by itself' [ $? = 0 ]
check 'and each has its record' test "$(runs)" = $((before + 2))
targets db1.example.jp,2201,ssh,word 127.0.0.3,1,ssh,key >/etc/genkyo/targets.csv
night
check 'a night that was done in part has failed' is_property ActiveState failed
check 'with status 3' is_property ExecMainStatus 3
mv /etc/credstore/genkyo.smtp smtp
before=$(runs)
night
check 'a night without one of its secrets has failed' is_property ActiveState failed
check 'and did not begin' test "$(runs)" = "$before"
mv smtp /etc/credstore/genkyo.smtp
# shellcheck disable=SC2086 # a list of words
targets $all >/etc/genkyo/targets.csv

# --- the end of the year ---

check 'installed again, with the end of the year' install_it --year-end "$at"
check 'its timer waits, too' is_property ActiveState active genkyo-year-end.timer
before=$(runs)
night
check 'on that day the usual run' is_property Result exec-condition
check 'is none' test "$(runs)" = "$before"
check 'and no failure' is_property ActiveState inactive
systemctl start genkyo-year-end.service >last 2>&1
check 'the run of the end of the year succeeds' is_property Result success genkyo-year-end.service
check 'and has frozen the year' test -s "$(find $state/year-end -name frozen.json)"
check 'installed again, without it' install_it
check 'the usual run is back' night
check 'and its timer gone' test ! -e $units/genkyo-year-end.timer

# --- cron ---

check 'installed for cron instead' "$install_nightly" --cron --config /etc/genkyo/cron.yaml
check 'the timer is gone' is_property LoadState not-found genkyo.timer
cp -p /etc/credstore/genkyo.* /etc/genkyo/
genkyo_yaml file genkyo. staff credentials.file.yaml >/etc/genkyo/cron.yaml
credentials_yaml file genkyo. >/etc/genkyo/credentials.file.yaml
chown genkyo: /etc/genkyo/genkyo.* /etc/genkyo/credentials.file.yaml /etc/genkyo/key
chmod 600 /etc/genkyo/genkyo.* /etc/genkyo/credentials.file.yaml /etc/genkyo/key
# cron itself believes that it is time; what it starts knows better.
TZ=UTC faketime '2027-03-31 03:29:58' /usr/sbin/cron -f -L 15 >/mnt/cron.log 2>&1 &
notify_pids="$notify_pids $!"
before=$(find mail -name 'mail.*' | wc -l)
told() {
    [ "$(find mail -name 'mail.*' | wc -l)" -gt "$before" ]
}
check 'cron runs it' wait_for told
check 'whole' wait_for grep -q '"ended":' "$(find $state/runs -name '*.json' | sort | tail -n 1)"
check 'as the same user, and as private' is_private

# --- removing ---

check 'installed for systemd again' install_it
rm -r $units/genkyo.service.d $units/genkyo-year-end.service.d
check 'removed' "$install_nightly" --uninstall
check 'of what was installed nothing is left' test -z "$(find /etc /var/lib/systemd -name '*genkyo*.service' \
    -o -name '*genkyo*.timer' -o -path '/etc/cron.d/genkyo' -o -path '/etc/sysusers.d/genkyo.conf')"
check 'the state is' test -s $state/genkyo.db
check 'and the configuration' test -s /etc/genkyo/genkyo.yaml
systemctl list-units --all --plain --no-legend 'genkyo*' >last
check 'systemd knows of no timer' test -z "$(grep timer last)"
tap_end
