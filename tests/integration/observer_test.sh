#!/bin/sh
# Answers of hosts that mean ill: what they do to the process that parses them is that host's failure, and nothing else's.
# Prints TAP.
# usage: observer_test.sh GENKYO HOSTILE [no-sandbox]

genkyo=$(realpath "$1")
hostile=$(realpath "$2")
sandbox=${3:-sandbox}
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/sshd.sh"

cleanup() {
    sshd_stop main
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sshd_needed
port=$((20000 + $$ % 12000))
sshd_prepare
# The script's answer, and a word behind it.
stand_in answer <<'END'
sh -c "$SSH_ORIGINAL_COMMAND"
echo "HOSTILE-$1"
END
known_hosts known host
entry a user | credentials credentials.yaml
machines() { # LAST-NUMBER…
    for last; do echo "127.0.0.$last:$port"; done
}
if ! sshd_start main "$(machines 1 2 3 4 5 6 7 8 9 10)" 'Match LocalAddress 127.0.0.2' "    ForceCommand $work/answer.sh CRASH" \
    'Match LocalAddress 127.0.0.4' "    ForceCommand $work/answer.sh LOOP" \
    'Match LocalAddress 127.0.0.5' "    ForceCommand $work/answer.sh FORGE" \
    'Match LocalAddress 127.0.0.6' "    ForceCommand $work/answer.sh INTRUDE" \
    'Match LocalAddress 127.0.0.7' "    ForceCommand $work/answer.sh NOTHING" \
    'Match LocalAddress 127.0.0.8,127.0.0.9,127.0.0.10' "    ForceCommand sleep 2; exec $work/answer.sh LATE"; then
    sshd_bail
fi
# shellcheck disable=SC2046 # a list of words
targets targets.csv $(machines 1 2 3 4 5 6 7)

out=$work/snapshot
LD_PRELOAD=$hostile "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --out "$out" \
    --known-hosts "$work/known" --sessions 1 --lang en >"$work/last" 2>&1
status=$?

has_failed() { # LAST-NUMBER
    outcome "127.0.0.$1:$port" error &&
        grep "^127.0.0.$1:" "$out/probes.csv" | grep -q 'its answer could not be looked into: the process that did so failed'
}
check 'the scan is done in part' [ "$status" = 3 ]
check 'an answer that ends the process is an error of that host, and says so' has_failed 2
are_read() { # LAST-NUMBER…
    for last; do is_read "127.0.0.$last:$port" || return 1; done
}
check 'the host before it was read' are_read 1
check 'and the one after it' are_read 3
check 'an answer on which it never ends is, too' has_failed 4
check 'a record of another host is not taken' has_failed 5
if [ "$sandbox" = sandbox ]; then
    check 'an intruder there can do nothing' has_failed 6
else
    skip 'an intruder there can do nothing' 'in this build it could'
fi
check 'and what comes last was read' are_read 7
check 'hosts that failed are no devices' sh -c '! grep -q "127\.0\.0\.[245]," "$1"' sh "$out/devices.csv"

# While an answer is looked into for ever nobody listens to the other hosts: that is not their time.
# shellcheck disable=SC2046 # a list of words
targets targets.csv $(machines 3 4 8 9 10)
out=$work/held
LD_PRELOAD=$hostile "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --out "$out" \
    --known-hosts "$work/known" --timeout 5 --lang en >"$work/last" 2>&1
check 'an answer on which it never ends is an error also among others' has_failed 4
check 'and those that wait meanwhile are read' are_read 3 8 9 10

# Nothing of it depends on who parses: the same hosts, well behaved.
# shellcheck disable=SC2046 # a list of words
targets targets.csv $(machines 1 3 7)
out=$work/again
"$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --out "$out" \
    --known-hosts "$work/known" --lang en >"$work/last" 2>&1
check 'without the library all is read' [ $? = 0 ]
tap_end
