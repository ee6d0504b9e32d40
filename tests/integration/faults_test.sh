#!/bin/sh
# Hosts that do not behave, on the loopback interface: each must end with the right outcome, in the time it may take.
# Prints TAP.
# usage: faults_test.sh SCAN_DRIVER PEER SHORT_AGENT

driver=$1
peer=$2
short_agent=$3
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/driver.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"
peer_pids=

cleanup() {
    for name in shells one none full; do
        sshd_stop $name
    done
    # shellcheck disable=SC2086 # a list of numbers
    [ -z "$peer_pids" ] || kill $peer_pids
    [ ! -s "$work/frozen" ] || kill -KILL "$(cat "$work/frozen")" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# Ports that nobody listens on, from here on upwards, below those that the system gives to clients.
next_port=$((12000 + ($$ * 64) % 20000))
new_port() { # NAME: sets $NAME
    eval "$1=$next_port"
    next_port=$((next_port + 1))
}

start_peers() { # MODE:PORT…: until all are there
    "$peer" "$@" >"$work/ready" 2>"$work/peer.log" &
    peer_pids="$peer_pids $!"
    wait_for test -s "$work/ready" && rm "$work/ready"
}

# --- what they say ---

# The shell that an account has runs the command that a client asks for, as sshd has it do.
stand_in login <<'END'
exec "$1" -c "$SSH_ORIGINAL_COMMAND"
END
mkdir "$work/home"
echo 'echo "Welcome, $USER"; echo "quota exceeded" >&2; printf "no end of line"' >"$work/home/.bashrc"
cat >"$work/bashrc.sh" <<END
#!/bin/sh
# Bash reads this file when sshd has started it.
export HOME=$work/home SHLVL=0
exec bash -c "\$SSH_ORIGINAL_COMMAND"
END
stand_in nologin <<'END'
echo 'This account is currently not available.'
exit 1
END
stand_in deaf <<'END'
exec </dev/null
while printf . >&2; do sleep 0.1; done
END
stand_in roar <<'END'
exec yes 'there is no space left on the device' >&2
END
# sshd itself stops: it neither reads nor writes any more, and the connection stays.
cat >"$work/freeze.sh" <<END
#!/bin/sh
read -r line
echo "\$PPID" >"$work/frozen"
kill -STOP "\$PPID"
END
stand_in early <<'END'
read -r line
eval "$line"
printf '%s begin system\nkernel=Linux\nhostname=early\n\n%s end system 0 1\n' "$GENKYO_MARKER" "$GENKYO_MARKER"
END
chmod 700 "$work"/*.sh

for name in tcsh csh fish rbash bash bashrc nologin sftp deaf roar freeze early; do
    new_port "port_$name"
done
mkdir "$work/shells"
if command -v tcsh >/dev/null; then
    # called so, it is csh
    ln -s "$(command -v tcsh)" "$work/shells/csh"
fi

shell_of() { # NAME: its path, if it is there
    PATH=$work/shells:$PATH command -v "$1"
}

start_shells() {
    set -- shells "$(for name in tcsh csh fish rbash bash bashrc nologin sftp deaf roar freeze early; do
        eval "printf '127.0.0.1:%s ' \$port_$name"
    done)"
    for name in tcsh csh fish rbash bash; do
        eval "port=\$port_$name"
        set -- "$@" "$(match "$port" "ForceCommand $work/login.sh $(shell_of $name || echo /bin/false)")"
    done
    for name in bashrc nologin deaf roar freeze early; do
        eval "port=\$port_$name"
        set -- "$@" "$(match "$port" "ForceCommand $work/$name.sh")"
    done
    set -- "$@" "$(match "$port_sftp" 'ForceCommand internal-sftp')"
    sshd_start "$@"
}

for name in one none full; do
    new_port "port_$name"
done
for name in close greeting huge line lines silent slow web down closed; do
    new_port "port_$name"
done

sshd_needed
sshd_prepare
if ! start_shells || ! sshd_start one "127.0.0.1:$port_one" 'MaxSessions 1' ||
    ! sshd_start none "127.0.0.1:$port_none" 'MaxSessions 0' ||
    ! sshd_start full "127.0.0.1:$port_full" 'MaxStartups 1:100:1' 'LoginGraceTime 120'; then
    sshd_bail
fi
# The only place of one who may let a single client in at a time is taken.
if ! start_peers "close:$port_close" "greeting:$port_greeting" "huge:$port_huge" "line:$port_line" "lines:$port_lines" \
    "silent:$port_silent" "slow:$port_slow" "web:$port_web" "down:$port_down" "hold:$port_full"; then
    bail "the peers do not start: $(cat "$work/peer.log")"
fi
entry audit user | credentials good.yaml
known_hosts known host

# --- one scan of all of them ---

deadline_ms=12000
is_there() { # NAME
    case $1 in
    tcsh | csh | fish | rbash) shell_of "$1" >/dev/null ;;
    esac
}

# NAME OUTCOME, the least and the most SECONDS that it may take, WHAT
read_is='answered|partial'
table="tcsh     $read_is         0 11 the login shell is tcsh
csh      $read_is         0 11 the login shell is csh
fish     $read_is         0 11 the login shell is fish
bash     $read_is         0 11 the login shell is bash
bashrc   $read_is         0 11 the login shell says something of its own before it runs a command
rbash    error            0 11 a restricted shell refuses /bin/sh
nologin  error            0 11 the account has no shell
sftp     error            0 11 the account may only copy files
early    partial          0 11 the script stopped after its first section
deaf     no-answer        12 14 nobody reads the script
roar     error            0 11 standard error without end
freeze   no-answer        12 14 sshd stops in the middle of a session
one      $read_is         0 11 one session per connection is enough
none     error            0 11 no session is allowed
full     no-answer        3 11 sshd drops every connection, as it is busy
silent   no-answer        12 14 a server accepts and says nothing
greeting no-answer        12 14 a server greets and says nothing more
slow     no-answer        12 14 a server sends a byte now and then
lines    error            0 5 a banner without end
line     error            0 5 a greeting without end
huge     error            0 11 a packet of 2 GiB
web      no-answer        3 11 a web server
close    no-answer        3 11 a server closes each connection at once
down     no-answer        1 14 a machine that is switched off
closed   no-answer        0 5 a port is closed"

set --
for name in $(echo "$table" | cut -d ' ' -f 1); do
    eval "port=\$port_$name"
    ! is_there "$name" || set -- "$@" "127.0.0.1:$port"
done
targets faults.csv "$@" "no-such-host.invalid:22"
began=$(date +%s)
scan faults.csv good.yaml known timeout=$deadline_ms
took=$(($(date +%s) - began))

ended() { # TARGET OUTCOMES LEAST MOST: the outcome, and the seconds that it took
    awk -F , -v target="$1" -v outcomes="^($2)\$" -v least="$3" -v most="$4" '
        $1 == target { found = 1; good = $3 ~ outcomes && $6 >= least - 0.1 && $6 <= most; print }
        END { exit !(found && good) }' "$out/probes.csv"
}

while read -r name outcomes least most what; do
    eval "port=\$port_$name"
    if is_there "$name"; then
        check "$what: $outcomes" ended "127.0.0.1:$port" "$outcomes" "$least" "$most"
    else
        skip "$what" "no $name here"
    fi
done <<END
$table
END
check 'a name that does not resolve: no-answer' ended no-such-host.invalid no-answer 0 11
check 'all of them together take no longer than the deadline of one' test "$took" -le 18
check 'every target has its probe row' test "$(rows probes)" = $(($# + 1))

# --- an agent that goes away between its two questions ---

printf '  - name: agent\n    kind: ssh-agent\n    user: %s\n' "$user" | credentials agent.yaml
targets agent.csv "127.0.0.1:$port_one"
"$short_agent" "$work/agent" "$work/user.pub" >"$work/ready" &
peer_pids="$peer_pids $!"
wait_for test -s "$work/ready"
SSH_AUTH_SOCK=$work/agent scan agent.csv agent.yaml known
check 'an agent that goes away is no end of the scan' outcome "127.0.0.1:$port_one" auth-refused

# --- a network of its own, from which no packet gets out ---

cat >"$work/network.sh" <<'END'
#!/bin/sh
exec unshare --map-root-user --net sh -c '
    ip link set lo up && ip link add near type veth peer name far && ip address add 10.255.0.1/24 dev near &&
        ip link set near arp off up && ip link set far up && ip route add unreachable 10.254.0.0/16 &&
        exec "$@"' sh "$@"
END
chmod 700 "$work/network.sh"
if "$work/network.sh" true 2>/dev/null; then
    targets network.csv 10.255.0.9:22 10.254.0.9:22
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$work/network.sh" "$driver" >"$work/driver.sh"
    chmod 700 "$work/driver.sh"
    driver=$work/driver.sh scan network.csv good.yaml known timeout=2000
    check 'packets that nobody answers: no-answer' ended 10.255.0.9 no-answer 1 4
    check 'a router that knows no way: no-answer' ended 10.254.0.9 no-answer 0 1
    check 'which is said' says 'the host cannot be reached'
else
    skip 'packets that nobody answers' 'no network namespaces here'
    skip 'a router that knows no way' 'no network namespaces here'
fi

tap_end
