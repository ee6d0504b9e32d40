#!/bin/sh
# The figures that people sign under: each of the first screen of report.html, of the record of the year and of the material
# for the meeting is reckoned anew from the result files. Prints TAP.
# usage: figures_test.sh GENKYO SOURCE GENERATE_LICENSES

genkyo=$(realpath "$1")
root=$(realpath "$2")
generate=$(realpath "$3")
here=$root/tests/integration
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-figures.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"
cd "$work" || exit 1

reckon() {
    /usr/bin/python3 "$here/figures_check.py" "$@"
}

audit() { # LEDGER SNAPSHOT RESULTS DAY OPTION…
    ledger=$1 snapshot=$2 results=$3 day=$4
    shift 4
    "$genkyo" audit --ledger "$ledger" --snapshot "$snapshot" --out "$results" --as-of "$day" --lang en --format none --quiet \
        "$@" >last 2>&1
    test -s "$results/summary.json"
}

pages() { # RESULTS WHAT
    for language in en ja; do
        rm -rf page record
        "$genkyo" report --in "$1" --out page --format html --lang $language --quiet >last 2>&1
        check "the page, $2 ($language)" reckon page "$1" page/report.html
        "$genkyo" export year-end --in "$1" --out record --lang $language --quiet >last 2>&1
        check "the record, $2 ($language)" reckon record "$1" record/record.html
    done
}

mkdir now
cp "$root"/fixtures/ledger/*.csv "$root"/fixtures/rules/*.csv now
cp -r now before
sed -i 's/srv-db01/srv-db99/' before/devices.csv
sed -i 's/,4,,デバイス,/,6,,デバイス,/' before/licenses.csv
cp -rL "$root/fixtures/snapshot" snapshot

# Three runs with a store: what was resolved, what is waived or was until a day ago, what is decided and overdue.
id_of() { # CODE
    "$genkyo" findings list --db genkyo.db --lang en --code "$1" --format csv | sed -n '2s/,.*//p'
}
waive() { # CODE DAY
    "$genkyo" findings waive "$(id_of "$1")" --db genkyo.db --who 架空花子 --why 確認中 --until "$2" --as-of 2027-03-20 --lang en
}
audit before snapshot first 2027-02-25 --db genkyo.db
audit now snapshot second 2027-03-20 --db genkyo.db
waive CON-EXPIRED 2027-03-31 >last # its last day
waive SUP-PLANNED 2027-09-30 >last
waive DIF-MISSING 2027-03-30 >last # is over
cat >decided.csv <<END
id,cause,prevention,action,owner,due,state
$(id_of DIF-STATUS),棚卸しの漏れ,,台帳を訂正する,架空太郎,2027-03-30,in-progress
$(id_of DIF-SW-MISSING),,,確認する,架空太郎,2027-03-31,open
$(id_of SUP-ENDED),,,更改する,架空太郎,2027-03-01,done
$(id_of SUP-PLANNED),,,延長する,架空太郎,2027-03-01,open
END
"$genkyo" findings apply decided.csv --db genkyo.db --who 架空花子 --as-of 2027-03-20 --lang en >last
audit now snapshot third 2027-03-31 --db genkyo.db
check 'some findings are waived, some resolved, one waiver is over' \
    sh -c 'test "$(grep -c "\"status\":\"waived\"" third/findings.jsonl)/$(grep -c "\"status\":\"resolved\"" second/findings.jsonl)" = 2/5'
pages second 'after the second run'
pages third 'after the third'
for language in en ja; do
    rm -rf meeting
    "$genkyo" export meeting --in third --db genkyo.db --since 2027-03-01 --out meeting --lang $language --quiet >last 2>&1
    check "the meeting ($language)" reckon meeting third meeting/meeting.html 2027-03-01
done

# What there is little or nothing of.
audit now snapshot near 2027-03-31 --horizon 30d
pages near 'a month ahead'
mkdir alone empty
cp now/devices.csv alone
sed -i '/^HW-0101,/{s/4Y001562A//; s/00-00-5E-00-53-21//; p; s/^HW-0101/HW-9001/}' alone/devices.csv
audit alone snapshot ambiguous 2027-03-31
pages ambiguous 'a ledger of assets alone, two of them the same'
head -n 1 now/devices.csv >empty/devices.csv
audit empty snapshot nothing 2027-03-31
pages nothing 'no asset'

"$generate" 4000 many observed >last
audit many observed large 2027-03-31
pages large 'thousands of installations'
tap_end
