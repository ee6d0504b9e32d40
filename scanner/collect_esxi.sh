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
}
