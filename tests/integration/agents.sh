# SNMP agents of our own (fixtures/agent). Sourced by tests, which need $agent and $work; ends nothing.
#   agents_start [OPTION…] PLACE…   until they listen; their process, $!, is one of $snmp_pids

snmp_pids=

snmp_wait() { # FILE PID PATTERN: until the file has it
    snmp_tries=0
    until grep -q "$3" "$1" 2>/dev/null; do
        snmp_tries=$((snmp_tries + 1))
        [ "$snmp_tries" -lt 3000 ] && kill -0 "$2" 2>/dev/null || return 1
        sleep 0.01
    done
}

agents_start() {
    "$agent" "$@" >"$work/agents.ready" 2>"$work/agents.log" &
    snmp_pids="$snmp_pids $!"
    snmp_wait "$work/agents.ready" $! ready && rm "$work/agents.ready"
}
