#!/bin/bash
# Can tests/cases/run fail? An audit of our own, which writes what the case m01-device of tests/licenses wants, passes,
# and so does one that writes what is sound for the case none of tests/lifecycle; each slip in its results must be
# noticed.
# usage: run_test.sh MAKE-SNAPSHOT
# Prints TAP.

set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
make_snapshot=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-cases-run.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

# What a case wants, and which it is: licenses m01-device
directory=licenses name=m01-device
mkdir "$work/right"
printf '\xef\xbb\xbf%s\r\n' >"$work/right/findings.csv" code,outcome,subject,field,message,ledger_evidence \
    'DIF-UNVERIFIED,undetermined,software,software,not compared,' \
    'LIC-QUANTITY,violation,P10,Kakuu Writer,"10 are needed, 9 are there",software.csv:11'
printf '%s\r\n' >"$work/right/license_position.csv" \
    product,edition,metric,entitled,effective,need_min,need_max,allocated_direct,allocated_downgrade,allocated_suite,allocated_second,exempt,short_min,short_max,spare,unexamined,outcome,evidence \
    "Kakuu Writer,,device,9,9,10,10,9,0,0,0,0,1,1,0,0,violation,licenses.csv:2"
printf '%s\r\n' >"$work/right/license_allocation.csv" license_id,product,asset_id,user_id,quantity,right,reason \
    "L1,Kakuu Writer,P01,,1,direct,licenses.csv:2"
printf '%s\r\n' >"$work/right/license_demand.csv" product,version,metric,asset_id,user_id,units,state

cat >"$work/genkyo" <<'END'
#!/bin/bash
# audit … --out DIR … --jobs N: the results beside us; with two threads those of shuffled/, where there are any.
from=$(dirname "$0")/results
[ "${*: -1}" = 2 ] && [ -d "$from/shuffled" ] && from=$from/shuffled
mkdir out && cp "$from"/* out/ 2>/dev/null
exit 1
END
chmod +x "$work/genkyo"

number=0 failed=0
verdict() { # passes|fails WHAT
    local is=fails

    "$here/run" "$here/../$directory" --genkyo "$work/genkyo" --make-snapshot "$make_snapshot" --filter "$name" \
        >"$work/output" && is=passes
    number=$((number + 1))
    if [ $is = "$1" ]; then
        echo "ok $number - $2 $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $2 $is"
        sed 's/^/# /' "$work/output"
    fi
}

slip() { # FILE SED-SCRIPT WHAT [shuffled]
    rm -rf "$work/results" && cp -R "$work/right" "$work/results"
    [ $# -eq 3 ] || cp -R "$work/right" "$work/results/shuffled"
    sed -i "$2" "$work/results/${4:+$4/}$1"
    verdict fails "$3"
}

cp -R "$work/right" "$work/results"
verdict passes 'what is right'
slip findings.csv '/LIC-/d' 'a finding that is missing'
slip findings.csv '$p' 'a finding twice'
slip findings.csv 's/violation/undetermined/' 'another outcome'
slip findings.csv 's/P10/P09/' 'another subject'
slip findings.csv 's/Kakuu Writer/version/' 'another field'
slip license_position.csv 's/,9,9,10,10,9,0/,9,9,10,10,8,1/' 'another number'
slip license_position.csv 's/,9,9,10,10,/,9,9,10,11,/' 'a sum that is wrong'
slip license_position.csv '$d' 'a position that is missing'
rm -rf "$work/results" && cp -R "$work/right" "$work/results" && rm "$work/results/license_demand.csv"
verdict fails 'a file that is missing'
slip findings.csv 's/9 are there/8 are there/' 'another message with other rows first' shuffled
slip license_allocation.csv 's/,P01,/,P02,/' 'another allocation with other rows first' shuffled

rm -rf "$work/results" && cp -R "$work/right" "$work/results" && cp -R "$work/right" "$work/results/shuffled"
sed -i 's/\.csv:[0-9]*/.csv:7/' "$work/results/shuffled/"*.csv
verdict passes 'other evidence with other rows first'

# The second: lifecycle none. Days are reckoned from 2027-03-31.
directory=lifecycle name=none
rm -rf "$work/right" "$work/results" && mkdir "$work/right"
printf '%s\r\n' >"$work/right/findings.csv" code,outcome,subject,field,message,ledger_evidence \
    'DIF-UNVERIFIED,undetermined,software,software,not compared,'
printf '%s\r\n' >"$work/right/support.csv" product,version,class,effective_end,planned_end,gap_days,evidence \
    'B,1,ended,2026-11-12,2028-03-31,505,support.csv:2' 'A,2,standard,2028-02-29,,,support.csv:3' \
    'C,3,unknown,over,,,'
printf '%s\r\n' >"$work/right/contracts.csv" kind,id,end_on,notice_deadline,due_on,days_left,state,evidence \
    'contract,C-1,2027-05-31,2027-02-28,2027-02-28,-31,overdue,contracts.csv:2' \
    'domain,D-1,2027-04-01,,2027-04-01,1,renewed,contracts.csv:3'
printf '%s\r\n' >"$work/right/reuse_candidates.csv" asset_id,license_id,code,evidence
printf '%s\r\n' >"$work/right/deadlines.ics" BEGIN:VEVENT UID:1 DTSTAMP:20270331T000000Z 'DTSTART;VALUE=DATE:20270531' \
    BEGIN:VEVENT UID:2 'DTSTART;VALUE=DATE:20280229' BEGIN:VEVENT UID:3 'DTSTART;VALUE=DATE:20280331'
cp -R "$work/right" "$work/results"
verdict passes 'what is sound'
slip findings.csv '$s/.*/SUP-SOON,notice,B 1,support_end,soon,/' 'a finding that nobody expects'
slip support.csv '2{h;d};3{G}' 'another order of ends'
slip support.csv 's/505/504/' 'a gap that is wrong'
slip contracts.csv '2{h;d};3{G}' 'another order of what is due'
slip contracts.csv 's/-31/-32/' 'days left that are wrong'
slip reuse_candidates.csv '$s/$/\nP1,,REU-CANDIDATE,/' 'a thing to reuse without a finding'
slip deadlines.ics '$d' 'a deadline that the calendar lacks'
slip deadlines.ics 's/20280229/20280301/' 'another day in the calendar'
slip deadlines.ics 's/UID:2/UID:1/' 'a name twice in the calendar'
slip support.csv 's/standard/extended/' 'another class with other rows first' shuffled

echo "1..$number"
[ $failed -eq 0 ]
