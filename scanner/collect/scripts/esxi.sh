# VMware ESXi, whose shell is busybox. Best effort: written from the manuals, not yet held against a recorded machine.

esxi_machine() {
    bounded 20 esxcli hardware platform get
}

esxi_os() {
    bounded 20 vmware -v
}

esxi_install() {
    printf 'installed=%s\n' "$(bounded 20 esxcli system stats installtime get)"
}

esxi_cpu() {
    bounded 20 esxcli hardware cpu global get || return 1
    bounded 20 vim-cmd hostsvc/hostsummary | sed -n 's/^ *cpuModel = "\(.*\)".*/model=\1/p'
}

esxi_memory() {
    bounded 20 esxcli hardware memory get
}

esxi_disks() {
    bounded 30 esxcli storage core device list
}

esxi_network() {
    bounded 20 esxcli network nic list || return 1
    bounded 20 esxcli network ip interface ipv4 get || return 1
    bounded 20 esxcli network ip interface ipv6 address list
}

esxi_vib() {
    bounded 60 esxcli software vib list
}

esxi_guests() {
    if running=$(bounded 20 esxcli vm process list); then
        echo processes=1
        printf '%s\n' "$running" | sed -n 's/^ *UUID: /running=/p'
    fi
    list=$(bounded 30 vim-cmd vmsvc/getallvms) || return 1
    # without annotations, in which people write anything
    printf '%s\n' "$list" | sed -n 's/^\([0-9][0-9]* .* \[.*\] .*\.vmx  *[^ ]*  *vmx-[0-9]*\).*/\1/p' | head -n 500 |
        while IFS= read -r line; do
            printf 'guest=%s\n' "$line"
            place=${line##* \[}
            file=${place#*\] }
            grep -i -E '^(displayName|uuid\.bios|memSize|numvcpus|checkpoint\.vmState|ethernet[0-9]+\.(address|generatedAddress)) *=' \
                "/vmfs/volumes/${place%%\]*}/${file%.vmx *}.vmx"
        done
    return 0
}

collect_esxi() {
    PATH=$PATH:/bin:/sbin:/usr/lib/vmware/bin
    section machine esxi_machine
    section os esxi_os
    section install esxi_install
    section cpu esxi_cpu
    section memory esxi_memory
    section disks esxi_disks
    section network esxi_network
    section vib esxi_vib
    section guests esxi_guests
}
