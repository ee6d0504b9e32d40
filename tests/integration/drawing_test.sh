#!/bin/bash
# Does the text of drawings stay in its boxes, as a renderer draws it with the fonts that are there? Names that are as wide
# as names can be go through genkyo; what comes out is rendered. Prints TAP.
# usage: drawing_test.sh GENKYO

genkyo=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if ! command -v rsvg-convert >/dev/null; then
    echo '1..0 # SKIP no rsvg-convert here'
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-drawing.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"

mkdir "$work/results"
echo '{"format":1,"as_of":"2027-03-31","language":"ja"}' >"$work/results/summary.json"
headings=system,relation,from_kind,from_id,from_label,to_kind,to_id,to_label,count,basis,ledger_evidence,snapshot_evidence
{
    echo "$headings"
    number=0
    while IFS= read -r name; do
        number=$((number + 1))
        echo "情報システム,belongs,hardware,H$number,$name,system,情報システム,,1,both,devices.csv:2,"
        echo "情報システム,runs,hardware,H$number,$name,software,$name,,1,both,software.csv:2,"
        echo "情報システム,located,hardware,H$number,$name,facility,$name 2,,1,ledger,,"
    done <<'NAMES'
WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
MMMMMMMM mmmmmmmm MMMMMMMM mmmmmmmm MMMMMMMM mmmmmmmm
%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@%@
iiiiiiiillllllllijijijijiiiiiiiilllllllliiiiiiiillllllllijijijijiiiiiiiillllllll
許認可申請システム統合運用管理基盤第二世代更改後継機器一式（本省・地方支分部局）
ｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙｶﾅﾀｲﾄﾙ
Microsoft Windows Server 2022 Datacenter Azure Edition (64-bit) 日本語版
0123456789012345678901234567890123456789012345678901234567890123456789
ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ０１２３４５６７８９
ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDEFG
~~~~^^^^####&&&&++++====<<<<>>>>~~~~^^^^####&&&&++++====<<<<>>>>
ÀÉÎÕÜßŁŒΩЖÀÉÎÕÜßŁŒΩЖÀÉÎÕÜßŁŒΩЖ
NAMES
} >"$work/results/relations.csv"

"$genkyo" report --in "$work/results" --out "$work/out" --format relations >"$work/last" 2>&1
check 'drawn' test -s "$work/out/relations.svg"
for font in 'Noto Sans CJK JP' 'DejaVu Sans' 'Liberation Sans' 'Noto Sans' 'IPAexGothic' 'Lato'; do
    if ! fc-list : family | grep -q "$font"; then
        skip "in its boxes with $font" 'it is not there'
        continue
    fi
    check "in its boxes with $font" /usr/bin/python3 "$here/drawing_measure.py" "$work/out/relations.svg" "$font"
done
too_wide() {
    /usr/bin/python3 "$here/drawing_measure.py" "$work/out/relations.svg" 'DejaVu Sans' 30 | grep -q ' px: '
}
check 'a text that is too wide is found' too_wide
tap_end
