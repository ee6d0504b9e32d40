# macOS. ioreg and sysctl answer at once and everywhere; system_profiler writes JSON from 10.15 on, and before that only
# text in the language of the machine.

macos_virtual() {
    case $(sysctl -n kern.hv_vmm_present 2>/dev/null) in
    0) echo vm=none ;;
    1) echo vm=vmm ;;
    esac
    return 0
}

macos_machine() {
    bounded 20 ioreg -r -d 1 -c IOPlatformExpertDevice
}

macos_hardware() {
    bounded 30 system_profiler -json SPHardwareDataType
}

macos_os() {
    bounded 20 sw_vers
}

macos_disks() {
    bounded 30 system_profiler -json SPNVMeDataType SPSerialATADataType
}

macos_network() {
    bounded 20 ifconfig -a || return 1
    # which of them is the wireless one, and which are adapters
    bounded 20 networksetup -listallhardwareports
}

# Looks at every application there is: up to minutes.
macos_applications() {
    case $(sw_vers -productVersion) in
    10.? | 10.?.* | 10.1[0-4] | 10.1[0-4].*) bounded 90 system_profiler SPApplicationsDataType ;;
    *) bounded 90 system_profiler -json SPApplicationsDataType ;;
    esac
}

# What came without an application of its own; Apple's receipts are parts of the system.
macos_receipts() {
    receipts=$(bounded 20 pkgutil --pkgs) || return 1
    result=0
    for package in $receipts; do
        case $package in com.apple.*) continue ;; esac
        bounded 20 pkgutil --pkg-info "$package" || result=1
    done
    return "$result"
}

macos_logins() {
    recent_logins last -n 50
}

collect_macos() {
    section virtual macos_virtual
    section machine macos_machine
    section hardware macos_hardware
    section os macos_os
    section boot bsd_boot
    section install bsd_install
    section cpu bsd_cpu
    section memory bsd_memory
    section disks macos_disks
    section network macos_network
    section logins macos_logins
    if has pkgutil; then section receipts macos_receipts; fi
    section applications macos_applications
}
