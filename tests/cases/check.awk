# awk -f csv.awk -f check.awk -f whole.awk -v ledger=DIR -v results=DIR SETTINGS EXPECTED
# Compares what the audit wrote with what a case expects, and prints a line for each expectation that does not hold.
# Exit status 0: all hold. The form of both files is described in tests/cases/run; whole.awk has check_whole().

function complain(text) {
    print "  " text
    has_failed = 1
}

function is_number(text) {
    return text ~ /^-?[0-9]+$/
}

# The text behind "KIND: ".
function argument(    text) {
    text = $0
    sub(/^[a-z]+: */, "", text)
    return text
}

# How many rows a result file has; they are result[FILE, row, heading].
function read_result(file) {
    if (!((file, "rows") in result) && csv_read(results "/" file, result, file) < 0) {
        complain(file " is missing")
        exit 1
    }
    return result[file, "rows"]
}

# --- findings --------------------------------------------------------------------------------------------------------

# Is TEXT one of the words of PATTERN, "A|B"? * stands for any characters.
function fits(pattern, text,    words, n, i, star) {
    n = split(pattern, words, /\|/)
    for (i = 1; i <= n; i++) {
        star = index(words[i], "*")
        if (star ? substr(text, 1, star - 1) == substr(words[i], 1, star - 1) : text == words[i]) {
            return 1
        }
    }
    return 0
}

function finding_cell(row, column) {
    return result["findings.csv", row, column]
}

function finding_text(row) {
    return finding_cell(row, "code") "," finding_cell(row, "outcome") "," finding_cell(row, "subject") "," \
        finding_cell(row, "field")
}

function finding_fits(row, wanted,    parts, n, i) {
    n = csv_split(wanted, parts)
    if (!fits(parts[1], finding_cell(row, "code")) || !fits(parts[2], finding_cell(row, "outcome")) ||
        !fits(parts[3], finding_cell(row, "subject")) || !fits(parts[4], finding_cell(row, "field"))) {
        return 0
    }
    for (i = 5; i <= n; i++) {
        if (index(finding_cell(row, "message"), parts[i]) == 0) {
            return 0
        }
    }
    return 1
}

# Gives each expectation a finding of its own, those without a choice first.
function match_findings(is_open,    i, row) {
    for (i = 1; i <= wanted_count; i++) {
        if ((wanted[i] ~ /[*|]/) != is_open) {
            continue
        }
        for (row = 1; row <= result["findings.csv", "rows"]; row++) {
            if (!(row in is_taken) && finding_fits(row, wanted[i])) {
                is_taken[row] = 1
                break
            }
        }
        if (row > result["findings.csv", "rows"]) {
            complain("missing    " wanted[i])
        }
    }
}

# Does a case say of all findings of CODE whether they are expected?
function is_complete(code,    i) {
    for (i = 1; i <= complete_count; i++) {
        if (index(code, complete[i]) == 1) {
            return !fits(ignored, code)
        }
    }
    return 0
}

function is_expected(row,    i) {
    if (row in is_taken || !is_complete(finding_cell(row, "code"))) {
        return 1
    }
    for (i = 1; i <= allowed_count; i++) {
        if (finding_fits(row, allowed[i])) {
            return 1
        }
    }
    return 0
}

function check_findings(    row) {
    match_findings(0)
    match_findings(1)
    for (row = 1; row <= result["findings.csv", "rows"]; row++) {
        if (!is_expected(row)) {
            complain("unexpected " finding_text(row) ": " finding_cell(row, "message"))
        }
    }
}

# --- rows of the other files -----------------------------------------------------------------------------------------

# Does KEY of DIR/settings have what is wanted, A|B* as in findings? Of columns a+b are both, a|b either one.
function key_fits(file, row, key, pattern,    columns, n, i, text) {
    n = split(key, columns, /\|/)
    for (i = 1; i <= n && n > 1; i++) {
        if (key_fits(file, row, columns[i], pattern)) {
            return 1
        }
    }
    if (n > 1) {
        return 0
    }
    n = split(key, columns, /\+/)
    text = result[file, row, columns[1]]
    for (i = 2; i <= n; i++) {
        text = text (result[file, row, columns[i]] == "" ? "" : " " result[file, row, columns[i]])
    }
    return text == pattern || fits(pattern, text)
}

function unquoted(text) {
    return text ~ /^".*"$/ ? substr(text, 2, length(text) - 2) : text
}

# Splits "Kakuu Server Standard,core asset_id=H1 units=16" into what a row is found by and what it should say.
function read_wanted_row(text,    at, name, rest) {
    delete wanted_key
    delete wanted_column
    delete wanted_value
    wanted_columns = 0
    is_wanted_absent = sub(/ +(absent|ABSENT)$/, "", text)
    rest = ""
    if (match(text, / [a-z_]+=/)) {
        rest = substr(text, RSTART)
        text = substr(text, 1, RSTART - 1)
    }
    wanted_keys = csv_split(text, wanted_key)
    while (match(rest, /^ +[a-z_]+=/)) {
        name = substr(rest, RSTART, RLENGTH - 1)
        gsub(/ /, "", name)
        rest = substr(rest, RLENGTH + 1)
        at = match(rest, / +[a-z_]+=/) ? RSTART : length(rest) + 1
        wanted_column[++wanted_columns] = name
        wanted_value[wanted_columns] = unquoted(substr(rest, 1, at - 1))
        rest = substr(rest, at)
    }
}

function row_fits(kind, row,    i, file) {
    file = row_file[kind]
    for (i = 1; i <= wanted_keys; i++) {
        if (!key_fits(file, row, row_key[kind, i], wanted_key[i])) {
            return 0
        }
    }
    return 1
}

function differences(file, row,    i, text, is) {
    text = ""
    difference_count = 0
    for (i = 1; i <= wanted_columns; i++) {
        if (!((file, row, wanted_column[i]) in result)) {
            complain(file " has no column " wanted_column[i])
        }
        is = result[file, row, wanted_column[i]]
        if (is != wanted_value[i]) {
            difference_count++
            text = text ", " wanted_column[i] " is " (is == "" ? "blank" : is)
        }
    }
    return substr(text, 3)
}

# One row at least fits, and says what it should; or none fits.
function check_row(kind, text,    file, rows, row, found, nearest, least) {
    file = row_file[kind]
    rows = read_result(file)
    read_wanted_row(text)
    for (row = 1; row <= rows; row++) {
        if (!row_fits(kind, row)) {
            continue
        }
        found = differences(file, row)
        if (found == "") {
            if (is_wanted_absent) {
                complain(kind " " text ": there is one")
            }
            return
        }
        if (nearest == "" || difference_count < least) {
            nearest = found
            least = difference_count
        }
    }
    if (!is_wanted_absent) {
        complain(kind " " text ": " (nearest == "" ? "no such row" : nearest))
    }
}

# --- settings --------------------------------------------------------------------------------------------------------

function read_setting(    i) {
    if ($1 == "complete") {
        for (i = 2; i <= NF; i++) {
            complete[++complete_count] = $i
        }
    } else if ($1 == "allow") {
        allowed[++allowed_count] = $2
    } else if ($1 == "row") {
        row_file[$2] = $3
        for (i = 4; i <= NF; i++) {
            row_key[$2, i - 3] = $i
        }
    }
}

FNR == 1 {
    file_number++
}

file_number == 1 {
    read_setting()
    next
}

# --- the whole -------------------------------------------------------------------------------------------------------

/^finding: / {
    wanted[++wanted_count] = argument()
    next
}

/^maybe: / {
    allowed[++allowed_count] = argument()
    next
}

/^ignore: / {
    for (i = 2; i <= NF; i++) {
        ignored = ignored (ignored == "" ? "" : "|") $i
    }
    next
}

/^[a-z]+: / && substr($1, 1, length($1) - 1) in row_file {
    check_row(substr($1, 1, length($1) - 1), argument())
    next
}

{
    complain("not understood: " $0)
}

END {
    read_result("findings.csv")
    check_findings()
    check_whole()
    exit has_failed
}
