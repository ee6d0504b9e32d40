#!/bin/sh
# genkyo run killed (SIGKILL) at random moments: what was whole stays whole, the next run succeeds, and it finds what a
# run that nobody killed finds. How often, tests/counts.txt says. Prints TAP.
# usage: nightly_kill_test.sh GENKYO SOURCE [SEED]

genkyo=$(realpath "$1")
source=$(realpath "$2")
seed=${3:-${GENKYO_TEST_SEED:-$$}}
here=$(cd "$(dirname "$0")" && pwd)
moments=$(awk -v long="${GENKYO_TEST_LONG-}" '$1 == "nightly_kills" { print long ? $3 : $2 }' "$source/tests/counts.txt")

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
running=
cleanup() {
    [ -z "$running" ] || kill -KILL "$running" 2>/dev/null
    chmod -R u+rwx "$work"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' HUP INT TERM
echo "# seed $seed"
cd "$work" || exit 1

# Two inventories that take turns, so that every night has something to take over, to find and to replace.
cp -rL "$source/fixtures/ledger" ledger
cp -rL "$source/fixtures/snapshot" odd
cp -rL "$source/fixtures/snapshot" even
chmod -R u+w .
printf 'ホスト名,IPアドレス,シリアル番号\npc-1,10.1.0.1,S-0001\npc-2,10.1.0.2,S-0002\n' >even.csv
rm -r even
"$genkyo" import inventory even.csv --observed 2027-03-30 --out even --quiet || exit 1

configuration() { # state, inbox
    cat <<END
language: en
ledger: ledger
state: $1
scan: {snapshot: $2}
policy: {coverage_min: 0}
keep: {snapshots: {count: 3}, runs: {count: 5}}
END
}
night() { # state, inbox
    configuration "$1" "$2" >"$1-$2.yaml"
    "$genkyo" run --config "$1-$2.yaml" --as-of 2027-03-31 --jobs 2 --tmpdir "$work" >last 2>&1
}

# What a run finds that nobody kills; the files that do not depend on the nights before.
results='assets.csv license_position.csv support.csv contracts.csv'
ids() { # state: of what was found this time
    grep -v '"status":"resolved"' "$1/results/latest/findings.jsonl" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/' | LC_ALL=C sort
}
kept_ids() { # all that the store has
    "$genkyo" findings list --db state/genkyo.db --format json | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/' | LC_ALL=C sort
}
for inbox in odd even; do
    night "plain-$inbox" $inbox
    check "a run on $inbox ends" [ $? = 1 ]
done
began=$(date +%s%N)
night timed odd
for inbox in odd even; do ids "plain-$inbox" >"$inbox.ids"; done
check 'there is something to find' test -s odd.ids -a -s even.ids
LC_ALL=C sort -u odd.ids even.ids >both.ids
took_ms=$((($(date +%s%N) - began) / 1000000 + 5))

is_of() { # inbox: are the results those of it?
    for file in $results; do
        cmp "state/results/latest/$file" "plain-$1/results/latest/$file" || return 1
    done
    ids state >now.ids
    cmp now.ids "$1.ids"
}
# Nothing is lost, nothing stands twice, nothing is there that no night found.
store_has() { # inbox
    kept_ids >kept.ids
    [ -z "$(uniq -d kept.ids)" ] && [ -z "$(LC_ALL=C comm -23 "$1.ids" kept.ids)" ] &&
        [ -z "$(LC_ALL=C comm -23 kept.ids both.ids)" ]
}
# Results are there whole, of one night or the other, or not at all.
has_whole_results() {
    [ ! -e state/results/latest ] || is_of odd >/dev/null || is_of even
}
has_whole_snapshots() {
    for snapshot in state/snapshots/*Z; do
        [ -e "$snapshot" ] || continue
        cmp "$snapshot/manifest.json" odd/manifest.json >/dev/null || cmp "$snapshot/manifest.json" even/manifest.json ||
            return 1
        "$genkyo" reconcile --ledger ledger --snapshot "$snapshot" --out tried --as-of 2027-03-31 --quiet --fail-on never
        [ $? != 2 ] || return 1
    done
}
has_no_leftovers() {
    [ "$(find state -name '*.partial' | wc -l)" = 0 ] && [ "$(find state/snapshots -mindepth 1 -maxdepth 1 | wc -l)" -le 3 ]
}

awk -v seed="$seed" -v n="$moments" -v most="$took_ms" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%.3f\n", rand() * most / 1000 }' >delays
number=0
survived=0
while read -r delay; do
    number=$((number + 1))
    inbox=odd
    next=even
    [ $((number % 2)) = 1 ] || { inbox=even && next=odd; }
    configuration state $inbox >state.yaml
    "$genkyo" run --config state.yaml --as-of 2027-03-31 --jobs 2 --tmpdir "$work" >last 2>&1 &
    running=$!
    sleep "$delay"
    kill -KILL "$running" 2>/dev/null || survived=$((survived + 1))
    wait "$running" 2>/dev/null
    running=
    check "killed after $delay s: results are whole" has_whole_results
    check "killed after $delay s: snapshots are whole" has_whole_snapshots
    night state $next
    check "killed after $delay s: the next run ends" [ $? = 1 ]
    check "killed after $delay s: the next run finds what there is" is_of $next
    check "killed after $delay s: the store has each finding once" store_has $next
    check "killed after $delay s: nothing is left half done" has_no_leftovers
done <delays
check 'a run was killed before it ended' [ "$survived" -lt "$moments" ]
tap_end
