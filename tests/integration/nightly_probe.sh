#!/bin/sh
# What a service may do: one line for each thing that a nightly run never needs. Run by the service itself, before its
# program. Lines are "NAME yes" or "NAME no"; what the kernel says of the process comes first.

sed -n 's/^\(NoNewPrivs\|Seccomp\|CapPrm\|CapEff\|CapBnd\|CapAmb\):[[:blank:]]*/\1 /p' /proc/self/status
echo "user $(id -un)"
echo "umask $(umask)"

may() { # NAME COMMAND…
    name=$1
    shift
    if "$@" >/dev/null 2>&1; then echo "$name yes"; else echo "$name no"; fi
}
python() {
    /usr/bin/python3 -c "$1"
}
sees_others() {
    [ -e /proc/1/status ] || [ -e /proc/meminfo ]
}

may write-state touch /var/lib/genkyo/probe
rm -f /var/lib/genkyo/probe
may write-tmp touch /var/tmp/probe
for place in /srv/open /etc/genkyo /usr /var/lib /mnt /dev /run; do
    may "write-$place" touch "$place/probe"
done
may see-home test -e /home/audit/secret
may see-tmp test -e /tmp/secret
may see-processes sees_others
may see-devices test -e /dev/other
may read-source cat /etc/credstore/genkyo.smtp
# shellcheck disable=SC2153 # of systemd
may read-credential cat "$CREDENTIALS_DIRECTORY/smtp"
may write-credential touch "$CREDENTIALS_DIRECTORY/smtp"
may new-namespace unshare --user true
may executable-memory python 'import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)'
may stream-socket python 'import socket; socket.socket(socket.AF_INET)'
may packet-socket python 'import socket; socket.socket(socket.AF_PACKET)'
may netlink-socket python 'import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)'
may scheduler python 'import os; os.sched_setaffinity(0, [0])'
may change-personality setarch --addr-no-randomize true
echo "not-confined $(/usr/local/bin/genkyo --version | grep -c 'not confined')"
may set-id sh -c 'touch /var/tmp/s && chmod u+s /var/tmp/s'
