#!/bin/bash
# Worked cases made at random (random.awk), each of them named after the seed that makes it again.
# usage: random_test.sh GENKYO MAKE-SNAPSHOT [SEED…]
# Prints TAP.

set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
genkyo=$1 make_snapshot=$2
shift 2
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-random-cases.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

[ $# -gt 0 ] || set -- 1 2 3 4 5 6
cp "$here/defaults" "$here/settings" "$here/products.csv" "$here/whole.awk" "$work" || exit 2
for seed in "$@"; do
    LC_ALL=C awk -f "$here/random.awk" -v seed="$seed" >"$work/seed-$seed.case" || exit 2
done
"$here/../cases/run" "$work" --genkyo "$genkyo" --make-snapshot "$make_snapshot"
