# Collector of genkyo: read by `exec /bin/sh` from standard input, after header lines
#   GENKYO_MARKER=<32 hex digits>   frames the sections (scanner/collect/section.h)
#   GENKYO_SUDO=1                   optional: `sudo -n` may stand before dmidecode, before cat of four DMI files, and
#                                   before smartctl where a RAID controller hides disks
#   GENKYO_UPDATES=0                optional: package managers are not asked what is pending, which takes them a second
# It only reads: no file is written, no environment and no process arguments are collected.
# Everything runs from collect_main, called by the last line: a script that arrives cut off does nothing.
# Each section is a function; its exit status says whether what it tells is whole.
# This is the frame and what systems share; the parts for one system each, <system>.sh, stand before it in what
# is sent.

now_ms() { # sets $now: milliseconds since boot, 0 where the system does not say
    now=0
    read -r uptime _ </proc/uptime || return 0
    now="${uptime%.*}${uptime#*.}0"
    case $now in 0* | *[!0-9]*) now=0 ;; esac
} 2>/dev/null

section() { # NAME [FUNCTION]: what FUNCTION, else collect_NAME, prints; sets $status
    now_ms
    began=$now
    printf '%s begin %s\n' "$marker" "$1"
    ("${2:-collect_$1}")
    status=$?
    now_ms
    elapsed=$((now - began))
    case $elapsed in -*) elapsed=0 ;; esac
    printf '\n%s end %s %s %s\n' "$marker" "$1" "$status" "$elapsed"
}

has() { # COMMAND
    command -v "$1" >/dev/null 2>&1
}

find_timeout() { # sets $timeout_option: how this system's timeout takes its seconds
    timeout_option=none
    has timeout || return 0
    if timeout 9 true; then
        timeout_option=
    elif timeout -t 9 true; then # busybox before 1.30
        timeout_option=-t
    fi
} 2>/dev/null

# Where there is no timeout: a second process counts the seconds, and ends the command when they are over. It sleeps for
# one at a time, so that nothing of it stays for longer when it is not needed any more.
watched() { # SECONDS COMMAND ARGUMENT…
    seconds=$1
    shift
    "$@" &
    watched=$!
    (
        while [ "$seconds" -gt 0 ]; do
            sleep 1
            kill -0 "$watched" || exit
            seconds=$((seconds - 1))
        done
        kill "$watched"
    ) >/dev/null 2>&1 &
    watcher=$!
    wait "$watched"
    result=$?
    kill "$watcher" 2>/dev/null
    # ksh93 would give its end for the status of $(…)
    wait "$watcher" 2>/dev/null
    return "$result"
}

bounded() { # SECONDS COMMAND ARGUMENT…
    seconds=$1
    shift
    case $timeout_option in
    none) watched "$seconds" "$@" ;;
    -t) timeout -t "$seconds" "$@" ;;
    *) timeout "$seconds" "$@" ;;
    esac
}

any() { # FILE…: is one of them there?
    for file; do
        [ ! -e "$file" ] || return 0
    done
    return 1
}

field() { # NAME FILE: the file's first line as NAME=VALUE
    value=
    IFS= read -r value <"$2" || [ -n "$value" ] || return 1
    printf '%s=%s\n' "$1" "$value"
} 2>/dev/null

text_field() { # NAME FILE: the same for files that end in NUL
    [ -r "$2" ] || return 0
    printf '%s=' "$1"
    tr -d '\000\n' <"$2"
    echo
}

collect_system() {
    printf 'kernel=%s\n' "$kernel"
    printf 'release=%s\n' "$(uname -r)"
    printf 'hostname=%s\n' "$(uname -n)"
    printf 'clock=%s\n' "$(date '+%s %z')"
    [ "$kernel" != Linux ] || grep '^btime' /proc/stat 2>/dev/null
    case $kernel in
    Linux | FreeBSD | Darwin)
        # may ask name servers: a short bound. Elsewhere root would name the machine "-f".
        fqdn=$(bounded 2 hostname -f 2>/dev/null) && printf 'fqdn=%s\n' "$fqdn"
        ;;
    esac
    return 0
}

# Times in UTC: the zone may have changed since. "last" leaves the year out, so it has the day to count back from.
recent_logins() { # COMMAND ARGUMENT…
    TZ=UTC0
    export TZ
    printf 'today=%s\n' "$(date '+%Y-%m-%d')"
    echo source=last
    bounded 20 "$@"
}

collect_main() {
    LC_ALL=C
    PATH=$PATH:/usr/bin:/bin:/sbin:/usr/sbin:/usr/local/bin:/usr/local/sbin
    export LC_ALL PATH
    umask 077
    marker=$GENKYO_MARKER
    sudo=${GENKYO_SUDO:-0}
    updates=${GENKYO_UPDATES:-1}
    unset GENKYO_MARKER GENKYO_SUDO GENKYO_UPDATES
    case $marker in '' | *[!0-9a-f]*) return 64 ;; esac
    find_timeout
    # ends a line that a login script may have left open
    echo
    kernel=$(uname -s)
    section system
    case $kernel in
    Linux) collect_linux ;;
    FreeBSD) collect_freebsd ;;
    OpenBSD) collect_other_bsd openbsd_dmi ;;
    NetBSD) collect_other_bsd netbsd_dmi ;;
    Darwin) collect_macos ;;
    AIX) collect_aix ;;
    SunOS) collect_solaris ;;
    HP-UX) collect_hpux ;;
    VMkernel) collect_esxi ;;
    esac
    printf '%s done\n' "$marker"
}

collect_main </dev/null
