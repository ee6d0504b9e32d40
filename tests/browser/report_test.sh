#!/bin/sh
# report.html in a real browser. Prints TAP. Needs node, npm, Chromium and poppler-utils; npm's two modules are put into
# $XDG_CACHE_HOME/genkyo-browser once.
# usage: report_test.sh GENKYO SOURCE
#   GENKYO_SCREENSHOTS=DIR   pictures for the documentation go there; a relative one is in SOURCE

genkyo=$(realpath "$1")
source=$(realpath "$2")
here=$source/tests/browser
. "$source/tests/integration/tap.sh"
. "$here/modules.sh"
needs node npm chromium pdftotext
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-browser.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

report() { # RESULTS NAME LANGUAGE [OPTION…]
    from=$1 name=$2 language=$3
    shift 3
    "$genkyo" report --in "$from" --out "$work/$name" --format html --lang "$language" --quiet "$@"
}

# The audit of the samples on several days, so that there is a history.
audit() {
    for day in 2026-12-15 2027-01-31 2027-02-28 2027-03-31; do
        rm -rf "$work/results"
        "$genkyo" audit --ledger "$work/ledger" --snapshot "$source/fixtures/snapshot" --out "$work/results" \
            --db "$work/genkyo.db" --as-of "$day" --lang en --quiet
        [ $? -ne 2 ] || return 1
    done
}

prepare() {
    cp -r "$source/fixtures/ledger" "$work/ledger" && cp "$source"/fixtures/rules/*.csv "$work/ledger" || return 1
    audit || return 1
    node "$here/generate.mjs" 100000 "$work/big-results" && node "$here/hostile.mjs" "$work/hostile-results" || return 1
    report "$work/results" en en --db "$work/genkyo.db" && report "$work/results" ja ja --db "$work/genkyo.db" &&
        report "$work/big-results" big en && report "$work/hostile-results" hostile en
}

# Same results, same language, same bytes.
is_repeatable() {
    report "$work/results" again ja --db "$work/genkyo.db" && cmp "$work/ja/report.html" "$work/again/report.html"
}

modules_install browser
prepared_by 'no pages to test' prepare
prepared_by 'the page is another one when it is made again' is_repeatable
# modules are looked for beside the file that wants them
cd "$source" && cp "$here"/*.mjs "$modules" && node "$modules/report_test.mjs" "$work" "$work"
