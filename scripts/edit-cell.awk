# Changes cells of a CSV file in one column; everything else is printed as it was. Cells that need quotes get them; BOM,
# line ends and rows over several lines are kept.
#   awk -v columns='location|設置場所' -v value=NEW [-v where=TEXT] [-v limit=N] -f edit-cell.awk FILE
# columns: headings to look for; where: only rows that have this text as a cell of the column where_columns
# (default: the column itself); limit: how many rows at most (default 1). Exit status 1 when nothing was changed.

function split_row(row,    i, n, c, is_quoted, cell) {
    delete cells
    n = 1
    cell = ""
    for (i = 1; i <= length(row); i++) {
        c = substr(row, i, 1)
        if (is_quoted) {
            if (c != "\"") {
                cell = cell c
            } else if (substr(row, i + 1, 1) == "\"") {
                cell = cell "\""
                i++
            } else {
                is_quoted = 0
            }
        } else if (c == "\"") {
            is_quoted = 1
        } else if (c == ",") {
            cells[n++] = cell
            cell = ""
        } else {
            cell = cell c
        }
    }
    cells[n] = cell
    return n
}

function quote(cell) {
    if (cell ~ /[",\r\n]|^[ \t]|[ \t]$/) {
        gsub(/"/, "\"\"", cell)
        return "\"" cell "\""
    }
    return cell
}

function find_column(names, count,    list, n, i, j) {
    n = split(names, list, "|")
    for (i = 1; i <= n; i++) {
        for (j = 1; j <= count; j++) {
            if (cells[j] == list[i]) {
                return j
            }
        }
    }
    return 0
}

function print_row(count, end,    i) {
    for (i = 1; i <= count; i++) {
        printf "%s%s", (i > 1 ? "," : ""), quote(cells[i])
    }
    printf "%s\n", end
}

function open_quotes(text) {
    return gsub(/"/, "", text) % 2
}

BEGIN {
    limit = limit ? limit : 1
}

{
    row = is_inside ? row "\n" $0 : $0
    is_inside = open_quotes(row)
    if (is_inside) {
        next
    }
    end = sub(/\r$/, "", row) ? "\r" : ""
    if (!has_header) {
        has_header = 1
        bom = sub(/^\357\273\277/, "", row) ? "\357\273\277" : ""
        width = split_row(row)
        column = find_column(columns, width)
        key = where_columns ? find_column(where_columns, width) : column
        printf "%s%s%s\n", bom, row, end
        next
    }
    width = split_row(row)
    if (column && key && changed < limit && (where == "" ? cells[column] != "" : cells[key] == where)) {
        changed++
        cells[column] = value
        print_row(width, end)
    } else {
        printf "%s%s\n", row, end
    }
}

END {
    if (!changed) {
        exit 1
    }
}
