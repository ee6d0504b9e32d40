#!/bin/sh
# The schemas of our own JSON (docs/formats/schema/), held to what the program writes in many ways, and to the words that it
# knows. Prints TAP.
# usage: schema_test.sh GENKYO MAKE_SNAPSHOT WORDS SOURCE

genkyo=$(realpath "$1") make_snapshot=$(realpath "$2") words=$(realpath "$3") source=$(realpath "$4")
here=$source/tests/machine
python=/usr/bin/python3
if ! "$python" -c 'import jsonschema' 2>/dev/null; then
    echo '1..0 # SKIP no python3-jsonschema here'
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-schema.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$source/tests/integration/tap.sh"
. "$source/tests/browser/modules.sh"
produce() {
    "$words" >"$work/words" && "$python" "$here/produce.py" "$genkyo" "$make_snapshot" "$source" "$work"
}
prepared_by 'nothing to test' produce
"$python" "$here/schema_test.py" "$work/records" "$source/docs/formats/schema" "$work/words"
