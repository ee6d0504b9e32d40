# FreeBSD, OpenBSD and NetBSD. What sysctl may tell everybody, and what the kernel said when it started.

# NAME=VALUE for each NAME:VARIABLE that this system has; denied=NAME where only root may read it.
sysctl_fields() { # NAME:VARIABLE…
    for pair in "$@"; do
        if value=$(sysctl -n "${pair#*:}" 2>&1); then
            [ -z "$value" ] || printf '%s=%s\n' "${pair%%:*}" "$value"
        else
            case $value in *ermi*) printf 'denied=%s\n' "${pair%%:*}" ;; esac
        fi
    done
    return 0
}

# The names are those of Linux' /sys/class/dmi/id: one parser reads both.
freebsd_dmi() {
    for pair in sys_vendor:system.maker product_name:system.product product_version:system.version \
        product_sku:system.sku product_serial:system.serial product_uuid:system.uuid board_serial:planar.serial \
        board_asset_tag:planar.tag chassis_serial:chassis.serial chassis_asset_tag:chassis.tag \
        chassis_type:chassis.type bios_version:bios.version; do
        ! value=$(kenv -q "smbios.${pair#*:}" 2>/dev/null) || printf '%s=%s\n' "${pair%%:*}" "$value"
    done
    return 0
}

openbsd_dmi() {
    sysctl_fields sys_vendor:hw.vendor product_name:hw.product product_version:hw.version product_serial:hw.serialno \
        product_uuid:hw.uuid
}

netbsd_dmi() {
    sysctl_fields sys_vendor:machdep.dmi.system-vendor product_name:machdep.dmi.system-product \
        product_version:machdep.dmi.system-version product_serial:machdep.dmi.system-serial \
        product_uuid:machdep.dmi.system-uuid board_serial:machdep.dmi.board-serial \
        chassis_serial:machdep.dmi.chassis-serial chassis_asset_tag:machdep.dmi.chassis-asset-tag \
        bios_version:machdep.dmi.bios-version
}

freebsd_virtual() {
    sysctl_fields vm:kern.vm_guest
    [ "$(sysctl -n security.jail.jailed 2>/dev/null)" != 1 ] || echo container=jail
    return 0
}

other_bsd_virtual() {
    sysctl_fields vendor:hw.vendor product:hw.product vendor:machdep.dmi.system-vendor \
        product:machdep.dmi.system-product hypervisor:machdep.hypervisor
}

freebsd_os() {
    echo name=FreeBSD
    # the patch level is that of the installed system, which may be newer than the running kernel
    version=$(freebsd-version -u 2>/dev/null) || version=$(uname -r) || return 1
    printf 'version=%s\n' "$version"
}

other_bsd_os() {
    printf 'name=%s\nversion=%s\n' "$kernel" "$(uname -r)"
}

bsd_boot() {
    sysctl_fields boottime:kern.boottime
}

bsd_install() {
    for file in / /var/log/bsdinstall_log /var/db/.AppleSetupDone; do
        [ ! -e "$file" ] || stat -f 'times=%B %m %N' "$file" 2>/dev/null
    done
    return 0
}

bsd_cpu() {
    sysctl_fields brand:machdep.cpu.brand_string brand:machdep.cpu_brand model:hw.model sockets:hw.packages \
        cores:hw.physicalcpu cores:kern.smp.cores threads:hw.logicalcpu threads:hw.ncpu
}

bsd_memory() {
    sysctl_fields bytes:hw.memsize bytes:hw.physmem64 bytes:hw.physmem
}

freebsd_disks() {
    bounded 20 geom disk list
}

other_bsd_disks() {
    cat /var/run/dmesg.boot
}

bsd_network() {
    bounded 20 ifconfig -a
}

freebsd_pkg() {
    bounded 60 pkg query -a '%n\t%v\t%q\t%t'
}

other_bsd_pkg_info() {
    bounded 60 pkg_info
}

freebsd_logins() {
    TZ=UTC0
    export TZ
    echo source=lastlogin
    bounded 20 lastlogin
}

other_bsd_logins() {
    recent_logins last -n 50
}

collect_freebsd() {
    section virtual freebsd_virtual
    section dmi freebsd_dmi
    section os freebsd_os
    section boot bsd_boot
    section install bsd_install
    section cpu bsd_cpu
    section memory bsd_memory
    section disks freebsd_disks
    section network bsd_network
    section logins freebsd_logins
    # where pkg was never used there is only a stub that offers to fetch it; -N keeps it from that
    if pkg -N >/dev/null 2>&1; then section pkg freebsd_pkg; fi
}

collect_other_bsd() { # DMI_FUNCTION
    section virtual other_bsd_virtual
    section dmi "$1"
    section os other_bsd_os
    section boot bsd_boot
    section cpu bsd_cpu
    section memory bsd_memory
    section disks other_bsd_disks
    section network bsd_network
    section logins other_bsd_logins
    if has pkg_info; then section pkg_info other_bsd_pkg_info; fi
}
