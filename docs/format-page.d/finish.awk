# Roff of lowdown as a manual page: title and section, code in bold with hyphens that can be copied, and tables that fit
# a terminal. A table that would be wider becomes a list: the first cell is the tag, the others follow with their headings.

function page_of(format) { sub(/^genkyo-/, "", format); return "genkyo-" format }

# Hyphens of code and of options are those that are typed.
function typed(text) {
    gsub(/-/, "\\-", text)
    gsub(/\\\\-/, "\\-", text)
    return text
}

function with_fonts(line, before, code) {
    before = ""
    while (match(line, /\\fC[^\\]*(\\[^f][^\\]*)*\\fR/)) {
        code = substr(line, RSTART + 3, RLENGTH - 6)
        before = before substr(line, 1, RSTART - 1) "\\fB" typed(code) "\\fR"
        line = substr(line, RSTART + RLENGTH)
    }
    line = before line
    gsub(/\\fC/, "\\fB", line)
    return with_references(line)
}

# Names of pages are not broken at their hyphens.
function with_references(line, before) {
    before = ""
    while (match(line, /genkyo-[a-z-]+\\fR\([15]\)/)) {
        before = before substr(line, 1, RSTART - 1) typed(substr(line, RSTART, RLENGTH))
        line = substr(line, RSTART + RLENGTH)
    }
    return before line
}

# Columns on a terminal, nearly: a character of three bytes takes two, an escape one or none.
function width(text, n, i, byte) {
    gsub(/\\f[A-Z]/, "", text)
    gsub(/\\&/, "", text)
    gsub(/\\\(../, "x", text)
    gsub(/\\./, "x", text)
    n = 0
    for (i = 1; i <= length(text); i++) {
        byte = substr(text, i, 1)
        n += byte < "\200" ? 1 : byte < "\300" ? 0 : byte < "\340" ? 1 : 2
    }
    return n
}

# A cell of tbl that is a rule, or the cell above again, is text here.
function as_cell(text) {
    return text == "_" || text == "=" || text ~ /^\\\^/ ? "\\&" text : text
}

function table_width(row, column, most, sum) {
    sum = 0
    for (column = 1; column <= columns; column++) {
        most = 0
        for (row = 0; row < rows; row++) {
            if (width(cell[row, column]) > most) {
                most = width(cell[row, column])
            }
        }
        sum += most + (column > 1 ? BETWEEN : 0)
    }
    return sum
}

function has_headings(column) {
    for (column = 1; column <= columns; column++) {
        if (cell[0, column] != "") {
            return 1
        }
    }
    return 0
}

function begin_paragraph() {
    if (!is_begun) {
        print ".PP"
    }
    is_begun = 1
}

function print_table(row, column, line) {
    begin_paragraph()
    print ".TS"
    for (column = 1; column <= columns; column++) {
        printf(column > 1 ? " l" : "l")
    }
    print "."
    for (row = has_headings() ? 0 : 1; row < rows; row++) {
        line = ""
        for (column = 1; column <= columns; column++) {
            line = line (column > 1 ? "\t" : "") \
                (row == 0 && cell[0, column] != "" ? "\\fI" cell[0, column] "\\fR" : as_cell(cell[row, column]))
        }
        print line
    }
    print ".TE"
}

# A cell without a heading that is a mark (M, 1) stands behind the tag.
function print_tag(row, column, tag) {
    tag = cell[row, 1]
    for (column = 2; column <= columns; column++) {
        if (cell[0, column] == "" && cell[row, column] != "" && width(cell[row, column]) <= MARK) {
            tag = tag "  (" cell[row, column] ")"
            cell[row, column] = ""
        }
    }
    print (tag == "" ? ".IP \"\" 7n" : ".TP\n" tag)
}

function print_list(row, column, is_labelled, separator) {
    for (row = 1; row < rows; row++) {
        print_tag(row)
        separator = ""
        for (column = 2; column <= columns; column++) {
            if (cell[row, column] != "") {
                is_labelled = columns > 2 && cell[0, column] != ""
                print (separator (is_labelled ? "\\fI" cell[0, column] ":\\fR " : "") cell[row, column])
                separator = ".br\n"
            }
        }
        if (separator == "") {
            print "\\&"
        }
    }
}

# --- tables as lowdown writes them: a cell is lines between T{ and T}, a row ends where no | follows -----------------

function begin_table() {
    is_table = 1
    rows = columns = column_of_row = 0
    split("", cell)
}

function take_table_line(line) {
    if (line == "T{") {
        column_of_row++
    } else if (line == "T}|T{") {
        column_of_row++
    } else if (line == "T}") {
        columns = column_of_row > columns ? column_of_row : columns
        rows++
        column_of_row = 0
    } else if (column_of_row > 0) {
        cell[rows, column_of_row] = cell[rows, column_of_row] (cell[rows, column_of_row] == "" ? "" : " ") with_fonts(line)
    }
}

function end_table() {
    is_table = 0
    if (table_width() <= WIDEST) {
        print_table()
    } else {
        print_list()
    }
    is_begun = 0
}

BEGIN {
    WIDEST = 70
    BETWEEN = 3
    MARK = 2
    print "'\\\" t"
    printf ".TH \"%s\" 5 \"\" \"genkyo %s\" \"genkyo\"\n.ad l\n.nr HY 0\n.nh\n", typed(page_of(name)), version
}

NR <= 2 { next } # the title of lowdown
/^\.TS$/ { begin_table(); next }
/^\.TE$/ { end_table(); next }
is_table { take_table_line($0); next }
/^\.EX$/ { is_code = 1; print ".in +2n"; print; next }
/^\.EE$/ { is_code = 0; print; print ".in"; next }
is_code { print typed($0); is_begun = 0; next }
/^\.S[HS]$/ { heading = $0; next }
heading != "" {
    gsub(/\\f[A-Z]/, "")
    print heading " " typed($0)
    is_begun = 1
    is_name = $0 == "NAME"
    heading = ""
    next
}
# A paragraph begins behind a heading anyway, and roff has no use for empty lines.
/^\.[LP]P$/ { begin_paragraph(); next }
/^$/ { next }
{ is_begun = 0 }
/^\./ { print; next }
is_name { sub(/ - /, " \001 "); $0 = typed($0); sub(/\001/, "\\-"); print; is_name = 0; next }
{ print with_fonts($0) }
