#!/bin/sh
# The lab of fixtures/, and what a scan says about the machines in it. Prints TAP.
# usage: lab_test.sh GENKYO

genkyo=$1
here=$(dirname "$0")
lab=$here/../../fixtures/lab/lab
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/tables.sh"
out=$work/snapshot
names='aix alpine debian-container debian-vm dell-r640 esxi freebsd hpux macos netbsd openbsd proxmox rhel5 rocky-askpass
    solaris'

cleanup() {
    [ ! -d "$work/lab" ] || "$lab" stop "$work/lab"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

if [ ! -x "${SSHD:-/usr/sbin/sshd}" ]; then
    echo "1..0 # SKIP no sshd here"
    exit 0
fi
if ! "$lab" start "$work/lab" --hosts "$(echo $names | tr ' ' ,)" >"$work/start" 2>&1; then
    if grep -q 'neither chroot nor user namespaces' "$work/start"; then
        echo "1..0 # SKIP $(head -n 1 "$work/start")"
        exit 0
    fi
    bail "the lab does not start: $(cat "$work/start")"
fi
"$genkyo" scan --targets "$work/lab/targets.csv" --credentials "$work/lab/credentials.yaml" \
    --known-hosts "$work/lab/known_hosts" --out "$out" >"$work/last" 2>&1

device() { # NAME COLUMN: the site of each target is its name
    cells "$out/devices.csv" 'if (row["location"] == name) print row[column_name]' "name=$1" "column_name=$2"
}

is() { # NAME COLUMN VALUE
    device "$1" "$2"
    [ "$(device "$1" "$2")" = "$3" ]
}

has() { # NAME COLUMN TEXT
    device "$1" "$2" | grep -F "$3"
}

count_of() { # NAME TABLE [KIND]
    cells "$out/$2.csv" 'count_of_rows += row["device_id"] == id && (kind == "" || row["kind"] == kind) }
        END { print count_of_rows + 0' "id=$(device "$1" device_id)" "kind=$3"
}

has_rows() { # NUMBER NAME TABLE [KIND]
    count_of "$2" "$3" "$4"
    [ "$(count_of "$2" "$3" "$4")" = "$1" ]
}

is_in_lab() { # NAME
    grep -q ",$1\$" "$work/lab/targets.csv"
}

for name in $names; do
    if is_in_lab "$name"; then
        check "$name is read" sh -c "grep -E '^$(sed -n "s/^\([^,]*\),\([^,]*\),.*,$name\$/\1:\2/p" "$work/lab/targets.csv"),[^,]*,(answered|partial),' '$out/probes.csv'"
    else
        skip "$name is read" 'it was left out'
    fi
done
check 'each machine is one of its own' test "$(cells "$out/devices.csv" 'print row["device_id"]' | sort -u | wc -l)" = \
    $(($(wc -l <"$work/lab/targets.csv") - 1))

# NAME COLUMN VALUE, of recordings; sizes are MemTotal / 1024
while read -r name column value; do
    ! is_in_lab "$name" || check "$name: $column is $value" is "$name" "$column" "$value"
done <<'END'
aix os_version 7200-05-03-2148
aix chassis_serial 06A1B2C
aix memory_mb 16384
aix last_login_user audit
alpine hostname edge2
alpine os_version 3.20.3
alpine virtual yes
alpine cpu_sockets 2
alpine memory_mb 1963
debian-container hostname 3f9c2b7d51aa
debian-container virtual yes
debian-container ip_addresses 10.88.0.7
debian-container serial
debian-container uuid
debian-container asset_tag
debian-container chassis_serial
debian-container board_serial
debian-container disk_gb
debian-vm hostname db1.example.jp
debian-vm os_version 12.8
debian-vm virtual yes
debian-vm kind vm
debian-vm serial
debian-vm cpu_cores 4
debian-vm memory_mb 7935
debian-vm mac_addresses 00:00:5e:00:53:11
debian-vm last_login_user sato
debian-vm last_login_at 2027-03-22T01:14:05Z
dell-r640 serial 7LAB0X3
dell-r640 asset_tag 18-00431
dell-r640 model PowerEdge R640
dell-r640 virtual no
dell-r640 cpu_cores 16
dell-r640 cpu_threads 32
dell-r640 memory_mb 64004
esxi os_version 8.0.2 build-22380479
esxi serial 4QH5J22
esxi disk_gb 480
freebsd os_version 13.2-RELEASE-p4
freebsd serial S338084X1203456
freebsd disk_gb 960
hpux os_version B.11.31
hpux serial SGH4812345
hpux memory_mb 16366
macos os_version 14.5
macos serial C02EXAMPLE01
macos model MacBook Pro
netbsd os_name NetBSD
netbsd serial 5XYZ123
netbsd disk_gb 1000
openbsd os_name OpenBSD
openbsd serial
openbsd disk_gb 16
proxmox serial S338084X1209876
proxmox sections_missing
rhel5 serial SGH9990A1B
rhel5 os_version 5.11
rhel5 cpu_model Intel(R) Xeon(R) CPU 3065 @ 2.33GHz
rhel5 cpu_cores 2
rhel5 memory_mb 2007
rhel5 ip_addresses 192.0.2.5
rocky-askpass serial
rocky-askpass model PRIMERGY RX2530 M7
rocky-askpass os_version 9.5
rocky-askpass memory_mb 127775
solaris os_name Oracle Solaris
solaris os_version 11.4.42.111.0
solaris serial AK00123456
solaris disk_gb 600
END

guest() { # HOST NAME COLUMN
    cells "$out/guests.csv" 'if (row["device_id"] == id && row["name"] == name) print row[column_name]' \
        "id=$(device "$1" device_id)" "name=$2" "column_name=$3"
}

guest_is() { # HOST NAME COLUMN VALUE
    guest "$1" "$2" "$3"
    [ "$(guest "$1" "$2" "$3")" = "$4" ]
}

# HOST/COLUMN VALUE NAME: those of debian-vm and alpine are machines of the lab themselves
while read -r place value name; do
    ! is_in_lab "${place%/*}" || check "${place%/*}: ${place#*/} of $name is $value" \
        guest_is "${place%/*}" "$name" "${place#*/}" "$value"
done <<'END'
dell-r640/uuid 0c9f4b6e-52d1-4f0a-9a55-1f0f6a7c2d11 db1
dell-r640/state on db1
dell-r640/os http://debian.org/debian/12 db1
dell-r640/memory_mb 8192 db1
dell-r640/cpus 4 db1
dell-r640/mac_addresses 00:00:5e:00:53:11 db1
dell-r640/state off trial-web
dell-r640/cpus 1 trial-web
esxi/uuid 4219aa01-773c-5e11-9012-abcd00990062 edge2
esxi/state on edge2
esxi/os otherGuest64 edge2
esxi/mac_addresses 00:50:56:99:00:02 edge2
esxi/state off ledger test
esxi/cpus 1 ledger test
esxi/mac_addresses 00:50:56:00:53:0a ledger test
proxmox/uuid d2a7c6e8-4b1f-4f7e-9c33-8b52f01d6a91 mail1
proxmox/state on mail1
proxmox/cpus 4 mail1
proxmox/memory_mb 8192 mail1
proxmox/mac_addresses bc:24:11:00:53:51 mail1
proxmox/state suspended payroll-win
proxmox/state off retired
proxmox/memory_mb 512 retired
proxmox/state on wiki
proxmox/mac_addresses bc:24:11:00:53:60 wiki
rhel5/state on dns-cache
rhel5/mac_addresses 52:54:00:00:53:07 dns-cache
rhel5/state off ledger-test
rhel5/memory_mb 512 ledger-test
END
check 'a template is no guest' has_rows 4 proxmox guests
check 'a guest with two files is one' has_rows 2 rhel5 guests
tells_all_guests() { # NAME
    cells "$out/probes.csv" 'if (row["device_id"] == id) print row["sections_complete"]' \
        "id=$(device "$1" device_id)" | grep -w guests
}

for name in dell-r640 proxmox rhel5; do
    check "$name has no other guests" tells_all_guests "$name"
done
check 'no other says anything of guests' test "$(cut -d , -f 7 "$out/probes.csv" | grep -cw guests)" = 3
check 'what people wrote into the settings of guests is not read' sh -c "! grep -riE 'cipassword|keeper of|beside the rack' '$out'"

check 'a serial number that sudo did not give is said' has rocky-askpass identity_notes 'serial needs privilege'
check 'so is one that only root may read' has debian-vm identity_notes 'serial needs privilege'
check 'OpenBSD says so, too' has openbsd identity_notes 'serial needs privilege'
check "a partition's frame is said" has aix identity_notes 'LPAR 3 of frame 06A1B2C'
check 'a container says what it is' has debian-container identity_notes 'container: podman'
check 'it has nothing of the hardware around it' has_rows 0 debian-container components
check 'and says so' has debian-container identity_notes 'components of the host'
check 'packages of both kinds of Solaris' has_rows 4 solaris software
check 'the disk from the messages of the kernel' has_rows 1 netbsd components disk
check 'an old rpm lists its packages, those of both architectures too' has_rows 7 rhel5 software
check 'packages that were removed are not listed' has_rows 6 debian-vm software
check 'rpm without keys' has_rows 5 rocky-askpass software
check 'modules of memory, without the empty slot' has_rows 2 dell-r640 components dimm
check 'the old machine has its disk from sysfs' has_rows 1 rhel5 components disk
check 'the kernel is none of theirs' sh -c "! grep -F '$(uname -r)' '$out'/*.csv"
check 'nor is its name' sh -c "! echo '$(cells "$out/devices.csv" 'print row["hostname"]')' | grep -xF '$(uname -n)'"

"$lab" stop "$work/lab" >"$work/last" 2>&1
check 'it leaves nothing behind' test ! -e "$work/lab"
check 'lab list names them all' sh -c "[ \$('$lab' list | grep -cE '^($(echo $names | tr ' ' '|')) ') = $(echo $names | wc -w) ]"

tap_end
