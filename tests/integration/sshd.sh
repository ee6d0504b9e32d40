# A throw-away sshd on 127.0.0.0/8, as the current user. Sourced by tests; needs $work, an empty private directory.
#   sshd_needed                  ends the test, which is skipped, where there is none
#   sshd_prepare                 keys and configuration
#   sshd_start NAME ADDRESSES [LINE…] a daemon on at most 16 ADDRESS:PORT with further lines; waits until it listens
#   sshd_bail                    ends the test, as one does not start
#   sshd_stop NAME
# $sshd_pam and $sshd_prompts, yes or no: UsePAM and KbdInteractiveAuthentication.

sshd_binary=${SSHD:-/usr/sbin/sshd}

sshd_needed() {
    if [ ! -x "$sshd_binary" ]; then
        echo '1..0 # SKIP no sshd here'
        exit 0
    fi
}

sshd_bail() {
    bail "sshd does not start: $(cat "$work"/*.log)"
}

sshd_prepare() {
    for key in host other_host; do
        ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/$key"
    done
    ssh-keygen -q -t ed25519 -N '' -C audit -f "$work/user"
    ssh-keygen -q -t ed25519 -N '' -C stranger -f "$work/stranger"
    ssh-keygen -q -t ed25519 -N 'correct horse' -C audit -f "$work/locked"
    ssh-keygen -q -t ecdsa -N '' -C audit -f "$work/ecdsa"
    ssh-keygen -q -t rsa -b 2048 -N '' -C audit -f "$work/rsa"
    cat "$work/user.pub" "$work/locked.pub" "$work/ecdsa.pub" "$work/rsa.pub" >"$work/authorized_keys"
    # sshd refuses to start without its privilege separation directory.
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
}

sshd_start() {
    sshd_name=$1
    sshd_addresses=$2
    shift 2
    {
        for address in $sshd_addresses; do
            echo "ListenAddress $address"
        done
        echo "HostKey ${sshd_host_key:-$work/host}"
        echo "AuthorizedKeysFile $work/authorized_keys"
        echo "PidFile $work/$sshd_name.pid"
        echo "UsePAM ${sshd_pam:-no}"
        echo "StrictModes no"
        echo "PermitRootLogin yes"
        echo "PasswordAuthentication no"
        echo "KbdInteractiveAuthentication ${sshd_prompts:-no}"
        case $* in *MaxStartups*) ;; *) echo "MaxStartups 100" ;; esac
        echo "PrintMotd no"
        echo "LogLevel ERROR"
        # Many scans of one machine: what is pending is asked by the unit tests, and what the user's shell does at each
        # start is nothing of ours. sshd heeds the first SetEnv only.
        sshd_environment="GENKYO_UPDATES=0 HOME=$work"
        for line in "$@"; do
            case $line in
            'SetEnv '*) sshd_environment="$sshd_environment ${line#SetEnv }" ;;
            esac
        done
        echo "SetEnv $sshd_environment"
        for line in "$@"; do
            case $line in
            'SetEnv '*) ;;
            *) echo "$line" ;;
            esac
        done
    } >"$work/$sshd_name.conf"
    "$sshd_binary" -f "$work/$sshd_name.conf" -E "$work/$sshd_name.log" || return 1
    # The pid file is written once the socket listens.
    sshd_tries=0
    until [ -s "$work/$sshd_name.pid" ]; do
        sshd_tries=$((sshd_tries + 1))
        [ "$sshd_tries" -lt 500 ] || return 1
        sleep 0.01
    done
}

sshd_stop() {
    [ -s "$work/$1.pid" ] && kill "$(cat "$work/$1.pid")" 2>/dev/null
    rm -f "$work/$1.pid"
}
