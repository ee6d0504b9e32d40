# AIX. /bin/sh is ksh88. What lsattr, lsdev and lscfg tell comes from the device database and needs no privilege.

aix_machine() {
    bounded 20 lsattr -El sys0 -a systemid -a modelname -a fwversion -a os_uuid 2>/dev/null ||
        # os_uuid came with AIX 6.1
        bounded 20 lsattr -El sys0 -a systemid -a modelname -a fwversion
    result=$?
    # number and name of the logical partition; -1 NULL: there are none
    printf 'lpar=%s\n' "$(uname -L 2>/dev/null)"
    return "$result"
}

aix_os() {
    echo name=AIX
    version=$(bounded 30 oslevel -s 2>/dev/null) || version=$(uname -v).$(uname -r)
    printf 'version=%s\n' "$version"
}

# The history of the base system: its first entry is the installation.
aix_install() {
    bounded 30 lslpp -qhc bos.rte
}

aix_cpu() {
    processors=$(bounded 20 lsdev -C -c processor -S Available -F name) || return 1
    printf 'cores=%s\n' "$(printf '%s\n' "$processors" | grep -c '^proc')"
    for processor in $processors; do
        # they are all of one kind
        bounded 20 lsattr -El "$processor" -a type -a frequency -a smt_threads -a smt_enabled 2>/dev/null
        return 0
    done
}

aix_memory() {
    bounded 20 lsattr -El sys0 -a realmem
}

aix_disks() {
    bounded 60 lscfg -vpl 'hdisk*' || return 1
    for disk in $(bounded 20 lsdev -C -c disk -S Available -F name); do
        # only root may ask, and only of disks whose description does not say
        ! size=$(bounded 5 bootinfo -s "$disk" 2>/dev/null) || printf 'size %s %s\n' "$disk" "$size"
    done
    return 0
}

aix_network() {
    bounded 20 ifconfig -a || return 1
    # the only table that has the addresses of the cards for everybody
    bounded 20 netstat -in || return 1
    bounded 20 lsdev -C -c adapter -F 'name description' | sed -n 's/^ent/adapter ent/p'
}

aix_lslpp() {
    bounded 60 lslpp -Lcq
}

aix_logins() {
    echo source=lastlog
    bounded 20 lsuser -a time_last_login ALL
}

collect_aix() {
    section machine aix_machine
    section os aix_os
    section install aix_install
    section cpu aix_cpu
    section memory aix_memory
    section disks aix_disks
    section network aix_network
    section logins aix_logins
    section lslpp aix_lslpp
}
