#!/bin/sh
# How credentials are used, against a real sshd on loopback: the private agent, the order of tries, scopes, passwords by
# prompt, sudo. Prints TAP.
# usage: credentials_test.sh GENKYO

genkyo=$1
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"

cleanup() {
    for name in main good expired late echoed twice; do
        sshd_stop "$name"
    done
    [ -z "$own_agent" ] || kill "$own_agent" 2>/dev/null
    [ -z "$scanning" ] || kill -KILL "$scanning" 2>/dev/null
    # pam_wrapper keeps a copy of its rules, and leaves it to its next run to take it away
    for copy in /tmp/pam.?; do
        ! grep -qsF "$work" "$copy/sshd" || rm -rf "$copy"
    done
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

base=$((20000 + $$ % 12000))
plain=$base
hang=$((base + 1))
sudo=$((base + 2))
closed=$((base + 3))
good=$((base + 4))
expired=$((base + 5))
echoed=$((base + 6))
twice=$((base + 7))
late=$((base + 8))
passphrase='correct horse'

mkdir "$work/tmp" "$work/bin"
stand_in hang <<'END'
while printf . >&2; do sleep 0.1; done
END
# Someone who may not become root: sudo refuses, and tells what it was asked for.
cat >"$work/bin/sudo" <<END
#!/bin/sh
echo "\$*" >>"$work/asked"
echo 'sudo: a password is required' >&2
exit 1
END
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/dmidecode"
chmod 700 "$work/bin"/*

runs=0
# TARGETS CREDENTIALS [OPTION…]: sets $out and $status; its output is in $work/last
scan() {
    runs=$((runs + 1))
    out=$work/snapshot$runs
    targets_file=$work/$1
    credentials_file=$work/$2
    shift 2
    PASSPHRASE=$passphrase "$genkyo" scan --targets "$targets_file" --credentials "$credentials_file" --out "$out" \
        --known-hosts "$work/known" --tmpdir "$work/tmp" "$@" >"$work/last" 2>&1
    status=$?
}

used() { # NAME ACCEPTED REFUSED
    grep -qx "  credential $1: accepted $2, refused $3" "$work/last"
}

not() {
    ! "$@"
}

is_gone() { # PID: also when nobody has waited for it
    ! kill -0 "$1" 2>/dev/null || grep -q '^State:[[:blank:]]*Z' "/proc/$1/status" 2>/dev/null
}

children() { # PID NAME
    for pid in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        ! grep -qx "$2" "/proc/$pid/comm" || echo "$pid"
    done
}

nothing_left() {
    not ls -d "$work/tmp"/genkyo-agent-* 2>/dev/null
}

sshd_needed
sshd_prepare
ssh-keygen -q -t ed25519 -N "$passphrase" -C other -f "$work/locked_stranger"
ssh-keygen -q -t ecdsa -N "$passphrase" -C pem -m PEM -f "$work/pem"
cat "$work/pem.pub" >>"$work/authorized_keys"
known_hosts known host
addresses=
for last in 1 2 3 4 5 6; do
    addresses="$addresses 127.0.0.$last:$plain"
done
if ! sshd_start main "$addresses 127.0.0.1:$hang 127.0.0.1:$sudo" \
    "$(match $hang "ForceCommand $work/hang.sh")" \
    "$(match $sudo "SetEnv PATH=$work/bin:/usr/bin:/bin:/usr/sbin:/sbin")"; then
    sshd_bail
fi
host=127.0.0.1:$plain
targets one.csv "$host"
# shellcheck disable=SC2086 # a list of words
targets six.csv $addresses

# --- keys with a passphrase ---

from='passphrase_from: env:PASSPHRASE'
entry locked locked "$from" | credentials locked.yaml
scan one.csv locked.yaml
check 'a key with a passphrase works' is_read "$host"
check 'without a word about it' not grep -q 'ssh-agent' "$work/last"
check 'its agent leaves nothing behind' nothing_left
scan six.csv locked.yaml
check 'it works for many machines' used locked 6 0

{ entry stranger locked_stranger "$from" && entry locked locked "$from" 'scope: ["192.0.2.0/24"]'; } | credentials two.yaml
scan one.csv two.yaml
check 'a key that the agent holds for another credential is never offered' outcome "$host" auth-refused
check 'and the one that is offered is one try' used stranger 0 1
{ entry stranger locked_stranger "$from" && entry locked locked "$from"; } | credentials both.yaml
scan one.csv both.yaml
check 'each of two keys in the agent is tried as its own credential' used locked 1 0
check 'in the order of the file' used stranger 0 1

passphrase=wrong scan one.csv locked.yaml
check 'a wrong passphrase ends the run before it begins' test "$status" = 2
check 'and is said once' test "$(grep -c 'passphrase of the credential' "$work/last")" = 1
check 'with its place' grep -q 'locked.yaml:2:.*locked' "$work/last"
check 'no snapshot is begun' not ls -d "$out" "$out.partial"
check 'and no agent stays' nothing_left
entry locked locked | credentials none.yaml
scan one.csv none.yaml
check 'a key that is encrypted needs a passphrase' test "$status" = 2

entry pem pem "$from" | credentials pem.yaml
scan one.csv pem.yaml
check 'a key in PEM format works, too' is_read "$host"
passphrase=wrong scan one.csv pem.yaml
check 'and its wrong passphrase ends the run, too' test "$status" = 2

targets closed.csv "127.0.0.1:$closed"
scan closed.csv locked.yaml
check 'when no machine was reached the agent ends all the same' nothing_left

tools=$work/tools
mkdir "$tools"
PATH=$tools scan one.csv locked.yaml
check 'without ssh-agent the key is unlocked for each machine' is_read "$host"
check 'and that is said once' test "$(grep -c 'ssh-agent' "$work/last")" = 1
ln -s "$(command -v ssh-agent)" "$tools/ssh-agent"
PATH=$tools scan one.csv locked.yaml
check 'without ssh-add, too' is_read "$host"
check 'no agent stays, either' nothing_left

# A scan that goes on until it is told to end.
targets hang.csv "127.0.0.1:$hang"
start_scan() { # sets $scanning, $agent when its agent runs, and $keeper, from which those come that parse answers
    runs=$((runs + 1))
    out=$work/snapshot$runs
    PASSPHRASE=$passphrase "$genkyo" scan --targets "$work/hang.csv" --credentials "$work/locked.yaml" --out "$out" \
        --known-hosts "$work/known" --tmpdir "$work/tmp" --timeout 600 >"$work/last" 2>&1 &
    scanning=$!
    wait_for test -e "$out.partial/journal" || return
    agent=$(children "$scanning" ssh-agent)
    keeper=$(children "$scanning" genkyo)
}
start_scan
check 'the agent is a child of the scan, and the only one' grep -qx ssh-agent "/proc/$agent/comm"
check 'in a directory that is private' \
    test "$(stat -c %a "$work/tmp"/genkyo-agent-*)" = 700
kill -KILL "$scanning"
wait "$scanning" 2>/dev/null
check 'it ends with a scan that was killed' wait_for is_gone "$agent"
check 'and so does what parses answers' wait_for is_gone "$keeper"
check 'and takes its socket away' not ls "$work/tmp"/genkyo-agent-*/s
rmdir "$work/tmp"/genkyo-agent-*
start_scan
kill -TERM "$scanning"
kill -TERM "$scanning"
wait "$scanning"
check 'it ends with a scan that was interrupted' wait_for is_gone "$agent"
check 'and so does what parses answers, again' wait_for is_gone "$keeper"
check 'and that one removes the directory' nothing_left
scanning=

# --- the order of tries ---

{ entry stranger stranger && entry audit user; } | credentials order.yaml
scan six.csv order.yaml --sessions 1
check 'what worked in the subnet is tried first' used stranger 0 1
check 'for all that follow' used audit 6 0
{ entry stranger stranger 'scope: ["127.0.0.1"]' && entry audit user 'scope: ["127.0.0.2"]'; } | credentials scoped.yaml
targets scoped.csv "127.0.0.2:$plain" "127.0.0.1:$plain"
scan scoped.csv scoped.yaml --sessions 1
check 'but never outside its scope' outcome "$host" auth-refused
check 'where it covers the machine it is' is_read "127.0.0.2:$plain"
for n in 1 2 3; do
    ssh-keygen -q -t ed25519 -N '' -C "$n" -f "$work/stranger$n"
done
{ for n in 1 2 3; do entry "stranger$n" "stranger$n"; done && entry audit user; } | credentials many.yaml
scan one.csv many.yaml
check 'after three tries no more are made' used stranger3 0 1
check 'also not the one that would fit' outcome "$host" auth-refused

# --- an agent of the user's own ---

printf '  - name: mine\n    kind: ssh-agent\n    user: %s\n' "$user" | credentials mine.yaml
# Each identity is a try: the third is the last.
SSH_AUTH_SOCK=$work/agent
export SSH_AUTH_SOCK
ssh-agent -D -a "$SSH_AUTH_SOCK" >/dev/null 2>&1 &
own_agent=$!
wait_for test -S "$SSH_AUTH_SOCK"
ssh-add -q "$work/stranger1" "$work/stranger2" "$work/user" 2>/dev/null
scan one.csv mine.yaml
check 'the third identity of an agent is tried' used mine 1 0
ssh-add -q -D 2>/dev/null
ssh-add -q "$work/stranger1" "$work/stranger2" "$work/stranger3" "$work/user" 2>/dev/null
scan one.csv mine.yaml
check 'the fourth is not' used mine 0 1
{ entry locked locked "$from" && sed 1d "$work/mine.yaml"; } | credentials beside.yaml
scan one.csv beside.yaml
check 'an agent of the user is not asked for what the private one has' used locked 1 0
check 'and gets nothing' test "$(ssh-add -l | wc -l)" = 4
kill "$own_agent"
wait "$own_agent"
own_agent=
unset SSH_AUTH_SOCK

# --- sudo ---

targets sudo.csv "127.0.0.1:$sudo"
entry audit user | credentials plain.yaml
scan sudo.csv plain.yaml
check 'without leave sudo is not used' test ! -e "$work/asked"
entry audit user 'sudo: true' | credentials sudo.yaml
scan sudo.csv sudo.yaml
check 'a sudo that wants a password does not stop the reading' is_read "127.0.0.1:$sudo"
check 'it was asked' test -s "$work/asked"
check 'never in a way that waits for a password' not grep -qv '^-n ' "$work/asked"
allowed='dmidecode|cat /sys/class/dmi/id/[a-z_]*|smartctl --scan|smartctl -i -d megaraid,[0-9]+ [a-z0-9/]*'
check 'and for nothing but what docs/formats/credentials.md says' not grep -Evq "^-n ($allowed)\$" "$work/asked"

# --- passwords, as answers to prompts ---

# An sshd whose PAM is files of ours: no user is added, and no privilege is needed.
start_prompts() { # NAME PORT AUTH ACCOUNT [LINE…]: the service's rules, and lines for sshd
    name=$1
    mkdir "$work/pam.$name" "$work/pam.$name/run"
    cat >"$work/pam.$name/sshd" <<END
$3
account required $4
password required $matrix passdb=$work/passdb
session required $matrix passdb=$work/passdb
END
    echo 'auth required pam_deny.so' >"$work/pam.$name/other"
    cat >"$work/sshd.$name" <<END
#!/bin/sh
export LD_PRELOAD=$wrapper PAM_WRAPPER=1 PAM_WRAPPER_SERVICE_DIR=$work/pam.$name PAM_WRAPPER_RUNTIME_DIR=$work/pam.$name/run
$sshd_binary -D "\$@" 2>>$work/pam.log &
END
    chmod 700 "$work/sshd.$name"
    address=127.0.0.1:$2
    shift 4
    sshd_binary=$work/sshd.$name sshd_pam=yes sshd_prompts=yes sshd_start "$name" "$address" "$@"
}

password() { # FILE NAME PASSWORD [LINE]
    file=$1
    {
        printf '  - name: %s\n    kind: ssh-password\n    user: %s\n    password: %s\n' "$2" "$user" "$3"
        [ $# -lt 4 ] || printf '    %s\n' "$4"
    } | credentials "$file"
}

asks=$(find /usr/lib /usr/local/lib -path '*pam_wrapper/pam_matrix.so' 2>/dev/null | head -n 1)
matrix=$asks
chatty=${matrix%matrix.so}chatty.so
wrapper=$(find /usr/lib /usr/local/lib -name libpam_wrapper.so 2>/dev/null | head -n 1)
debug=$(find /lib /usr/lib -path '*security/pam_debug.so' 2>/dev/null | head -n 1)

if [ -z "$wrapper" ] || [ -z "$matrix" ] || [ -z "$debug" ]; then
    skip 'passwords as answers to prompts' 'no libpam-wrapper'
    tap_end
    exit
fi
echo "$user:open sesame:sshd" >"$work/passdb"
cp "$work/passdb" "$work/passdb.before"
asks="auth required $matrix passdb=$work/passdb"
may="$matrix passdb=$work/passdb"
must_change="$debug acct=new_authtok_reqd"
if ! start_prompts good "$good" "auth optional $chatty num_lines=2 info error
$asks" "$may" ||
    ! start_prompts expired "$expired" "$asks" "$must_change" ||
    ! start_prompts late "$late" "$asks" "$must_change" \
        "Match LocalPort $late" '    PasswordAuthentication yes' '    KbdInteractiveAuthentication no' ||
    ! start_prompts echoed "$echoed" "$asks echo" "$may" ||
    ! start_prompts twice "$twice" "$asks
$asks" "$may"; then
    sshd_bail
fi
for name in good expired late echoed twice; do
    eval "port=\$$name"
    targets "$name.csv" "127.0.0.1:$port"
done
password word.yaml word 'open sesame'
scan good.csv word.yaml
check 'a password works where it is asked for by a prompt' is_read "127.0.0.1:$good"
password typo.yaml word 'open sesamy'
scan good.csv typo.yaml
check 'a wrong one is refused' outcome "127.0.0.1:$good" auth-refused
check 'after one try' used word 0 1
password elsewhere.yaml word 'open sesame' 'scope: ["192.0.2.0/24"]'
scan good.csv elsewhere.yaml
check 'a password is not used outside its scope' outcome "127.0.0.1:$good" no-credential
entry stranger stranger >>"$work/elsewhere.yaml"
scan good.csv elsewhere.yaml
check 'also not after another credential was refused' outcome "127.0.0.1:$good" auth-refused
check 'as only that was tried' not grep -q 'credential word' "$work/last"
{ entry stranger stranger && sed 1d "$work/word.yaml"; } | credentials second.yaml
scan good.csv second.yaml
check 'a password is tried after a key that was refused' used word 1 0
scan expired.csv word.yaml
check 'a password that has expired is refused' outcome "127.0.0.1:$expired" auth-refused
check 'and said' says 'it is wrong or has expired'
check 'and never changed' cmp "$work/passdb" "$work/passdb.before"
scan late.csv word.yaml
check 'an expired password that lets in all the same is said' says 'the password has expired'
check 'and not changed, either' cmp "$work/passdb" "$work/passdb.before"
scan echoed.csv word.yaml
check 'a prompt that would show the password gets no answer' outcome "127.0.0.1:$echoed" auth-refused
scan twice.csv word.yaml
check 'a second question gets no answer' outcome "127.0.0.1:$twice" auth-refused
tap_end
