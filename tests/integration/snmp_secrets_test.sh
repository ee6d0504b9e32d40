#!/bin/sh
# No community and no password of SNMP leaves genkyo but as the protocol has it, and for the hosts that it is meant for.
# Prints TAP.
# usage: snmp_secrets_test.sh GENKYO AGENT SILENT_PEER SOURCE_ROOT MEMORY_SEARCH

genkyo=$(realpath "$1")
# shellcheck disable=SC2034 # for snmp.sh
agent=$(realpath "$2")
silent=$(realpath "$3")
recording=$4/fixtures/snmp/floor-switch.snmprec
memory_search=$(realpath "$5")
here=$(realpath "$(dirname "$0")")
. "$here/snmp.sh"
unset SNMP_PERSISTENT_DIR SNMPCONFPATH

cleanup() {
    : >"$work/stop"
    snmp_done
}

if [ ! -x "$snmpd_binary" ]; then
    echo '1..0 # SKIP no snmpd here'
    exit 0
fi
port=$snmp_base

# Long, and like nothing else: what is found is a leak.
mkdir "$work/secrets" "$work/keys" "$work/home" "$work/tmp" "$work/cwd"
for form in inline env file systemd auth priv; do
    printf '%s%s' "$form" "$(od -An -v -N12 -w12 -tx1 /dev/urandom | tr -d ' \n')" >"$work/secrets/$form"
done
secret() { # FORM
    cat "$work/secrets/$1"
}
for form in inline env file systemd auth priv; do
    secret $form | tail -c 24
    echo
done >"$work/patterns"
# as net-snmp prints bytes
sed 's/../& /g' "$work/patterns" >"$work/hexadecimal"
secret file >"$work/word"
secret systemd >"$work/keys/word"
chmod 600 "$work/word" "$work/keys/word"

is_clean() { # FILE…: files and directories hold no secret
    ! grep -rlaFf "$work/patterns" "$@"
}

# --- agents: each community has one that knows it ---

place=1
for form in inline env file systemd; do
    sed -e "s/FS24X0000317/FS24X000010$place/" -e "s/fsw-3f-01/fsw-$form/" -e "s/00005e0053/00005e006$place/" \
        -e "s/192\\.0\\.2\\.20/192.0.2.3$place/g" "$recording" >"$work/$form.snmprec"
    agents_start --community "$(secret $form)" --log "$work/$form.heard" "127.3.0.$place:$port,$work/$form.snmprec" ||
        bail "the agent does not start: $(cat "$work/agents.log")"
    place=$((place + 1))
done
agents_start --log "$work/stranger.heard" "127.3.1.1:$port,$recording" || bail 'the agent does not start'
snmpd_start sealed "udp:127.3.0.5:$port" 'sysName sealed.example.jp' 'rouser audit priv' \
    "createUser audit SHA-256 \"$(secret auth)\" AES-256 \"$(secret priv)\"" || bail 'snmpd does not start'
"$silent" "127.3.0.9:$port" >"$work/silent.ready" &
snmp_pids="$snmp_pids $!"
snmp_wait "$work/silent.ready" $! ready || bail 'the silent host does not start'

{
    echo 'credentials:'
    printf '  - name: %s\n    kind: snmp-v2c\n    %s\n    scope: ["127.3.0.%s", "127.3.0.9"]\n' \
        inline "community: $(secret inline)" 1 env 'community_from: env:WORD' 2 \
        file 'community_from: file:word' 3 systemd 'community_from: systemd:word' 4
    printf '  - name: sealed\n    kind: snmp-v3\n    user: audit\n    auth: SHA-256\n    auth_password: %s\n' "$(secret auth)"
    printf '    priv: AES-256\n    priv_password: %s\n    scope: ["127.3.0.5"]\n' "$(secret priv)"
} >"$work/credentials.yaml"
chmod 600 "$work/credentials.yaml"
snmp_targets targets.csv "127.3.0.1:$port" "127.3.0.2:$port" "127.3.0.3:$port" "127.3.0.4:$port" "127.3.0.5:$port" \
    "127.3.1.1:$port"
{ cat "$work/targets.csv" && echo "127.3.0.9,$port,snmp,inline"; } >"$work/hang.csv"
# What net-snmp's programs obey: a library that read it would print what it sends.
mkdir "$work/home/.snmp"
printf 'dumpPacket yes\ndoDebugging 1\ndebugTokens ALL\nlogOption e\ndefCommunity other\n' >"$work/home/.snmp/snmp.conf"
find "$work/home" | sort >"$work/home.before"

run_genkyo() { # TARGETS [OPTION…]
    targets_file=$work/$1
    shift
    WORD=$(secret env) CREDENTIALS_DIRECTORY=$work/keys HOME=$work/home exec "$genkyo" scan --lang en \
        --targets "$targets_file" --credentials "$work/credentials.yaml" --out "$out" --tmpdir "$work/tmp" "$@"
}

cp "$work/patterns" "$work/control"
check 'what is planted is found where it is' grep -qaFf "$work/patterns" "$work/credentials.yaml"

# --- what a run leaves behind ---

out=$work/snapshot
(run_genkyo targets.csv --keep-raw --progress always) >"$work/last" 2>&1
check 'a run uses all of them' test "$(cell probes outcome | grep -Ecx 'answered|partial')" = 5
check 'each by its own' test "$(cell probes credential | sort | xargs)" = 'env file inline sealed systemd'
check 'no secret in the snapshot, nor in what the agents answered' is_clean "$out"
check 'none on the screen' is_clean "$work/last"
check 'nor in hexadecimal digits' sh -c "! grep -qif '$work/hexadecimal' '$work/last'"
check 'none in the directory for large data' is_clean "$work/tmp"
find "$work/home" | sort >"$work/home.after"
check 'nothing is written into the home directory' diff "$work/home.before" "$work/home.after"
check 'and what net-snmp finds there is not obeyed' sh -c "! grep -qiE 'trace|Sending|Received [0-9]+ byte' '$work/last'"

# --- who heard what ---

for form in inline env file systemd; do
    { secret $form && echo; } >"$work/$form.line"
    cut -d ' ' -f 3 "$work/$form.heard" | sort -u >"$work/$form.communities"
    check "$form: its agent hears its community, and no other" cmp "$work/$form.communities" "$work/$form.line"
    check "$form: nothing but questions" sh -c "! grep -q ' OTHER ' '$work/$form.heard'"
done
check 'whoever is in no scope hears nothing' test ! -s "$work/stranger.heard"
check 'and is said to have no credential' probe "127.3.1.1:$port" no-credential

# --- while it runs ---

out=$work/aborted
(run_genkyo hang.csv --connect-timeout 600 --timeout 600) >"$work/last" 2>&1 &
scanning=$!
has_frames() {
    test "$(grep -ac 'fsw-\|sealed.example' "$out.partial/journal" 2>/dev/null)" -ge 1
}
check 'a run is under way' wait_for has_frames
tr '\0' '\n' <"/proc/$scanning/cmdline" >"$work/arguments"
check 'its arguments are seen' grep -qx -e --credentials "$work/arguments"
check 'no secret is one of them' is_clean "$work/arguments"
check 'none in the journal' is_clean "$out.partial"
if cat "/proc/$scanning/environ" >"$work/environment" 2>/dev/null; then
    check 'the environment can be read' grep -qa 'CREDENTIALS_DIRECTORY=' "$work/environment"
    check 'and holds no secret any more' is_clean "$work/environment"
else
    skip 'secrets in the environment' 'only root can read that of a process that is not dumpable'
fi
# By its end: memory that was given back is overwritten at its beginning.
in_memory() { # FORM: how often
    secret "$1" | tail -c 20 | "$memory_search" "$scanning"
}
# While a key is made of a password there is another one for a moment.
has_one_copy() { # FORM
    test "$(in_memory "$1")" = 1
}
# While the request to the silent host is made anew it is not there for a moment.
has_community() {
    test "$(in_memory inline)" -ge 1
}
if [ "$(id -u)" = 0 ]; then
    for form in auth priv; do
        check "one copy of a password stays in memory: $form" wait_for has_one_copy $form
    done
    # the community is in the request to the silent host, too
    check 'the community in use is in memory' wait_for has_community
else
    skip 'passwords in memory' 'only root can read that of a process that is not dumpable'
fi
kill -INT "$scanning"
wait "$scanning"
scanning=
check 'none in what an interrupted run leaves' is_clean "$out" "$work/last" "$work/tmp"

tap_end
