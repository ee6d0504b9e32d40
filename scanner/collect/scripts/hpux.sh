# HP-UX. Best effort: written from the manuals, not yet held against a recorded machine.

hpux_machine() {
    printf 'model=%s\n' "$(model)"
    printf 'serial=%s\n' "$(getconf MACHINE_SERIAL 2>/dev/null)"
    printf 'uuid=%s\n' "$(getconf PARTITION_IDENT 2>/dev/null | sed -n 's/^[A-Z]*\([0-9a-f-]\{36\}\)$/\1/p')"
}

hpux_os() {
    printf 'name=HP-UX\nversion=%s\n' "$(uname -r)"
    # the bundle of the system: its operating environment is what was bought
    bounded 60 swlist -l bundle 2>/dev/null | sed -n 's/^ *\(HPUX11i-[A-Za-z]*OE[-A-Za-z]*\).*/edition=\1/p'
}

hpux_machinfo() {
    bounded 20 machinfo
}

hpux_disks() {
    bounded 60 ioscan -FnkC disk
}

hpux_network() {
    bounded 20 lanscan | sed 's/^/lanscan /'
    bounded 20 netstat -in
}

hpux_swlist() {
    bounded 90 swlist -l product -a revision -a vendor_tag -a title
}

hpux_logins() {
    recent_logins last -50
}

collect_hpux() {
    section machine hpux_machine
    section os hpux_os
    section machinfo hpux_machinfo
    section disks hpux_disks
    section network hpux_network
    section logins hpux_logins
    section swlist hpux_swlist
}
