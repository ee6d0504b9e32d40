#!/bin/sh
# Workbooks of reports: every cell against the CSV files, in both languages, with texts that want to be formulas, after a
# full disk, and as LibreOffice reads them. Prints TAP.
# usage: workbook_test.sh GENKYO SOURCE

genkyo=$(realpath "$1")
root=$(realpath "$2")
here=$root/tests/integration
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-workbook.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"
cd "$work" || exit 1
export TMPDIR="$work/tmp" HOME="$work/home"
mkdir tmp home

decode() {
    /usr/bin/python3 "$here/workbook_decode.py" "$@"
}

cp -r "$root/fixtures/ledger" ledger
cp "$root"/fixtures/rules/*.csv ledger
cp -rL "$root/fixtures/snapshot" snapshot

audit() { # LANGUAGE: results in $1, with the workbook
    "$genkyo" audit --ledger ledger --snapshot snapshot --out "$1" --as-of 2027-03-31 --lang "$1" --quiet >last 2>&1
    [ -s "$1/summary.json" ] && "$genkyo" report --in "$1" --format xlsx --lang "$1" >>last 2>&1
}

for language in ja en; do
    check "an audit ($language)" audit $language
    check "each cell is what the CSV files say ($language)" decode check $language/report.xlsx $language $language "$root"
    cp $language/report.xlsx first.xlsx
    "$genkyo" report --in $language --format xlsx --lang $language >last 2>&1
    check "the same bytes again ($language)" cmp first.xlsx $language/report.xlsx
done
check 'no temporary file is left' test -z "$(ls tmp)"

cp -r ja hostile
/usr/bin/python3 "$here/workbook_hostile.py" hostile || exit 1
"$genkyo" report --in hostile --format xlsx --lang ja >last 2>&1
check 'what looks like formulas stays text' decode check hostile/report.xlsx hostile ja "$root"

# A limit of file sizes acts as a disk that is full: first for the rows, then for the end of a sheet that is put together
# of them, which libxlsxwriter does not notice.
largest=$(/usr/bin/python3 -c 'import zipfile; print(max(i.file_size for i in zipfile.ZipFile("en/report.xlsx").infolist()))')
for blocks in 20 $((largest / 512 - 2)); do
    rm -rf full && cp -r en full && rm full/report.xlsx
    (trap '' XFSZ && ulimit -f $blocks && exec "$genkyo" report --in full --format xlsx --lang en >last 2>&1)
    status=$?
    check "a file that cannot grow beyond $blocks blocks is an error" test $status -eq 2
    check 'which names the place, once' test "$(grep -c "$work/tmp" last)/$(wc -l <last)" = 1/1
    check 'and leaves no workbook' test ! -e full/report.xlsx
done
(TMPDIR=$work/nowhere && export TMPDIR && exec "$genkyo" report --in full --format xlsx --lang en >last 2>&1)
check 'a temporary directory that is not there is an error' grep -q nowhere last

if ! command -v soffice >/dev/null; then
    skip 'LibreOffice reads the same' 'no LibreOffice here'
else
    mkdir again
    for name in ja hostile; do
        cp $name/report.xlsx $name.xlsx
        timeout 60 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to xlsx --outdir again \
            $name.xlsx >last 2>&1
        check "LibreOffice reads the same ($name)" decode same $name.xlsx again/$name.xlsx
    done
fi
tap_end
