# Solaris and its kin. Best effort: written from the manuals, not yet held against a recorded machine.
# Up to Solaris 10 /bin/sh is a Bourne shell, which this script would stop with a syntax error; it is read by
# /usr/xpg4/bin/sh there (scanner/host_system.c).

solaris_machine() {
    has zonename && printf 'zone=%s\n' "$(zonename)"
    # an LDoms guest says so here; the command is on SPARC only
    has virtinfo && bounded 10 virtinfo 2>/dev/null | sed -n 's/^Domain role: */role=/p'
    # Sun's Explorer keeps the serial number that a SPARC machine cannot tell itself
    has sneep && printf 'sneep=%s\n' "$(bounded 20 sneep 2>/dev/null)"
    has smbios && bounded 20 smbios -t SMB_TYPE_SYSTEM 2>/dev/null
    for directory in "/usr/platform/$(uname -i)/sbin" "/usr/platform/$(uname -m)/sbin" /usr/sbin; do
        [ -x "$directory/prtdiag" ] || continue
        bounded 30 "$directory/prtdiag" -v | grep -E '^(System Configuration|Chassis Serial|[A-Z]*[0-9][A-Z0-9]+$)'
        return 0
    done
    return 0
}

solaris_os() {
    printf 'version=%s\n' "$(uname -v)"
    sed -n '1s/^ */release=/p' /etc/release
}

solaris_boot() {
    kstat -p unix:0:system_misc:boot_time | sed 's/.*[^0-9]/boottime=/'
}

solaris_cpu() {
    printf 'sockets=%s\n' "$(psrinfo -p)"
    bounded 20 psrinfo -pv
}

solaris_memory() {
    bounded 20 prtconf 2>/dev/null | grep '^Memory size'
}

solaris_disks() {
    bounded 30 iostat -En
}

solaris_network() {
    bounded 20 ifconfig -a || return 1
    # addresses of the cards: ifconfig tells them to root only
    if has dladm; then
        bounded 20 dladm show-phys -m 2>/dev/null | sed 's/^/dladm /'
    fi
    return 0
}

solaris_pkg() {
    bounded 90 pkg list -H
}

solaris_pkginfo() {
    bounded 90 pkginfo -l
}

solaris_logins() {
    recent_logins last -n 50
}

collect_solaris() {
    # the tools of /usr/bin are older than POSIX
    PATH=/usr/xpg4/bin:$PATH
    section machine solaris_machine
    section os solaris_os
    section boot solaris_boot
    section cpu solaris_cpu
    section memory solaris_memory
    section disks solaris_disks
    section network solaris_network
    section logins solaris_logins
    if has pkg; then section pkg_list solaris_pkg; fi
    if has pkginfo; then section pkginfo solaris_pkginfo; fi
}
