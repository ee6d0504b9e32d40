# What tests of scans have in common. Sourced after tap.sh; needs $work, an empty private directory.
#   stand_in NAME                     a script for a ForceCommand, $work/NAME.sh, with standard input as its body
#   match PORT LINE…                  lines of sshd's configuration for one port
#   entry NAME KEY [LINE…]            of a credentials file: a key in $work, as $user
#   credentials FILE                  with the entries on standard input
#   targets FILE ADDRESS:PORT[,CREDENTIAL]…
#   known_host ADDRESS PORT KEY       a line; known_hosts FILE KEY: one for all of loopback
#   outcome, is_read, says            what to ask about the last scan, whose snapshot is $out
# FILEs are in $work.

user=$(id -un)
out=

stand_in() {
    { echo '#!/bin/sh' && cat; } >"$work/$1.sh"
    chmod 700 "$work/$1.sh"
}

match() {
    echo "Match LocalPort $1"
    shift
    printf '    %s\n' "$@"
}

entry() {
    printf '  - name: %s\n    kind: ssh-key\n    user: %s\n    private_key: %s\n' "$1" "$user" "$2"
    shift 2
    [ $# -eq 0 ] || printf '    %s\n' "$@"
}

credentials() {
    { echo 'credentials:' && cat; } >"$work/$1"
    chmod 600 "$work/$1"
}

targets() {
    scan_file=$work/$1
    shift
    echo 'address,port,credential' >"$scan_file"
    for scan_target; do
        scan_port=${scan_target##*:}
        case $scan_port in *,*) ;; *) scan_port=$scan_port, ;; esac
        echo "${scan_target%:*},$scan_port" >>"$scan_file"
    done
}

known_host() {
    printf '[%s]:%s %s\n' "$1" "$2" "$(cut -d ' ' -f 1,2 "$work/$3.pub")"
}

known_hosts() {
    known_host '127.0.0.*' '*' "$2" >"$work/$1"
}

outcome() { # TARGET WORD…: the third column of the target's probe row is one of the words
    scan_outcome=$(awk -F , -v target="$1" '$1 == target {print $3}' "$out/probes.csv")
    shift
    for scan_word; do [ "$scan_outcome" != "$scan_word" ] || return 0; done
    return 1
}

is_read() { # TARGET
    outcome "$1" answered partial
}

says() { # TEXT: in the probes
    grep -qF -e "$1" "$out/probes.csv"
}
