#!/bin/bash
# generate_test.sh GENERATE_PAIR GENERATE_SOFTWARE GENERATE_LICENSES GENERATE_SUPPORT MEASURE GENKYO (TAP): what the generators of scripts/bench plant in a
# small ledger and snapshot is what genkyo finds, no more and no less.
#
# Of 2,000 rows a side, counted by hand from the rules in machine.c and generate_software.c:
#   pair      machines 0…9 stand in the ledger only, 2000…2009 in the snapshot only. Of the ten assets, a quarter,
#             rounded down, is replaced (2), 8 are unverified. Machines 57, 157, … 1957 differ: 20. 500 and 1500 have
#             the asset number of their neighbour: 2. Without a serial number on paper: 33, 133, … 1933, so 20.
#   software  installations 13, 212, … 1804 have another version: 10; 77, 478, 879, 1280 and 1681 are listed only: 5;
#             277, 678, 1079, 1480 and 1881 are installed only: 5.
# DIF-UNVERIFIED has one more than machines: without a ledger of software nobody can say anything about it.
set -u

generate_pair=$1 generate_software=$2 generate_licenses=$3 generate_support=$4 measure=$5 genkyo=$6
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tests=0

check() { # NAME EXPECTED ACTUAL
    tests=$((tests + 1))
    if [ "$2" = "$3" ]; then
        printf 'ok %d - %s\n' $tests "$1"
    else
        printf 'not ok %d - %s\n' $tests "$1"
        diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/# /'
    fi
}

# How often each code and outcome was found, but for notices about the headings of the file.
count_findings() { # KIND
    sed -n 's/.*"code":"\([^"]*\)","outcome":"\([^"]*\)".*/\1 \2/p' "$work/$1-out/findings.jsonl" | grep -v '^INP-HEADER ' |
        LC_ALL=C sort | uniq -c | awk '{ print $2, $3, $1 }'
}

reconcile() { # KIND; its exit status
    "$measure" "$genkyo" reconcile --quiet --ledger "$work/$1-ledger" --snapshot "$work/$1-snapshot" \
        --out "$work/$1-out" --as-of 2027-03-31 --lang en | awk '{ print $5 }'
}

check_kind() { # KIND PLANTED FOUND GENERATOR…
    local kind=$1 planted=$2 found=$3
    shift 3
    check "$kind: what is planted" "$planted" "$("$@" 2000 "$work/$kind-ledger" "$work/$kind-snapshot")"
    check "$kind: genkyo finds something" 1 "$(reconcile "$kind")"
    check "$kind: what is found" "$found" "$(count_findings "$kind")"
}

check_kind alike 'differing 20
missing 2
unverified 8
unregistered 10
duplicates 2
blank 0' 'DIF-ATTRIBUTE violation 20
DIF-MISSING violation 2
DIF-UNREGISTERED violation 10
DIF-UNVERIFIED undetermined 9
INP-DUPLICATE undetermined 2' "$generate_pair" alike

check_kind realistic 'differing 20
missing 2
unverified 8
unregistered 10
duplicates 2
blank 20' 'DIF-ATTRIBUTE notice 20
DIF-ATTRIBUTE violation 20
DIF-MISSING violation 2
DIF-UNREGISTERED violation 10
DIF-UNVERIFIED undetermined 9
INP-DUPLICATE undetermined 2' "$generate_pair" realistic

check_kind software 'versions 10
missing 5
unregistered 5' 'DIF-SW-MISSING violation 5
DIF-SW-UNREGISTERED violation 5
DIF-SW-VERSION violation 10' "$generate_software"

# The same bytes in every run: the second pair is compared with the first.
"$generate_pair" realistic 2000 "$work/again-ledger" "$work/again-snapshot" >/dev/null
check 'the ledger again' '' "$(diff -r "$work/realistic-ledger" "$work/again-ledger" 2>&1)"
check 'the snapshot again' '' "$(diff -r "$work/realistic-snapshot" "$work/again-snapshot" 2>&1)"

# Both sides are in orders of their own, and neither in that of the numbers.
order_of() { # FILE COLUMN
    if tail -n +2 "$1" | cut -d, -f"$2" | LC_ALL=C sort -c 2>/dev/null; then echo sorted; else echo shuffled; fi
}
check 'the order of the ledger' shuffled "$(order_of "$work/alike-ledger/devices.csv" 1)"
check 'the order of the snapshot' shuffled "$(order_of "$work/alike-snapshot/devices.csv" 2)"
check 'device ids are sorted, as scans write them' sorted "$(order_of "$work/alike-snapshot/devices.csv" 1)"

# Licences are too many for a count by hand: all titles are recognised, each licence has its row, all allocations are
# proven, and that with one thread as with two.
audit() { # JOBS; its exit status
    "$measure" "$genkyo" audit --quiet --ledger "$work/licensed-ledger" --snapshot "$work/licensed-snapshot" \
        --out "$work/licensed-out-$1" --as-of 2027-03-31 --lang en --jobs "$1" | awk '{ print $5 }'
}
check 'licences: what is written' 'machines 200
installations 20000
licences 2000
patterns 10000' "$("$generate_licenses" 20000 "$work/licensed-ledger" "$work/licensed-snapshot")"
check 'licences: genkyo finds something' '1 1' "$(audit 1) $(audit 2)"
check 'licences: titles without a rule' 1 "$(wc -l <"$work/licensed-out-1/titles.csv")"
check 'licences: the same with two threads' '' \
    "$(diff -rq -x summary.json "$work/licensed-out-1" "$work/licensed-out-2" 2>&1)"
check 'licences: allocations that are not proven' 0 \
    "$(grep -c '"message_id":"license-quantity-not-proven"' "$work/licensed-out-1/findings.jsonl")"

# Of support: every product of the rules is found in the support data, by every machine that has it, and nothing differs.
support() { # JOBS; its exit status
    "$measure" "$genkyo" audit --quiet --ledger "$work/support-ledger" --snapshot "$work/support-snapshot" \
        --state "$work/state" --out "$work/support-out-$1" --as-of 2027-03-31 --lang en --jobs "$1" | awk '{ print $5 }'
}
check 'support: what is written' 'machines 200
installations 20000
products 40' "$("$generate_support" 20000 "$work/support-ledger" "$work/support-snapshot" "$work/support.json")"
check 'support: the data are imported' 0 "$("$genkyo" import endoflife "$work/support.json" --state "$work/state" \
    --as-of 2027-03-31 --quiet >/dev/null 2>&1; echo $?)"
check 'support: genkyo finds something' '1 1' "$(support 1) $(support 2)"
check 'support: the same with two threads' '' \
    "$(diff -rq -x summary.json "$work/support-out-1" "$work/support-out-2" 2>&1)"
check 'support: differences' 0 "$(grep -c '"code":"DIF-' "$work/support-out-1/findings.jsonl")"
# A tenth of the installations are of products that support data tell of: 2,000 on 200 machines, with 200 systems.
check 'support: uses of what is known' 2200 "$(awk -F, 'NR > 1 && ($14 == "software" || $14 == "os") && $15 != "" { n += $3 } END { print n + 0 }' \
    "$work/support-out-1/support.csv")"

# 64 MiB that a process has written to are seen, and so is its exit status.
read -r _ _ _ peak status < <("$measure" awk 'BEGIN { text = "0123456789abcdef"; for (i = 0; i < 22; i++) text = text text; exit length(text) == 67108864 ? 3 : 0 }')
check 'the peak of memory is measured' yes "$([ "$peak" -ge 65536 ] && echo yes || echo "$peak")"
check 'the exit status is told' 3 "$status"
printf '1..%d\n' $tests
