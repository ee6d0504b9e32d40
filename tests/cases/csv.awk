# Rows of CSV, for the other programs here. A row is a line: no cell has a line end.

# Splits LINE into cells[1…]; returns how many there are.
function csv_split(line, cells,    n, rest, end) {
    sub(/\r$/, "", line)
    sub(/^\357\273\277/, "", line)
    n = 0
    rest = "," line
    while (substr(rest, 1, 1) == ",") {
        rest = substr(rest, 2)
        if (substr(rest, 1, 1) == "\"") {
            end = csv_closing_quote(rest)
            cells[++n] = substr(rest, 2, end - 2)
            gsub(/""/, "\"", cells[n])
            rest = substr(rest, end + 1)
        } else {
            end = index(rest, ",")
            cells[++n] = end ? substr(rest, 1, end - 1) : rest
            rest = end ? substr(rest, end) : ""
        }
    }
    return n
}

function csv_closing_quote(text,    i) {
    for (i = 2; i <= length(text); i++) {
        if (substr(text, i, 1) != "\"") {
            continue
        }
        if (substr(text, i + 1, 1) != "\"") {
            return i
        }
        i++
    }
    return i
}

function csv_cell(text) {
    if (text !~ /[",]|^[ \t]|[ \t]$/) {
        return text
    }
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

# Reads PATH into table[name, row, heading], row 1 and up, and table[name, "rows"]; returns how many rows there are, or -1.
function csv_read(path, table, name,    line, cells, headings, n, i, rows, status) {
    rows = -1
    while ((status = (getline line <path)) > 0) {
        delete cells
        n = csv_split(line, cells)
        if (rows++ < 0) {
            for (i = 1; i <= n; i++) {
                headings[i] = cells[i]
            }
            continue
        }
        for (i = 1; i <= n; i++) {
            table[name, rows, headings[i]] = cells[i]
        }
    }
    close(path)
    return table[name, "rows"] = status < 0 ? -1 : rows
}
