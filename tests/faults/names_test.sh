#!/bin/sh
# Name servers that hang, answer late, answer garbage or that they failed: a scan goes on with the machines that need no
# name, says of the others what it was, and ends in time; a name behind a server that is silent holds no other up. A night
# ends, too, when the mail server and the host of a webhook cannot be found. In a network of its own. Prints TAP.
# usage: names_test.sh GENKYO SOURCE AGENT

# shellcheck disable=SC2034 # of commands.sh and agents.sh
if [ "$4" != inside ]; then
    unshare -m -n true 2>/dev/null && exec unshare -m -n --kill-child "$0" "$1" "$2" "$3" inside
    echo '1..0 # SKIP no networks of its own here'
    exit 0
fi
genkyo=$(realpath "$1")
source=$(realpath "$2")
agent=$(realpath "$3")
. "$source/tests/faults/commands.sh"
. "$source/tests/integration/agents.sh"
server=
cleanup() {
    # shellcheck disable=SC2086 # numbers
    kill $server $snmp_pids 2>/dev/null
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

ip link set lo up
echo 'nameserver 127.0.0.53' >"$work/resolv.conf"
echo '127.0.0.1 localhost' >"$work/hosts"
printf 'hosts: files dns\n' >"$work/nsswitch.conf"
for file in resolv.conf hosts nsswitch.conf; do
    mount --bind "$work/$file" /etc/$file || { echo "1..0 # SKIP /etc/$file cannot be replaced"; exit 0; }
done

server_start() { # MODE
    /usr/bin/python3 "$source/tests/faults/dns_server.py" 127.0.0.53 "$1" >"$work/ready" 2>"$work/server.log" &
    server=$!
    wait_for grep -q ready "$work/ready"
}

server_stop() {
    kill "$server"
    wait "$server" 2>/dev/null
    server=
}

if ! agents_start "127.0.0.1:20161,$source/fixtures/snmp/printer.snmprec"; then
    bail "the agent does not start: $(cat "$work/agents.log")"
fi
printf 'credentials:\n  - name: printers\n    kind: snmp-v2c\n    community: public\n    scope: ["0.0.0.0/0"]\n' \
    >"$work/credentials.yaml"
chmod 600 "$work/credentials.yaml"
touch "$work/known_hosts"
{
    echo address,port,method
    for i in 1 2 3 4 5 6 7 8; do echo "host$i.example,20161,snmp"; done
    echo 127.0.0.1,20161,snmp
} >"$work/targets.csv"

scan() { # [OPTION…]: sets $status and $took, in seconds
    rm -rf "$work/snapshot"
    began=$(cut -d . -f 1 /proc/uptime)
    timeout --signal=KILL 120 "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" \
        --known-hosts "$work/known_hosts" --out "$work/snapshot" --tmpdir "$tmp" --lang en "$@" >"$work/last" 2>&1
    status=$?
    took=$(($(cut -d . -f 1 /proc/uptime) - began))
}

# One row each, that says OUTCOME and MESSAGE; the machine without a name is read.
outcomes_are() { # OUTCOME MESSAGE
    cut -d , -f 1-3,7- "$work/snapshot/probes.csv"
    [ "$(grep -c "^host.*,$1,.*$2" "$work/snapshot/probes.csv")" = 8 ] &&
        grep -Eq '^127[^,]*,127\.0\.0\.1,(answered|partial),' "$work/snapshot/probes.csv"
}

# MODE|what names come to|what is said|seconds at most|WHAT
modes='silent|no-answer|no name server gave an answer|20|says nothing
garbage|no-answer|no name server gave an answer|20|answers garbage
wrong-id|no-answer|no name server gave an answer|20|answers another question
servfail|no-answer|no name server gave an answer|20|says that it failed
unknown|no-answer|the name is not known|20|knows no name
truncated|no-answer|no name server gave an answer|20|has no room in UDP, and no TCP
late|no-answer|no name server gave an answer|30|answers after three seconds
right|answered||20|is right'

echo "$modes" >"$work/modes"
while IFS='|' read -r mode outcome message seconds what; do
    server_start "$mode" || bail "$(cat "$work/server.log")"
    scan --timeout 10
    check "a name server that $what: the other machine is read, names are $outcome" outcomes_are "$outcome" "$message"
    check "a name server that $what: the scan ends, after $took s" test "$took" -le "$seconds"
    check "a name server that $what: with status $([ "$mode" = right ] && echo 0 || echo 3)" \
        test "$status" = "$([ "$mode" = right ] && echo 0 || echo 3)"
    server_stop
done <"$work/modes"

# Fewer names at once than there are: the deadline is each target's, and they do not add up for the last one beyond
# what waiting in turn takes.
server_start silent
UV_THREADPOOL_SIZE=2 scan --timeout 5
check "with two names at a time it ends as well, after $took s" test "$took" -le 45
check 'and the other machine is read' outcomes_are no-answer 'the name \(could\|was\) not'
server_stop

# --- a night that cannot tell anybody ---

night() { # MODE: sets $status and $took
    server_start "$1"
    rm -rf "$work/state"
    cat >"$work/genkyo.yaml" <<YAML
language: en
ledger: $in/ledger
state: $work/state
scan: {snapshot: $in/snapshot}
policy: {coverage_min: 0}
notify:
  mail: {host: mail.example, port: 25, security: plain, from: genkyo@example.jp, to: [a@example.jp], attempts: 2, timeout: 4}
  webhooks:
    - {url: "https://hook.example/x", form: slack, attempts: 2, timeout: 4}
YAML
    chmod 600 "$work/genkyo.yaml"
    began=$(cut -d . -f 1 /proc/uptime)
    timeout --signal=KILL 120 "$genkyo" run --config "$work/genkyo.yaml" --as-of 2027-03-31 --lang en >"$work/last" 2>&1
    status=$?
    took=$(($(cut -d . -f 1 /proc/uptime) - began))
    server_stop
}

inputs_prepare || bail 'the inputs could not be made'
for mode in silent garbage servfail; do
    night $mode
    check "a night whose name server is $mode ends, after $took s" test "$took" -le 60
    check "a night whose name server is $mode: it was the telling that failed" \
        sh -c '[ "$1" -lt 4 ] && grep -q "mail.example" "$2" && grep -q "hook.example" "$2"' sh "$status" "$work/last"
    check "a night whose name server is $mode: its results are there" test -s "$work/state/results/latest/summary.json"
done
tap_end
