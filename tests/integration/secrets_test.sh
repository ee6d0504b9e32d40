#!/bin/sh
# No secret leaves genkyo but to the host that it is meant for: secrets are planted in every form that a credentials file
# knows, and looked for wherever they could have come to. Prints TAP.
# usage: secrets_test.sh GENKYO MEMORY_SEARCH [SANITIZER]

genkyo=$(realpath "$1")
memory_search=$(realpath "$2")
sanitizer=${3:-none}
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"

cleanup() {
    sshd_stop main
    : >"$work/stop"
    [ -z "$scanning" ] || kill -KILL "$scanning" 2>/dev/null
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sshd_needed
base=$((20000 + $$ % 12000))
plain=$base
hang=$((base + 1))
is_root=false
[ "$(id -u)" -ne 0 ] || is_root=true

# --- the secrets ---

# Long, and like nothing else: what is found is a leak.
forms='inline env file systemd unlock unlocked community'
secret_dir=$work/secrets
mkdir "$secret_dir" "$work/credentials" "$work/tmp" "$work/cwd"
for form in $forms; do
    printf '%s-%s' "$form" "$(od -An -v -N40 -w40 -tx1 /dev/urandom | tr -d ' \n')" >"$secret_dir/$form"
done
cat "$secret_dir"/* | sed 's/\(.\)\(inline\|env\|file\|systemd\|unlock\|unlocked\|community\)-/\1\n\2-/g' >"$work/patterns"
secret() { # FORM
    cat "$secret_dir/$1"
}

sshd_prepare
rm -f "$work/locked" "$work/locked.pub"
ssh-keygen -q -t ed25519 -N "$(secret unlock)" -C locked -f "$work/locked"
ssh-keygen -q -t ecdsa -N "$(secret unlocked)" -C pem -m PKCS8 -f "$work/pem"
cat "$work/locked.pub" "$work/pem.pub" >>"$work/authorized_keys"
printf '%s\n' "$(secret file)" >"$work/word"
printf '%s' "$(secret systemd)" >"$work/credentials/word"
chmod 600 "$work/word" "$work/credentials/word"
known_hosts known host

of_kind() { # NAME KIND LINE…
    printf '  - name: %s\n    kind: %s\n    user: %s\n' "$1" "$2" "$user"
    shift 2
    printf '    %s\n' "$@"
}

write_credentials() { # FILE: all forms
    {
        of_kind key ssh-key 'private_key: locked' 'passphrase_from: env:UNLOCK'
        of_kind pem ssh-key 'private_key: pem' "passphrase: $(secret unlocked)"
        of_kind inline ssh-password "password: $(secret inline)"
        of_kind env ssh-password 'password_from: env:WORD'
        of_kind file ssh-password 'password_from: file:word'
        of_kind systemd ssh-password 'password_from: systemd:word'
        printf '  - name: snmp\n    kind: snmp-v2c\n    community: %s\n' "$(secret community)"
    } | credentials "$1"
}
write_credentials credentials.yaml

stand_in hang <<'END'
while printf . >&2; do sleep 0.1; done
END
addresses=127.0.0.1:$hang
for last in 1 2 3 4 5 6; do
    addresses="$addresses 127.0.0.$last:$plain"
done
if ! sshd_start main "$addresses" "$(match $hang "ForceCommand $work/hang.sh")" \
    'Match LocalAddress 127.0.0.3,127.0.0.4,127.0.0.5,127.0.0.6' '    PasswordAuthentication yes'; then
    sshd_bail
fi
# Each credential is used: keys let in, passwords are sent, and refused.
cat >"$work/targets.csv" <<END
address,port,credential
127.0.0.1,$plain,key
127.0.0.2,$plain,pem
127.0.0.3,$plain,inline
127.0.0.4,$plain,env
127.0.0.5,$plain,file
127.0.0.6,$plain,systemd
END
{ cat "$work/targets.csv" && echo "127.0.0.1,$hang,key"; } >"$work/targets_hang.csv"

# --- looking ---

is_clean() { # FILE…: files and directories hold no secret
    ! grep -rlaFf "$work/patterns" "$@"
}

has_secret() { # FORM FILE…
    form=$1
    shift
    grep -rqaFf "$secret_dir/$form" "$@"
}

not() {
    ! "$@"
}

run_genkyo() { # ARGUMENT…
    UNLOCK=$(secret unlock) WORD=$(secret env) CREDENTIALS_DIRECTORY=$work/credentials \
        "$genkyo" "$@"
}

runs=0
# TARGETS CREDENTIALS [OPTION…]: sets $out and $status; its output is in $work/last
scan() {
    runs=$((runs + 1))
    out=$work/snapshot$runs
    targets_file=$work/$1
    credentials_file=$work/$2
    shift 2
    run_genkyo scan --targets "$targets_file" --credentials "$credentials_file" --out "$out" --known-hosts "$work/known" \
        --tmpdir "$work/tmp" --progress always "$@" >"$work/last" 2>&1
    status=$?
}

cp "$work/patterns" "$work/control"
check 'what is planted is found where it is' has_secret inline "$work/control" "$work/credentials.yaml"
check 'by each of its forms' test "$(wc -w <"$work/patterns")" -eq "$(echo "$forms" | wc -w)"

# --- what a run leaves behind ---

scan targets.csv credentials.yaml
check 'a run uses the keys' test "$(grep -Ec ',(answered|partial),ssh,(key|pem),' "$out/probes.csv")" = 2
check 'and the passwords' test "$(grep -Ec ',auth-refused,ssh,(inline|env|file|systemd),' "$out/probes.csv")" = 4
check 'no secret in the snapshot' is_clean "$out"
check 'none on the screen' is_clean "$work/last"
check 'none in the directory for large data, which is empty' sh -c "test -z \"\$(ls -A '$work/tmp')\""
check 'none in known_hosts' is_clean "$work/known"
scan targets.csv credentials.yaml --dry-run
check 'a dry run shows credentials by name' grep -qx '  systemd  ssh-password' "$work/last"
check 'and no secret' is_clean "$work/last"

# --- what is wrong with the file is said without its secrets ---

is_refused() { # the last run
    test "$status" = 2 && grep -q 'genkyo: ' "$work/last" && is_clean "$work/last"
}

broken() { # WHAT SED-SCRIPT: the file with a mistake in it, and the secret beside it
    write_credentials whole.yaml
    sed "$2" "$work/whole.yaml" >"$work/broken.yaml"
    chmod 600 "$work/broken.yaml"
    for language in en ja; do
        scan targets.csv broken.yaml --lang "$language"
        check "$1 ($language)" is_refused
    done
}
word=$(secret inline)
broken 'a secret without a key' "s/password: $word/$word/"
broken 'a secret without a blank before it' "s/password: $word/password:$word/"
broken 'a key that is misspelt' "s/password: $word/pasword: $word/"
broken 'a secret in a list' "s/password: $word/password: [$word]/"
broken 'a secret in a mapping' "s/password: $word/password: {text: $word}/"
broken 'a quote that does not end' "s/password: $word/password: \"$word/"
broken 'a quote that ends too early' "s/password: $word/password: \"$word\"$word/"
broken 'a tab' "s/    password: $word/\\tpassword: $word/"
broken 'a wrong indentation' "s/    password: $word/  password: $word/"
broken 'a control character' "s/password: $word/password: $word$(printf '\007')/"
broken 'bytes that are no text' "s/password: $word/password: $word$(printf '\377')/"
broken 'an anchor' "s/password: $word/password: \\&$word $word/"
broken 'an alias' "s/password: $word/password: *$word/"
broken 'a tag' "s/password: $word/password: !$word $word/"
broken 'a key twice' "s/password: $word/password: $word\\n    password: $word/"
broken 'a secret and its source' "s/password: $word/password: $word\\n    password_from: env:WORD/"
broken 'a secret for a source' "s/password: $word/password_from: $word/"
broken 'a secret for an unknown kind of source' "s/password: $word/password_from: vault:$word/"
broken 'a secret as the kind' "s/kind: ssh-password/kind: $word/"
broken 'a secret as a scope' "s/password: $word/password: $word\\n    scope: [$word]/"
broken 'a secret of another kind' "s/password: $word/community: $word/"
broken 'a secret as the digest of SNMP' "s/kind: snmp-v2c/kind: snmp-v3\\n    user: u\\n    auth: $word/"
broken 'a community that is too long' "s/community: \\(.*\\)/community: \\1$(printf '%0256d' 0)/"
broken 'a wrong passphrase' "s/passphrase: .*/passphrase: x$word/"

# --- while it runs ---

descendants() { # PID
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        echo "$child"
        descendants "$child"
    done
}

# Argument lists of the process and all that it starts, and their environments; its own is cleaned first.
sample() { # PID
    while [ ! -e "$work/stop" ]; do
        children=$(descendants "$1")
        for pid in $1 $children; do
            cat "/proc/$pid/cmdline" 2>/dev/null
        done >>"$work/arguments"
        for pid in $children; do
            [ "$(readlink "/proc/$pid/exe")" = "$genkyo" ] || cat "/proc/$pid/environ" 2>/dev/null
        done >>"$work/environments"
    done
}

# By its end: memory that was given back is overwritten at its beginning.
in_memory() { # FORM [PID]: how often
    tail -c 20 "$secret_dir/$1" | "$memory_search" "${2:-$scanning}"
}

# The process from which those come that parse answers: it is genkyo as well.
keeper_of() { # PID
    for pid in $(descendants "$1"); do
        [ "$(readlink "/proc/$pid/exe")" != "$genkyo" ] || echo "$pid"
    done
}

all_refused() {
    test "$(grep -ao 'host refused the credential' "$out.partial/journal" 2>/dev/null | wc -l)" -ge 4
}

runs=$((runs + 1))
out=$work/snapshot$runs
: >"$work/environments"
cd "$work/cwd" || exit 1
# A shell of its own, which says when a core was written.
UNLOCK=$(secret unlock) WORD=$(secret env) CREDENTIALS_DIRECTORY=$work/credentials sh -c '
    ulimit -c unlimited 2>/dev/null
    "$@" &
    echo $! >"$0"
    wait $!' "$work/pid" "$genkyo" scan --targets "$work/targets_hang.csv" --credentials "$work/credentials.yaml" \
    --out "$out" --known-hosts "$work/known" --tmpdir "$work/tmp" --timeout 600 >"$work/last" 2>&1 &
shell=$!
wait_for test -s "$work/pid"
scanning=$(cat "$work/pid")
sample "$scanning" &
sampler=$!
check 'a run is under way in which all are used' wait_for all_refused
: >"$work/stop"
wait "$sampler"
check 'its children were seen' grep -qa ssh-add "$work/arguments"
check 'all of them' grep -qa ssh-agent "$work/arguments"
check 'no secret in an argument list' is_clean "$work/arguments"
check 'none in the journal' is_clean "$out.partial"
check 'no core may be written' grep -Eq '^Max core file size +0 +0 ' "/proc/$scanning/limits"
if $is_root; then
    check 'an agent was asked to keep a key' grep -qa SSH_AUTH_SOCK "$work/environments"
    check 'no secret in the environment of a child' is_clean "$work/environments"
    cat "/proc/$scanning/environ" >"$work/environment"
    check 'the environment can be read' grep -qa 'CREDENTIALS_DIRECTORY=' "$work/environment"
    check 'and holds no secret any more' is_clean "$work/environment"
    keeper=$(keeper_of "$scanning" | head -n 1)
    check 'answers are parsed by another process' test -n "$keeper"
    check 'whose memory can be searched' test "$(printf %s "$work/known" | "$memory_search" "$keeper")" -ge 1
    for form in inline file systemd unlocked community; do
        check "and which does not have the secret: $form" test "$(in_memory "$form" "$keeper")" = 0
        check "one copy of a password stays in memory: $form" test "$(in_memory $form)" = 1
    done
    if [ "$sanitizer" = none ]; then
        check 'the other process has no password of a variable' test "$(in_memory env "$keeper")" = 0
        check 'and no passphrase of one' test "$(in_memory unlock "$keeper")" = 0
        check 'one copy of a password stays in memory: env' test "$(in_memory env)" = 1
        check 'none of the passphrase of the key that an agent keeps' test "$(in_memory unlock)" = 0
    else
        skip 'copies of variables in memory' 'sanitizers read the environment for themselves, and keep it'
    fi
else
    skip 'secrets in environments and in memory' 'only root can read those of a process that is not dumpable'
    check 'nobody else can read its environment' sh -c "! cat '/proc/$scanning/environ'"
fi
kill -ABRT "$scanning"
wait "$shell"
check 'it can be aborted' test $? = 134
scanning=
check 'no core is said to be written' not grep -qi 'core dumped' "$work/last"
check 'and none is there' sh -c "test -z \"\$(ls -A '$work/cwd')\""
# Would this system write one?
sh -c 'ulimit -c unlimited 2>/dev/null; sh -c "kill -ABRT \$\$" & wait $!' >"$work/aborted" 2>&1
if [ -n "$(ls -A "$work/cwd")" ] || grep -qi 'core dumped' "$work/aborted"; then
    check 'as it is for other programs' true
else
    skip 'as it is for other programs' 'this system writes no cores'
fi
check 'no secret in what the aborted run left' is_clean "$out.partial" "$work/last" "$work/tmp"
tap_end
