# Linux, from Red Hat 5 on, in containers too: programs may be absent, and /proc and /sys stand in for what they can.

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
    # the layers of the root file system, and what is put in for a container's name; /.dockerenv proves nothing
    sed -n -e 's:^[^/]* / / .* - overlay .*/\(docker\|containerd\|containers\)/.*:manager=\1:' \
        -e 's:^[^/]* [^ ]*/\(docker\|containers\|kubelet\)/[^ ]* /etc/host[a-z]* .*:manager=\1:' \
        -e 's/^manager=containers$/manager=oci/' -e '/^manager=/p' /proc/self/mountinfo 2>/dev/null
    grep -m 1 -o -E 'docker|kubepods|libpod|lxc' /proc/1/cgroup 2>/dev/null | sed 's/^/cgroup=/'
    if grep -q '^flags' /proc/cpuinfo 2>/dev/null; then
        printf 'cpu_flag=%s\n' "$(grep -m 1 -o -w hypervisor /proc/cpuinfo)"
    fi
    return 0
}

collect_dmi() {
    cd /sys/class/dmi/id 2>/dev/null || return 0
    for name in sys_vendor product_name product_version product_sku bios_version board_asset_tag chassis_type \
        chassis_asset_tag; do
        field "$name" "$name"
    done
    # who may run it has read the rest there
    [ "$has_dmidecode" != 1 ] || return 0
    [ "$user_id" != 0 ] || has dmidecode || echo lacks=dmidecode
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
    [ -d /sys/class/dmi/id ] || echo smbios=none
    field xen_uuid /sys/hypervisor/uuid
    field machine_id /etc/machine-id || field machine_id /var/lib/dbus/machine-id
    field cloud_instance /var/lib/cloud/data/instance-id
    # what Synology announces, and what Ubiquiti's kernel tells
    sed -n 's:.*<txt-record>\(vendor\|model\|serial\)=\([^<]*\)</txt-record>.*:box_\1=\2:p' \
        /etc/avahi/services/dsminfo.service 2>/dev/null
    sed -n -e 's/^serialno=/box_serial=/p' -e 's/^shortname=/box_model=/p' /proc/ubnthal/system.info 2>/dev/null
    [ ! -r /proc/sysinfo ] || grep -E '^(Manufacturer|Type|Model|Sequence Code|VM00 Name)' /proc/sysinfo
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
    grep -E '^(processor|model name|physical id|cpu cores)[[:space:]]*:' /proc/cpuinfo
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

collect_monitors() {
    for edid in /sys/class/drm/*/edid; do
        # sysfs tells no size: empty where nothing is plugged in
        digits=$(od -A n -v -t x1 -N 128 "$edid") && [ -n "$digits" ] || continue
        edid=${edid%/edid}
        printf 'edid %s\n%s\n' "${edid##*/}" "$digits"
    done 2>/dev/null
    return 0
}

find_controller() { # sets $controller: the driver of one that hides disks, empty where there is none
    controller=
    for file in /sys/class/scsi_host/*/proc_name; do
        value=
        IFS= read -r value <"$file"
        case $value in megaraid_sas | hpsa | smartpqi | aacraid | arcmsr | 3w-*) controller=$value ;; esac
    done
} 2>/dev/null

collect_storcli() {
    bounded 60 "$storcli" /call/eall/sall show all J nolog
}

collect_ssacli() {
    bounded 60 "$ssacli" ctrl all show config detail
}

as_root() { # COMMAND ARGUMENT…
    if [ "$user_id" = 0 ]; then bounded 20 "$@"; else bounded 20 sudo -n "$@"; fi
}

collect_smartctl() {
    list=$(as_root smartctl --scan) || return
    # "/dev/bus/0 -d megaraid,8 # …"; the other disks are no secret
    printf '%s\n' "$list" | while read -r device _ type _; do
        case $type in megaraid,*) ;; *) continue ;; esac
        printf 'device=%s\n' "$type"
        as_root smartctl -i -d "$type" "$device" </dev/null
    done
    return 0
}

collect_raid() {
    printf 'controller=%s\n' "$controller"
    if [ "$user_id" = 0 ]; then echo lacks=tool; else echo lacks=privilege; fi
}

linux_raid() {
    find_controller
    [ -n "$controller" ] || return 0
    status=1
    if [ "$user_id" = 0 ]; then
        for storcli in storcli64 storcli perccli64 perccli /opt/MegaRAID/*/storcli64 /opt/MegaRAID/*/perccli64; do
            if has "$storcli"; then
                section storcli
                break
            fi
        done
        for ssacli in ssacli hpssacli; do
            if [ "$status" != 0 ] && has "$ssacli"; then
                section ssacli
                break
            fi
        done
    fi
    if [ "$status" != 0 ] && has smartctl && { [ "$user_id" = 0 ] || [ "$may_cat" = 1 ]; }; then
        section smartctl
    fi
    [ "$status" = 0 ] || section raid
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

dpkg_files() { # what dpkg keeps itself, where its program is absent; each file of an image without it is a package
    if ! has dpkg-query && [ -s /var/lib/dpkg/status ]; then
        cat /var/lib/dpkg/status || return
    fi
    for file in /var/lib/dpkg/status.d/*; do
        case $file in */'*' | *.md5sums) continue ;; esac
        cat "$file" && echo || return
    done
}

collect_dpkg_status() {
    paragraphs=$(dpkg_files) || return
    printf '%s\n' "$paragraphs" | grep -E '^((Package|Status|Version|Architecture):|$)'
}

collect_apk() {
    bounded 60 grep -h -E '^([PVA]:|$)' "$apk_installed"
}

collect_pacman() {
    # a query prints times; the database has seconds
    if ! has find; then
        bounded 60 env TZ=UTC0 pacman -Qi
        return
    fi
    bounded 60 find /var/lib/pacman/local -name desc -exec sed -n -e '/^%NAME%$/,/^$/p' -e '/^%VERSION%$/,/^$/p' \
        -e '/^%ARCH%$/,/^$/p' -e '/^%INSTALLDATE%$/,/^$/p' {} +
}

collect_snap() {
    list=$(bounded 20 snap list --color=never --unicode=never 2>&1) && printf '%s\n' "$list" && return
    case $list in *'o snaps are installed'*) return 0 ;; esac
    printf '%s\n' "$list"
    return 1
}

collect_flatpak() {
    # the program makes a cache in the home of a user who has none
    if [ "$user_id" = 0 ] || [ -d "${HOME:-/}/.cache/flatpak/system-cache" ]; then
        [ -d "${HOME:-/}/.local/share/flatpak" ] || set -- --system
        bounded 20 flatpak list --app "$@" --columns=application,version,branch,installation
        return
    fi
    for active in /var/lib/flatpak/app/*/*/*/active; do
        [ -e "$active" ] || continue
        name=${active#/var/lib/flatpak/app/}
        branch=${active%/active}
        printf '%s\t\t%s\tsystem\n' "${name%%/*}" "${branch##*/}"
    done
    return 0
}

login_source() { # NAME COMMAND ARGUMENT…: sets $result to 0 if it can be read
    source=$1
    shift
    has "$1" || return 0
    printf 'source=%s\n' "$source"
    ! bounded 20 "$@" || result=0
}

collect_logins() {
    # times in UTC: the zone may have changed since
    TZ=UTC0
    export TZ
    printf 'now=%s\n' "$(date +%s)"
    result=1
    login_source lastlog2 lastlog2
    login_source wtmpdb wtmpdb last -F -w -n 50
    has wtmpdb || login_source wtmp last -F -w -n 50
    has lastlog2 || login_source lastlog lastlog
    # only who is there now: that does not make the list whole
    whole=$result
    login_source who who
    return "$whole"
}

metadata() { # FILE…: the host's clock, and when each file that is there was fetched
    printf 'now=%s\n' "$(date +%s)"
    for file; do
        [ ! -e "$file" ] || stat -c 'metadata=%Y' "$file"
    done
}

collect_updates_apt() {
    metadata /var/lib/apt/lists /var/lib/apt/periodic/update-stamp /var/lib/apt/periodic/update-success-stamp
    set -- -q -o Debug::NoLocking=1 -o APT::Cmd::Disable-Script-Warning=1
    # root would write a cache that is out of date
    [ "$user_id" != 0 ] || set -- "$@" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    if has apt && any /var/lib/apt/lists/*_dists_*-security_*; then
        # a third of the time of the other, but it names suites only
        bounded 60 apt "$@" list --upgradable
    else
        # with new packages, as kernels come
        bounded 60 apt-get "$@" -s -o APT::Get::Upgrade-Allow-New=1 upgrade
    fi
}

# By root only: for other users, dnf and yum make a directory in /var/tmp each time. Root's dnf writes into its own log.
collect_updates_dnf() {
    # dnf itself reckons with the time of this file
    metadata /var/cache/dnf/*/repodata/*primary* /var/cache/libdnf5/*/repodata/*primary* \
        /var/cache/yum/*/*/*/cachecookie
    if has dnf; then
        bounded 90 dnf -C -q updateinfo list --security
    else
        bounded 90 yum -C -q updateinfo list security
    fi
}

collect_updates_zypper() {
    metadata /var/cache/zypp/raw/*/repodata/repomd.xml
    bounded 60 env ZYPP_READONLY_HACK=1 ZYPP_LOGFILE=/dev/null zypper --no-refresh -n -x lp -g security
}

collect_updates_apk() {
    metadata /var/cache/apk/APKINDEX.*.tar.gz /etc/apk/cache/APKINDEX.*.tar.gz
    bounded 60 apk --no-network version -l '<'
}

has_dnf_metadata() {
    any /var/cache/dnf/*/repodata/*primary* /var/cache/libdnf5/*/repodata/*primary* /var/cache/yum/*/*/*/cachecookie
}

collect_upkeep() {
    for file in /run/reboot-required /run/reboot-needed; do
        [ ! -e "$file" ] || echo restart=required
    done
    if [ "$user_id" = 0 ]; then
        # its exit status is 1 for errors too
        ! has needs-restarting || bounded 30 needs-restarting -r | sed -n 's/^Reboot is required.*/restart=required/p'
    elif has_dnf_metadata; then
        echo denied=updates
    fi
    return 0
}

domain_lines() { # what is wanted of libvirt's XML, and nothing that people wrote into it
    grep -E '<(domstatus|domain|name|uuid|libosinfo:os|memory|vcpu|mac)[ >]|</domain>'
}

# A guest that runs has a file of its own in the first directory, even when nobody defined it in the other.
libvirt_files() {
    count=0
    for file in "$libvirt"/qemu/*.xml /etc/libvirt/qemu/*.xml; do
        [ -e "$file" ] || continue
        case $file in /etc/*) [ ! -e "$libvirt/qemu/${file##*/}" ] || continue ;; esac
        count=$((count + 1))
        [ "$count" -le 500 ] && domain_lines <"$file" || return 1
    done
    return 0
}

# The connection is named, as without it a user would get a daemon of their own.
libvirt_virsh() {
    set -- -q -r -c qemu:///system
    list=$(bounded 20 virsh "$@" list --all --uuid) || return
    bounded 20 virsh "$@" list --uuid --state-paused | sed -n 's/^\([0-9a-f]\)/paused=\1/p'
    count=0
    commands=
    for uuid in $list; do
        case $uuid in *[!0-9a-f-]*) return 1 ;; esac
        count=$((count + 1))
        [ "$count" -le 500 ] || return 1
        commands="${commands:+$commands; }dumpxml $uuid"
    done
    [ "$count" != 0 ] || return 0
    xml=$(bounded 60 virsh "$@" "$commands" | domain_lines)
    printf '%s\n' "$xml"
    [ "$(printf '%s\n' "$xml" | grep -c '</domain>')" = "$count" ]
}

# Root reads what libvirt keeps, so that no daemon is woken.
collect_guests_libvirt() {
    if [ "$user_id" = 0 ]; then libvirt_files; else libvirt_virsh; fi
}

proxmox_guest() { # FILE: the lines that are wanted, up to the first snapshot; others may hold passwords
    count=$((count + 1))
    [ "$count" -le 500 ] || return 1
    number=${1##*/}
    number=${number%.conf}
    printf 'guest=%s\n' "$number"
    sed -n -e '/^\[/q' -e '/^\(name\|hostname\|memory\|cores\|sockets\|vcpus\|ostype\|smbios1\):/p' \
        -e '/^\(template\|lock\|net[0-9]*\):/p' "$1"
}

# Proxmox calls containers guests as well: they have a system, a name and an address of their own.
collect_guests_proxmox() {
    if [ "$user_id" != 0 ]; then
        echo denied=guests
        return 1
    fi
    # a file system of the cluster's, and empty where it is not mounted
    [ -d /etc/pve/qemu-server ] || return 1
    count=0
    for file in /etc/pve/qemu-server/*.conf; do
        [ -e "$file" ] || continue
        proxmox_guest "$file" || return 1
        process=
        { IFS= read -r process <"/run/qemu-server/$number.pid"; } 2>/dev/null
        case $process in '' | *[!0-9]*) ;; *) [ ! -d "/proc/$process" ] || echo running=1 ;; esac
    done
    for file in /etc/pve/lxc/*.conf; do
        [ -e "$file" ] || continue
        proxmox_guest "$file" || return 1
        echo container=1
        # one that runs listens there for commands
        ! grep -q "@/var/lib/lxc/$number/command\$" /proc/net/unix || echo running=1
    done
    return 0
}

# Only those that run are listed: it is never the whole.
collect_guests_xen() {
    bounded 20 xl list -v
    return 1
}

# Whose guests are in no list: what asks them would leave files behind, or processes. Not readable is not empty.
find_other_guests() { # sets $others
    others=
    ! any /dev/vboxdrv || others=virtualbox
    ! any /etc/libvirt/libxl/*.xml || others="$others libvirt-xen"
    ! any /etc/libvirt/lxc/*.xml || others="$others libvirt-lxc"
    for place in lxd:/var/lib/lxd/containers lxd:/var/lib/lxd/virtual-machines incus:/var/lib/incus/containers \
        incus:/var/lib/incus/virtual-machines lxd:/var/snap/lxd/common/lxd/containers \
        lxd:/var/snap/lxd/common/lxd/virtual-machines lxc:/var/lib/lxc; do
        # those of Proxmox are listed
        [ "$place" != lxc:/var/lib/lxc ] || [ ! -d /etc/pve ] || continue
        [ -d "${place#*:}" ] || continue
        if [ ! -r "${place#*:}" ] || any "${place#*:}"/*; then others="$others ${place%%:*}"; fi
    done
}

collect_guests_other() {
    for other in $others; do
        printf 'other=%s\n' "$other"
    done
    return 1
}

guest_lists() { # sets $lists
    libvirt=/run/libvirt
    [ -d "$libvirt" ] || libvirt=/var/run/libvirt
    lists=
    if [ "$user_id" = 0 ]; then
        [ ! -d /etc/libvirt/qemu ] || lists=guests_libvirt
        ! has xl || ! grep -q control_d /proc/xen/capabilities || lists="$lists guests_xen"
    elif has virsh && any "$libvirt/libvirt-sock-ro" "$libvirt/virtqemud-sock-ro"; then
        lists=guests_libvirt
    fi
    [ ! -d /etc/pve ] || lists="$lists guests_proxmox"
} 2>/dev/null

# Virtual machines, those that are off too. A list that is whole must not seem to have those of others.
linux_guests() {
    guest_lists
    for list in $lists; do
        section "$list"
    done
    find_other_guests
    if [ -n "$lists" ] && [ -n "$others" ]; then section guests_other; fi
}

linux_packages() {
    if has dpkg-query && [ -s /var/lib/dpkg/status ]; then
        section dpkg
    elif [ -s /var/lib/dpkg/status ] || any /var/lib/dpkg/status.d/*; then
        section dpkg_status
    fi
    if [ "$has_rpm" = 1 ]; then section rpm; fi
    for apk_installed in /lib/apk/db/installed /usr/lib/apk/db/installed; do
        if [ -s "$apk_installed" ]; then
            section apk
            break
        fi
    done
    if [ -d /var/lib/pacman/local ]; then section pacman; fi
    # where no snap and no application lies, there is nobody to ask
    if has snap && any /var/lib/snapd/snaps/*.snap; then section snap; fi
    if has flatpak && any /var/lib/flatpak/app "${HOME:-/}/.local/share/flatpak/app"; then section flatpak; fi
}

rpm_updates() {
    if has_dnf_metadata && { has dnf || has yum; }; then
        [ "$user_id" != 0 ] || section updates_dnf
    elif has zypper && any /var/cache/zypp/raw/*/repodata/repomd.xml; then
        section updates_zypper
    fi
}

# What is pending is told from what was fetched before, and not at all where nothing was: no network is asked.
linux_updates() {
    section upkeep
    if has apt-get && any /var/lib/apt/lists/*_Packages*; then section updates_apt; fi
    if [ "$has_rpm" = 1 ]; then rpm_updates; fi
    if has apk && any /var/cache/apk/APKINDEX.*.tar.gz /etc/apk/cache/APKINDEX.*.tar.gz; then section updates_apk; fi
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
    has_dmidecode=0
    section virtual
    if has dmidecode && { [ "$user_id" = 0 ] || [ "$may_cat" = 1 ]; }; then
        section dmidecode
        [ "$status" != 0 ] || has_dmidecode=1
    fi
    section dmi
    section platform
    section os
    section install
    section cpu
    section memory
    section disks
    linux_raid
    section monitors
    section network
    section logins
    linux_packages
    linux_guests
    [ "$updates" = 0 ] || linux_updates
}
