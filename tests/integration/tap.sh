# What tests that print TAP have in common. Sourced; needs $work, an empty private directory.
#   check WHAT COMMAND…    one test; on failure shows what the command printed, $work/last, and the probes of $out
#   skip WHAT WHY
#   wait_for COMMAND…      until it succeeds; false after ten seconds
#   bail WHY               ends the test, which cannot go on
#   tap_end                the plan; false when a test failed

tap_number=0
tap_failures=0

check() {
    tap_number=$((tap_number + 1))
    tap_what=$1
    shift
    if "$@" >"$work/check" 2>&1; then
        echo "ok $tap_number - $tap_what"
    else
        tap_failures=$((tap_failures + 1))
        echo "not ok $tap_number - $tap_what"
        sed 's/^/#   /' "$work/check" "$work/last" "${out:-$work}/probes.csv" 2>/dev/null
    fi
}

skip() {
    tap_number=$((tap_number + 1))
    echo "ok $tap_number - $1 # SKIP $2"
}

wait_for() {
    tap_tries=0
    until "$@"; do
        tap_tries=$((tap_tries + 1))
        [ "$tap_tries" -lt 1000 ] || return 1
        sleep 0.01
    done
}

bail() {
    echo "Bail out! $1"
    exit 1
}

tap_end() {
    echo "1..$tap_number"
    [ "$tap_failures" -eq 0 ]
}
