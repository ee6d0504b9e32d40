# SNMP agents on the loopback interface, and scans of them. Sourced by tests, which need $here, this directory, $genkyo
# where something is scanned, and $agent (fixtures/agent). Makes $work, an empty private directory, which goes at the end
# with all that was started, $scanning among it.
#   agents_start [OPTION…] PLACE…           see agents.sh
#   snmpd_start NAME "PLACE…" [LINE…]       a daemon with these lines in its configuration, until it listens
#   snmpd_stop NAME
#   simulator_start PORT FILE…              Debian's snmpsim, until it listens: the community is the file's name
#   snmp_done                               all of it; what cleanup, called at the end, does unless a test has its own
#   snmp_targets FILE [ADDRESS:PORT[,CREDENTIAL]…], snmp_credentials FILE <LINES
#   snmp_scan NAME [OPTION…]                NAME.csv and NAME.yaml; sets $out, $status and $took
#   probe, cell, lines                      what to ask about the last scan
# $snmp_base is the first of a hundred ports that nobody else listens on.

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/agents.sh"
. "$here/tables.sh"
scanning=
snmp_base=$((20000 + ($$ % 120) * 100))
snmp_daemons=
snmpd_state= # what the next one remembers of earlier runs
snmpd_binary=${SNMPD:-/usr/sbin/snmpd}
# What net-snmp's programs keep, and read, is of this test.
export SNMP_PERSISTENT_DIR="$work/persistent" SNMPCONFPATH="$work/nowhere" MIBS=
mkdir -p "$work/persistent/cert_indexes"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

snmpd_start() {
    snmpd_name=$1
    snmpd_places=$2
    shift 2
    printf '%s\n' "$@" >"$work/$snmpd_name.conf"
    chmod 600 "$work/$snmpd_name.conf"
    rm -rf "$work/$snmpd_name.state" "$work/$snmpd_name.pid"
    mkdir "$work/$snmpd_name.state"
    [ -z "$snmpd_state" ] || printf '%s\n' "$snmpd_state" >"$work/$snmpd_name.state/snmpd.conf"
    # shellcheck disable=SC2086 # a list of places
    SNMP_PERSISTENT_DIR="$work/$snmpd_name.state" SNMPCONFPATH="$work/$snmpd_name.state" "$snmpd_binary" -f -Lf "$work/$snmpd_name.log" \
        -c "$work/$snmpd_name.conf" -p "$work/$snmpd_name.pid" -I -smux $snmpd_places >/dev/null 2>&1 &
    snmp_daemons="$snmp_daemons $!"
    # It is written once all places are open.
    snmp_wait "$work/$snmpd_name.pid" $! .
}

snmpd_stop() {
    kill "$(cat "$work/$1.pid")" && wait "$(cat "$work/$1.pid")" 2>/dev/null
    rm -f "$work/$1.pid"
}

# It gives up root's privileges, and must read its files nevertheless.
simulator_start() {
    simulator_port=$1
    shift
    mkdir -p "$work/simulator/data" "$work/simulator/cache"
    cp "$@" "$work/simulator/data"
    chmod 711 "$work"
    chmod -R a+rX "$work/simulator"
    chmod 777 "$work/simulator/cache"
    simulator_user=
    [ "$(id -u)" != 0 ] || simulator_user='--process-user=nobody --process-group=nogroup'
    # shellcheck disable=SC2086 # two words, or none
    snmpsimd $simulator_user --data-dir="$work/simulator/data" --cache-dir="$work/simulator/cache" \
        --agent-udpv4-endpoint="127.0.0.1:$simulator_port" --logging-method=stderr 2>"$work/simulator/log" &
    snmp_pids="$snmp_pids $!"
    snmp_wait "$work/simulator/log" $! 'Listening at'
}

snmp_done() {
    [ -z "$scanning" ] || kill -KILL "$scanning" 2>/dev/null
    # shellcheck disable=SC2086 # lists of numbers
    [ -z "$snmp_pids$snmp_daemons" ] || kill $snmp_pids $snmp_daemons 2>/dev/null
    wait
    rm -rf "$work"
}

cleanup() {
    snmp_done
}

# --- scans ---

snmp_targets() {
    snmp_file=$work/$1
    shift
    echo 'address,port,method,credential' >"$snmp_file"
    for snmp_target in "$@"; do
        snmp_credential=
        case $snmp_target in
        *,*) snmp_credential=${snmp_target#*,} ;;
        esac
        snmp_target=${snmp_target%%,*}
        snmp_address=${snmp_target%:*}
        snmp_address=${snmp_address#\[}
        echo "${snmp_address%\]},${snmp_target##*:},snmp,$snmp_credential" >>"$snmp_file"
    done
}

snmp_credentials() {
    { echo 'credentials:' && cat; } >"$work/$1"
    chmod 600 "$work/$1"
}

snmp_community() { # NAME COMMUNITY [KIND]: an entry of the credentials file
    printf '  - name: %s\n    kind: %s\n    community: %s\n' "$1" "${3:-snmp-v2c}" "$2"
}

snmp_scan() { # NAME [OPTION…]
    snmp_name=$1
    shift
    out=$work/$snmp_name.snapshot
    rm -rf "$out" "$out.partial"
    snmp_began=$(date +%s)
    "$genkyo" scan --lang en --targets "$work/$snmp_name.csv" --credentials "$work/$snmp_name.yaml" --out "$out" \
        --known-hosts "$work/known" --tmpdir "$work" "$@" >"$work/last" 2>&1
    status=$?
    took=$(($(date +%s) - snmp_began))
}

cell() { # TABLE COLUMN [KEY-COLUMN KEY]: of each row, or of those with this key
    cells "$out/$1.csv" 'if (key == "" || row[key] == value) print row[column]' "column=$2" "key=$3" "value=$4"
}

lines() { # TABLE: how many rows
    echo $(($(wc -l <"$out/$1.csv") - 1))
}

probe() { # ADDRESS:PORT OUTCOMES: as an extended regular expression
    cell probes outcome target "$1" | grep -Eqx "$2"
}
