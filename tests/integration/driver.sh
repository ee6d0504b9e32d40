# Scans by scan_driver. Sourced by tests after scan.sh; needs $driver.
#   scan TARGETS CREDENTIALS KNOWN_HOSTS [OPTION…]   files in $work; sets $out, the snapshot
#   has_read, counted, rows                          what to ask about the last scan

runs=0

scan() {
    runs=$((runs + 1))
    out=$work/snapshot$runs
    targets_file=$work/$1
    credentials_file=$work/$2
    known_hosts_file=$work/$3
    shift 3
    "$driver" scan "$targets_file" "$credentials_file" "$known_hosts_file" "$out" "$@" >"$work/last" 2>&1
}

has_read() { # COUNT targets
    awk -v want="$1" '$1 == "answered" || $1 == "partial" {n += $2} END {exit n != want}' "$work/last"
}

counted() { # LINE of the driver's output
    grep -qx "$1" "$work/last"
}

rows() { # TABLE: of the snapshot as it is read back
    "$driver" read "$out" | awk -v table="$1" '$1 == table {print $2}'
}
