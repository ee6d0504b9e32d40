# Collector of genkyo: read by `exec /bin/sh` from standard input, after header lines
#   GENKYO_MARKER=<32 hex digits>   frames the sections (scanner/section.h)
#   GENKYO_SUDO=1                   optional: `sudo -n` may stand before dmidecode and before cat of four DMI files
# It only reads: no file is written, no environment and no process arguments are collected.
# Everything runs from collect_main, called by the last line: a script that arrives cut off does nothing.
# Each section is a function; its exit status says whether what it tells is whole.
# The parts for other systems than Linux, collect_<system>.sh, stand before this one in what is sent.

now_ms() { # sets $now: milliseconds since boot, 0 where the system does not say
    now=0
    read -r uptime _ </proc/uptime || return 0
    now="${uptime%.*}${uptime#*.}0"
    case $now in 0* | *[!0-9]*) now=0 ;; esac
} 2>/dev/null

section() { # NAME [FUNCTION]: what FUNCTION, else collect_NAME, prints; sets $status
    now_ms
    began=$now
    printf '%s begin %s\n' "$marker" "$1"
    ("${2:-collect_$1}")
    status=$?
    now_ms
    elapsed=$((now - began))
    case $elapsed in -*) elapsed=0 ;; esac
    printf '\n%s end %s %s %s\n' "$marker" "$1" "$status" "$elapsed"
}

has() { # COMMAND
    command -v "$1" >/dev/null 2>&1
}

find_timeout() { # sets $timeout_option: how this system's timeout takes its seconds
    timeout_option=none
    has timeout || return 0
    if timeout 9 true; then
        timeout_option=
    elif timeout -t 9 true; then # busybox before 1.30
        timeout_option=-t
    fi
} 2>/dev/null

# Where there is no timeout: a second process counts the seconds, and ends the command when they are over. It sleeps for
# one at a time, so that nothing of it stays for longer when it is not needed any more.
watched() { # SECONDS COMMAND ARGUMENT…
    seconds=$1
    shift
    "$@" &
    watched=$!
    (
        while [ "$seconds" -gt 0 ]; do
            sleep 1
            kill -0 "$watched" || exit
            seconds=$((seconds - 1))
        done
        kill "$watched"
    ) >/dev/null 2>&1 &
    watcher=$!
    wait "$watched"
    result=$?
    kill "$watcher" 2>/dev/null
    # ksh93 would give its end for the status of $(…)
    wait "$watcher" 2>/dev/null
    return "$result"
}

bounded() { # SECONDS COMMAND ARGUMENT…
    seconds=$1
    shift
    case $timeout_option in
    none) watched "$seconds" "$@" ;;
    -t) timeout -t "$seconds" "$@" ;;
    *) timeout "$seconds" "$@" ;;
    esac
}

field() { # NAME FILE: the file's first line as NAME=VALUE
    value=
    IFS= read -r value <"$2" || [ -n "$value" ] || return 1
    printf '%s=%s\n' "$1" "$value"
} 2>/dev/null

text_field() { # NAME FILE: the same for files that end in NUL
    [ -r "$2" ] || return 0
    printf '%s=' "$1"
    tr -d '\000\n' <"$2"
    echo
}

collect_system() {
    printf 'kernel=%s\n' "$kernel"
    printf 'release=%s\n' "$(uname -r)"
    printf 'machine=%s\n' "$(uname -m)"
    printf 'hostname=%s\n' "$(uname -n)"
    printf 'clock=%s\n' "$(date '+%s %z')"
    [ "$kernel" != Linux ] || grep '^btime' /proc/stat 2>/dev/null
    case $kernel in
    Linux | FreeBSD | Darwin)
        # may ask name servers: a short bound. Elsewhere root would name the machine "-f".
        fqdn=$(bounded 2 hostname -f 2>/dev/null) && printf 'fqdn=%s\n' "$fqdn"
        ;;
    esac
    return 0
}

collect_virtual() {
    if has systemd-detect-virt; then
        printf 'container=%s\n' "$(bounded 5 systemd-detect-virt -c)"
        printf 'vm=%s\n' "$(bounded 5 systemd-detect-virt -v)"
    fi
    field vendor /sys/class/dmi/id/sys_vendor
    field product /sys/class/dmi/id/product_name
    field hypervisor /sys/hypervisor/type
    field xen /proc/xen/capabilities
    field manager /run/systemd/container
    [ ! -e /run/.containerenv ] || echo manager=podman
    [ ! -d /proc/vz ] || [ -d /proc/bc ] || echo manager=openvz
    grep -m 1 -o -E 'docker|kubepods|libpod|lxc' /proc/1/cgroup 2>/dev/null | sed 's/^/cgroup=/'
    if grep -q '^flags' /proc/cpuinfo 2>/dev/null; then
        printf 'cpu_flag=%s\n' "$(grep -m 1 -o -w hypervisor /proc/cpuinfo)"
    fi
    return 0
}

collect_dmi() {
    cd /sys/class/dmi/id 2>/dev/null || return 0
    for name in sys_vendor product_name product_version product_sku product_family bios_vendor bios_version bios_date \
        board_vendor board_name board_version board_asset_tag chassis_vendor chassis_type chassis_version \
        chassis_asset_tag; do
        field "$name" "$name"
    done
    for name in product_serial product_uuid chassis_serial board_serial; do
        [ -e "$name" ] || continue
        field "$name" "$name" && continue
        value=
        [ ! -r "$name" ] || continue # readable but empty
        [ "$may_cat" != 1 ] || value=$(bounded 20 sudo -n cat "/sys/class/dmi/id/$name") || may_cat=
        if [ -n "$value" ]; then printf '%s=%s\n' "$name" "$value"; else printf 'denied=%s\n' "$name"; fi
    done
    return 0
}

collect_dmidecode() {
    if [ "$user_id" = 0 ]; then bounded 20 dmidecode; else bounded 20 sudo -n dmidecode; fi
}

collect_platform() {
    text_field dt_serial /proc/device-tree/serial-number
    text_field dt_model /proc/device-tree/model
    text_field dt_system_id /proc/device-tree/system-id
    [ ! -r /proc/sysinfo ] || grep -E '^(Manufacturer|Type|Model|Sequence Code|Plant|LPAR Name|VM00 Name)' /proc/sysinfo
    grep -E '^(Serial|Model)[[:space:]]*:' /proc/cpuinfo 2>/dev/null
    return 0
}

collect_os() {
    for file in /etc/os-release /usr/lib/os-release; do
        [ ! -r "$file" ] || { cat "$file" && break; }
    done
    echo
    field debian_version /etc/debian_version
    field centos_release /etc/centos-release
    field redhat_release /etc/redhat-release
    field alpine_release /etc/alpine-release
    field suse_release /etc/SuSE-release
    return 0
}

collect_install() {
    for file in / /var/log/installer /etc/machine-id /var/lib/dpkg/info/base-files.list; do
        [ ! -e "$file" ] || set -- "$@" "$file"
    done
    [ $# = 0 ] || ! has stat || stat -c 'times=%W %Y %n' "$@" 2>/dev/null
    if [ "$has_rpm" = 1 ]; then
        printf 'basesystem=%s\n' "$(bounded 20 rpm -q --qf '%{INSTALLTIME}' basesystem 2>/dev/null)"
    fi
    return 0
}

collect_cpu() {
    if has lscpu && bounded 20 lscpu; then return 0; fi
    grep -E '^(processor|model name|physical id|cpu cores|core id|siblings|cpu|vendor_id)[[:space:]]*:' /proc/cpuinfo
}

collect_memory() {
    grep -E '^MemTotal:' /proc/meminfo
}

disk_fields() { # BLOCK_DEVICE_DIRECTORY: the fields that sysfs has, in the manner of lsblk -P
    for pair in SECTORS:size MODEL:device/model SERIAL:device/serial REV:device/firmware_rev REV:device/rev; do
        value=
        IFS= read -r value <"$1/${pair#*:}" 2>/dev/null
        case $value in '' | *\"*) continue ;; esac
        printf ' %s="%s"' "${pair%%:*}" "$value"
    done 2>/dev/null
    echo
}

collect_disks() {
    if has lsblk; then
        if bounded 20 lsblk -b -P -d -o NAME,TYPE,SIZE,MODEL,SERIAL,WWN,TRAN,REV,ROTA 2>/dev/null; then
            listed=1
        elif bounded 20 lsblk -b -P -d -o NAME,SIZE,TYPE; then # util-linux before 2.22
            listed=1
        fi
    fi
    [ -d /sys/block ] || [ "${listed:-0}" = 1 ] || return 1
    # what udev did not tell lsblk, and everything where there is no lsblk
    for block in /sys/block/*; do
        [ -e "$block/device" ] || continue
        printf 'NAME="%s" TYPE="%s"' "${block##*/}" "sysfs"
        disk_fields "$block"
    done
    return 0
}

interface_fields() { # NAME
    printf 'sys %s' "$1"
    for pair in address:address operstate:operstate speed:speed arphrd:type; do
        value=
        IFS= read -r value <"$net/$1/${pair#*:}"
        [ -z "$value" ] || printf ' %s=%s' "${pair%%:*}" "$value"
    done
    for kind in bonding bridge wireless tun_flags brport; do
        [ ! -e "$net/$1/$kind" ] || printf ' %s=1' "$kind"
    done
    [ ! -e "/proc/net/vlan/$1" ] || printf ' vlan=1'
    if [ -e "$net/$1/device" ]; then
        printf ' device=1'
        [ ! -e "$net/$1/device/bInterfaceNumber" ] || printf ' usb=1'
        [ ! -e "$net/$1/device/physfn" ] || printf ' function=1'
        [ "$has_ethtool" != 1 ] || printf ' permanent=%s' "$(bounded 5 ethtool -P "$1" | sed 's/.* //')"
    fi
    echo
} 2>/dev/null

collect_network() {
    net=/sys/class/net
    has_ethtool=0
    ! has ethtool || has_ethtool=1
    result=0
    if has ip; then
        { bounded 20 ip -o link && bounded 20 ip -o addr; } || result=1
    else
        addresses=$(bounded 5 hostname -I) || result=1
        printf 'addresses=%s\n' "$addresses"
    fi
    for interface in "$net"/*; do
        [ ! -e "$interface/address" ] || interface_fields "${interface##*/}"
    done
    for file in /proc/net/bonding/*; do
        [ ! -r "$file" ] || grep -E '^(Slave Interface|Permanent HW addr):' "$file"
    done
    [ ! -r /proc/net/vlan/config ] || sed 's/^/vlan /' /proc/net/vlan/config
    return "$result"
}

collect_dpkg() {
    # shellcheck disable=SC2016 # the fields are dpkg-query's
    bounded 60 dpkg-query -W -f='${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\t${Installed-Size}\t${db-fsys:Last-Modified}\n'
}

rpm_list() { # EPOCH_TAG
    bounded 60 rpm -qa --qf "%{NAME}\\t%{$1}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{INSTALLTIME}\\t%{SIZE}\\t%{VENDOR}\\n"
}

collect_rpm() {
    rpm_list EPOCHNUM 2>/dev/null || rpm_list EPOCH
}

collect_logins() {
    # times in UTC: the zone may have changed since
    TZ=UTC0
    export TZ
    result=1
    if has lastlog2; then
        echo source=lastlog2
        ! bounded 20 lastlog2 || result=0
    fi
    if has wtmpdb; then
        echo source=wtmpdb
        ! bounded 20 wtmpdb last -F -w -n 50 || result=0
    elif has last; then
        echo source=wtmp
        ! bounded 20 last -F -w -n 50 || result=0
    fi
    return "$result"
}

collect_linux() {
    user_id=$(id -u)
    has_rpm=0
    for file in /var/lib/rpm/Packages /var/lib/rpm/rpmdb.sqlite /var/lib/rpm/Packages.db \
        /usr/lib/sysimage/rpm/rpmdb.sqlite /usr/lib/sysimage/rpm/Packages.db /usr/lib/sysimage/rpm/Packages; do
        # without a database rpm would make one
        [ ! -s "$file" ] || ! has rpm || has_rpm=1
    done
    may_cat=0
    [ "$sudo" != 1 ] || ! has sudo || may_cat=1
    section virtual
    if has dmidecode && { [ "$user_id" = 0 ] || [ "$may_cat" = 1 ]; }; then
        section dmidecode
        # who may run dmidecode needs no second way
        [ "$status" != 0 ] || may_cat=0
    fi
    section dmi
    section platform
    section os
    section install
    section cpu
    section memory
    section disks
    section network
    section logins
    if has dpkg-query && [ -s /var/lib/dpkg/status ]; then section dpkg; fi
    if [ "$has_rpm" = 1 ]; then section rpm; fi
}

collect_main() {
    LC_ALL=C
    PATH=$PATH:/usr/bin:/bin:/sbin:/usr/sbin:/usr/local/bin:/usr/local/sbin
    export LC_ALL PATH
    umask 077
    marker=$GENKYO_MARKER
    sudo=${GENKYO_SUDO:-0}
    unset GENKYO_MARKER GENKYO_SUDO
    case $marker in '' | *[!0-9a-f]*) return 64 ;; esac
    find_timeout
    # ends a line that a login script may have left open
    echo
    kernel=$(uname -s)
    section system
    case $kernel in
    Linux) collect_linux ;;
    FreeBSD) collect_freebsd ;;
    OpenBSD) collect_other_bsd openbsd_dmi ;;
    NetBSD) collect_other_bsd netbsd_dmi ;;
    Darwin) collect_macos ;;
    AIX) collect_aix ;;
    SunOS) collect_solaris ;;
    HP-UX) collect_hpux ;;
    VMkernel) collect_esxi ;;
    esac
    printf '%s done\n' "$marker"
}

collect_main </dev/null
