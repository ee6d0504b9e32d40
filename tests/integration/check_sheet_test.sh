#!/bin/sh
# Check sheets that were filled in and saved by LibreOffice: what is imported of the workbook is what is imported of the
# CSV file, and the exported workbook is one that can be imported. Prints TAP.
# usage: check_sheet_test.sh GENKYO SOURCE

genkyo=$(realpath "$1")
root=$(realpath "$2")
here=$root/tests/integration
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-check-sheet.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"
cd "$work" || exit 1
export TMPDIR="$work/tmp" HOME="$work/home"
mkdir tmp home

convert() { # DIR FILE…: as workbooks, in DIR
    directory=$1
    shift
    timeout 60 soffice "-env:UserInstallation=file://$work/profile" --headless --infilter='CSV:44,34,UTF8' \
        --convert-to xlsx --outdir "$directory" "$@" >last 2>&1
}

# In the first rows it was found, in the second not; the others stay blank.
fill() { # YES NO
    awk -F, -v OFS=, -v yes="$1" -v no="$2" '
        { sub(/\r$/, "") }
        NR == 2 { $9 = yes; $10 = "新館 1階"; $15 = "架空太郎"; $16 = "2027-03-30" }
        NR == 3 { $9 = no; $14 = "見当たらない"; $15 = "架空太郎"; $16 = "2027-03-31" }
        { printf "%s\r\n", $0 }'
}

rows() { # SNAPSHOT: what was seen, without where it was read
    cut -d, -f2-60 "$1/devices.csv" "$1/probes.csv"
}

if ! command -v soffice >/dev/null; then
    skip 'LibreOffice saves what can be imported' 'no LibreOffice here'
    tap_end
    exit
fi
for language in ja en; do
    "$genkyo" export check-sheet --ledger "$root/fixtures/ledger" --size 6 --out $language --as-of 2027-03-31 \
        --lang $language --quiet >last 2>&1
    if [ $language = ja ]; then set -- はい いいえ; else set -- yes no; fi
    fill "$1" "$2" <$language/book-to-floor.csv >$language.csv
    "$genkyo" import checks $language.csv --out csv-$language --lang $language >last 2>&1
    check "a sheet that was filled in is imported, the rest is named ($language)" test $? -eq 3
    check 'one was found, one was not' test "$(sed 1d csv-$language/probes.csv | cut -d, -f3 | sort | tr '\n' ' ')" = \
        'answered not-found '
    convert saved $language.csv
    "$genkyo" import checks saved/$language.xlsx --out xlsx-$language --lang $language >last 2>&1
    check "so is the workbook that LibreOffice saved ($language)" test $? -eq 3
    rows csv-$language >expected
    rows xlsx-$language >actual
    check 'with the same rows' cmp expected actual
    "$genkyo" import checks $language/check-sheet.xlsx --out none --lang en >last 2>&1
    check 'a workbook that nobody filled in says nothing' test $? -eq 2
    check 'and its sheets are known for what they are' test "$(grep -c 'no results of hand checks' last)" -eq 3
done
tap_end
