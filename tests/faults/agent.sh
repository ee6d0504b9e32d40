# Scans of two SNMP agents on the loopback interface. Sourced by tests after commands.sh; needs $agent.
#   agent_scans_start [FAULT…]   until the agents listen, with faults of fixtures/agent
#   scan_do [OPTION…]            into $place/out; words of $with before it; sets $status and $took, in seconds
#   scanned DIRECTORY            what a snapshot has, without what differs from scan to scan
# shellcheck shell=sh disable=SC2154

. "$source/tests/integration/agents.sh"
. "$source/tests/integration/tables.sh"

agent_scans_start() {
    agent_port=$((20000 + $$ % 10000))
    agent_faults=
    for fault; do agent_faults="$agent_faults,$fault"; done
    printf 'credentials:\n  - name: devices\n    kind: snmp-v2c\n    community: public\n    scope: ["127.0.0.0/8"]\n' \
        >"$work/credentials.yaml"
    chmod 600 "$work/credentials.yaml"
    touch "$work/known_hosts"
    printf 'address,port,method\n127.0.0.1,%s,snmp\n127.0.0.2,%s,snmp\n' "$agent_port" "$agent_port" >"$work/targets.csv"
    agents_start "127.0.0.1:$agent_port,$source/fixtures/snmp/printer.snmprec$agent_faults" \
        "127.0.0.2:$agent_port,$source/fixtures/snmp/floor-switch.snmprec$agent_faults"
}

scan_do() {
    began=$(cut -d . -f 1 /proc/uptime)
    # shellcheck disable=SC2086 # words
    $with "$genkyo" scan --targets "$work/targets.csv" --credentials "$work/credentials.yaml" --known-hosts \
        "$work/known_hosts" --out "$place/out" --tmpdir "$tmp" --timeout 20 --lang en "$@" >"$work/said" 2>"$work/told"
    status=$?
    took=$(($(cut -d . -f 1 /proc/uptime) - began))
    grep -v 'holds secrets itself' "$work/told" >"$work/last"
    mv "$work/last" "$work/told"
    cat "$work/said" "$work/told" >"$work/last"
}

# When they were started is reckoned from now.
scanned() { # DIRECTORY
    tables "$1" '^[0-9-]+T[0-9:]+[+]09:00$'
}
