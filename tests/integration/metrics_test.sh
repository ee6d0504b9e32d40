#!/bin/sh
# The metrics of a run, read by Prometheus' own library for Python. Prints TAP.
# usage: metrics_test.sh DRIVER

driver=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if ! /usr/bin/python3 -c 'import prometheus_client' 2>/dev/null; then
    echo '1..0 # SKIP no prometheus_client here'
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-metrics.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"

has() { # LINE
    grep -qxF "$1" "$work/read"
}

(umask 077 && "$driver" metrics file="$work/genkyo.prom" >"$work/last")
check 'written' grep -qx sent "$work/last"
check 'everybody may read it, whatever the umask' test "$(stat -c %a "$work/genkyo.prom")" = 644
check 'nothing else is left' test "$(ls "$work/"*.prom*)" = "$work/genkyo.prom"
/usr/bin/python3 "$here/metrics_decode.py" "$work/genkyo.prom" >"$work/read" 2>"$work/last"
check 'it can be read' test -s "$work/read"
system='system=文書 "A\B"\x0ax'
check 'violations' has "gauge genkyo_findings code=DIF-ATTRIBUTE outcome=violation $system 4"
check 'notices' has "gauge genkyo_findings code=DIF-ATTRIBUTE outcome=notice $system 2"
check 'codes without findings' has "gauge genkyo_findings code=SUP-ENDED outcome=violation $system 0"
check 'assets expected' has "gauge genkyo_assets_expected $system 7"
check 'assets examined' has "gauge genkyo_assets_examined $system 6"
check 'when' has "gauge genkyo_run_timestamp_seconds $system 1806451200"
check 'exit status' has "gauge genkyo_exit_status $system 3"
(umask 000 && "$driver" metrics file="$work/genkyo.prom" >"$work/last")
check 'and nobody else may write it' test "$(stat -c %a "$work/genkyo.prom")" = 644
check 'each sample once' test -z "$(sed 's/ [0-9]*$//' "$work/read" | sort | uniq -d)"
tap_end
