#!/bin/sh
# The store of findings under a full disk, killed runs and several runs at once: what was complete is there, the next
# run goes on from it, and what is wrong is said. Prints TAP.
# usage: history_test.sh GENKYO [SEED]: the seed of the moments at which runs are killed

genkyo=$(realpath "$1")
seed=${2:-${GENKYO_TEST_SEED:-$$}}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
kills=10

# A disk of its own, so that it can be full.
if [ "$3" != inside ] && unshare -U -r -m mount -t tmpfs none /mnt 2>/dev/null; then
    exec unshare -U -r -m --kill-child "$0" "$genkyo" "$seed" inside
fi
[ "$3" = inside ] && has_disk=true || has_disk=false

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 1

# audit DB OUT DAY: its status; what it says is in said.
audit() {
    "$genkyo" reconcile --ledger "$root/fixtures/ledger" --snapshot "$root/fixtures/snapshot" --out "$2" --db "$1" \
        --as-of "$3" --lang en --fail-on never >said 2>&1
}

# counts: new and continuing of the last audit.
counts() {
    sed -n 's/^Status *new \([0-9]*\)  continuing \([0-9]*\).*/\1 \2/p' said
}

audit first.db out 2027-03-31
total=$(counts | cut -d' ' -f1)
check 'a first run has new findings alone' [ "$total" -gt 0 ]
check 'and they are counted so' [ "$(counts)" = "$total 0" ]
audit first.db out 2027-03-31
check 'the same run once more has them all, continuing' [ "$(counts)" = "0 $total" ]

# --- several at once ---

pids=
for i in 1 2 3 4; do
    (
        mkdir "at-once-$i" && cd "at-once-$i" && audit ../many.db out 2027-03-31
        echo $? >status
        counts >told
    ) &
    pids="$pids $!"
done
for pid in $pids; do
    wait "$pid"
done
check 'of four runs at once one has new findings' [ "$(cat at-once-*/told | grep -c "^$total 0\$")" = 1 ]
check 'and the others have the same, continuing' [ "$(cat at-once-*/told | grep -c "^0 $total\$")" = 3 ]

# --- killed ---

# A number below 1000 for each call, out of the seed.
random() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    echo $((seed / 65536 % 1000))
}

echo "# GENKYO_TEST_SEED=$seed"
cp first.db killed.db
lost=0 failed=0 killed=0 i=0
while [ $i -lt $kills ]; do
    i=$((i + 1))
    "$genkyo" reconcile --ledger "$root/fixtures/ledger" --snapshot "$root/fixtures/snapshot" --out killed-out \
        --db killed.db --as-of 2027-04-01 --lang en --quiet >/dev/null 2>&1 &
    pid=$!
    # at once, then within the time that one takes; whichever moment it is, what follows must hold
    [ $i -eq 1 ] || timeout "0.$(printf '%03d' $(($(random) / 12)))" tail --pid=$pid -f /dev/null
    kill -KILL $pid 2>/dev/null && killed=$((killed + 1))
    wait $pid 2>/dev/null
    audit killed.db killed-out 2027-04-02
    [ $? -le 3 ] && [ -f killed-out/summary.json ] || failed=$((failed + 1))
    [ "$(counts)" = "0 $total" ] || lost=$((lost + 1))
done
echo "# killed: $killed of $kills"
check 'a run was killed before it ended' [ $killed -gt 0 ]
check 'after each run that is killed the next one succeeds' [ $failed = 0 ]
check 'and neither loses a finding nor has one twice' [ $lost = 0 ]
check 'nothing of a killed run stays beside the results' [ -z "$(ls -d killed-out.partial 2>/dev/null)" ]

# --- a full disk ---

if [ "$has_disk" = true ]; then
    mkdir disk && mount -t tmpfs -o size=1m none disk
    audit disk/genkyo.db out 2027-03-31
    cp disk/genkyo.db before.db
    dd if=/dev/zero of=disk/filling bs=1k 2>/dev/null
    audit disk/genkyo.db full-out 2027-04-01
    status=$?
    check 'a disk that is full is told' grep -q 'disk/genkyo.db: .*No space left on device' said
    check 'with status 3 if the results are there, else 2' \
        [ "$status" = "$([ -f full-out/summary.json ] && echo 3 || echo 2)" ]
    rm disk/filling

    # what people decide, on a full disk
    id=$("$genkyo" findings list --db disk/genkyo.db --code DIF-ATTRIBUTE --format json | sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p')
    awk -v id="$id" 'BEGIN { printf "id,cause\n%s,", id; for (i = 0; i < 100000; i++) printf "x"; print "" }' >filled.csv
    dd if=/dev/zero of=disk/filling bs=1k 2>/dev/null
    decide() { # PART…
        "$genkyo" findings "$@" --db disk/genkyo.db --who Sato --as-of 2027-04-02 --lang en >said 2>&1
    }
    check 'applying to a full disk has an id to go by' [ "${#id}" = 16 ]
    decide apply filled.csv
    check 'applying to a full disk is refused' [ $? = 2 ]
    check 'and told, in a line' [ "$(cat said)" = \
        'genkyo: disk/genkyo.db: the system refused (write): No space left on device' ]
    rm disk/filling
    check 'nothing of it was applied' [ "$("$genkyo" findings list --db disk/genkyo.db --format json | grep -c xxx)" = 0 ]
    decide apply filled.csv
    check 'with room again it is applied' [ $? = 0 ]
    check 'all of it' [ "$("$genkyo" findings list --db disk/genkyo.db --format json | grep -c xxx)" = 1 ]

    audit disk/genkyo.db out 2027-04-02
    check 'with room again the store goes on from what was complete' [ "$(counts)" = "0 $total" ]
    umount disk
else
    echo '# no disk of its own could be mounted: a full one is not tried'
fi

# --- a damaged file ---

cp first.db damaged.db
dd if=/dev/urandom of=damaged.db bs=4096 seek=1 conv=notrunc count=3 2>/dev/null
cp damaged.db damaged-before.db
audit damaged.db damaged-out 2027-04-01
check 'a damaged store ends the run with status 2' [ $? = 2 ]
check 'and is told' grep -q '^genkyo: damaged.db: the database is damaged' said
check 'no results are written then' [ ! -e damaged-out ]
check 'and the file is as it was' cmp -s damaged.db damaged-before.db

tap_end
