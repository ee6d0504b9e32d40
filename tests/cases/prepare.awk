# awk -f csv.awk -f prepare.awk -v out=DIR -v is_shuffled=0|1 defaults CASE
# Writes what a case says as files: DIR/ledger/*.csv, DIR/observed/*.csv (for genkyo-make-snapshot),
# DIR/state/support/*.csv, DIR/expected, DIR/as-of; where it says so DIR/policy.yaml, DIR/options, DIR/endoflife. The form
# of a case is described in tests/cases/run. With is_shuffled the rows of every table stand in another order.

function fail(text) {
    print FILENAME ":" FNR ": " text >"/dev/stderr"
    has_failed = 1
    exit 1
}

# --- reading ---------------------------------------------------------------------------------------------------------

# LINE as often as its ranges {01..10} say, in lines[1…]: the ranges of a line count together.
function expand(line, lines,    n, i, count, from, to, width, text, rest) {
    count = 1
    rest = line
    while (match(rest, /\{[0-9]+\.\.[0-9]+\}/)) {
        text = substr(rest, RSTART + 1, RLENGTH - 2)
        from = substr(text, 1, index(text, ".") - 1) + 0
        to = substr(text, index(text, "..") + 2) + 0
        n = to - from + 1
        if (n < 1 || (count > 1 && n != count)) {
            fail("ranges of different lengths")
        }
        count = n
        rest = substr(rest, RSTART + RLENGTH)
    }
    for (i = 0; i < count; i++) {
        rest = line
        lines[i + 1] = ""
        while (match(rest, /\{[0-9]+\.\.[0-9]+\}/)) {
            text = substr(rest, RSTART + 1, RLENGTH - 2)
            from = substr(text, 1, index(text, ".") - 1)
            lines[i + 1] = lines[i + 1] substr(rest, 1, RSTART - 1) sprintf("%0" length(from) "d", from + i)
            rest = substr(rest, RSTART + RLENGTH)
        }
        lines[i + 1] = lines[i + 1] rest
    }
    return count
}

function add_column(table, column) {
    if (!((table, column) in has_column)) {
        has_column[table, column] = 1
        columns[table, ++column_count[table]] = column
    }
}

function read_row(table, line,    cells, n, i) {
    n = csv_split(line, cells)
    if (!(table in rows)) {
        tables[++table_count] = table
        rows[table] = 0
        for (i = 1; i <= n; i++) {
            is_named[table, cells[i]] = 1
            add_column(table, cells[i])
        }
        return
    }
    if (n != column_count[table]) {
        fail("as many cells as headings are expected")
    }
    rows[table]++
    for (i = 1; i <= n; i++) {
        cell[table, rows[table], columns[table, i]] = cells[i]
    }
}

# A line before the first section.
function read_setting(    text) {
    text = $0
    sub(/^[a-z-]+: */, "", text)
    if ($1 == "as-of:") {
        as_of = text
    } else if ($1 == "policy:") {
        print $2 ": " $3 >(out "/policy.yaml")
    } else if ($1 == "options:" || $1 == "endoflife:") {
        print text >(out "/" substr($1, 1, length($1) - 1))
    }
}

FNR == 1 {
    file_number++
}

file_number == 1 {
    if ($0 ~ /^[a-z]/) {
        delete words
        split($0, words, /  +/)
        default_table[++default_count] = words[1]
        default_column[default_count] = words[2]
        default_value[default_count] = words[3]
    }
    next
}

/^== / {
    section = substr($0, 4)
    next
}

/^#/ || /^$/ {
    next
}

section == "" {
    read_setting()
    next
}

{
    line_count = expand($0, lines)
    for (i = 1; i <= line_count; i++) {
        if (section == "expected") {
            print lines[i] >(out "/expected")
        } else {
            read_row(section, lines[i])
        }
    }
}

# --- what is not said ------------------------------------------------------------------------------------------------

# VALUE with the cells of a row of FROM in place of $names.
function substitute(value, from, row,    result, name) {
    result = ""
    while (match(value, /\$[a-z_]+/)) {
        name = substr(value, RSTART + 1, RLENGTH - 1)
        result = result substr(value, 1, RSTART - 1) cell[from, row, name]
        value = substr(value, RSTART + RLENGTH)
    }
    return result value
}

function fill(table, row, from, from_row,    i, column) {
    for (i = 1; i <= default_count; i++) {
        column = default_column[i]
        if (default_table[i] == table && !((table, row, column) in cell)) {
            add_column(table, column)
            cell[table, row, column] = substitute(default_value[i], from, from_row)
        }
    }
}

function fill_table(table,    row) {
    for (row = 1; row <= rows[table]; row++) {
        fill(table, row, table, row)
    }
}

# The observed machines: those of the ledger that were seen, as the ledger has them but for what the case says, and those
# that only the case's "observed devices" has.
function observe_devices(    row, own, asset) {
    own = "observed devices"
    for (row = 1; row <= rows[own]; row++) {
        row_of[cell[own, row, "asset_id"]] = row
    }
    add_column(own, "device_id")
    for (row = 1; row <= rows["devices"]; row++) {
        asset = cell["devices", row, "asset_id"]
        if (cell["devices", row, "seen"] == "no") {
            continue
        }
        if (!(asset in row_of)) {
            row_of[asset] = ++rows[own]
            cell[own, rows[own], "asset_id"] = asset
            cell[own, rows[own], "unread"] = cell["devices", row, "unread"]
        }
        fill(own, row_of[asset], "devices", row)
    }
    for (row = 1; row <= rows[own]; row++) {
        asset = cell[own, row, "asset_id"]
        if (!((own, row, "device_id") in cell)) {
            cell["stranger", row, "asset_id"] = asset
            cell["stranger", row, "serial"] = "SN-" asset
            cell["stranger", row, "hostname"] = asset
            cell["stranger", row, "kind"] = "pc"
            fill(own, row, "stranger", row)
        }
        observe_probe(row)
        if (index(";" cell[own, row, "unread"] ";", ";packages;") == 0) {
            observe_viewer(asset)
        }
    }
}

# A list of software without rows counts as one that was not read. So every machine has something that needs no licence.
function observe_viewer(asset,    own) {
    own = "observed software"
    if (!(own in rows)) {
        tables[++table_count] = own
        add_column(own, "asset_id")
        add_column(own, "product")
    }
    cell[own, ++rows[own], "asset_id"] = asset
    cell[own, rows[own], "product"] = "Kakuu Viewer"
    fill(own, rows[own], own, rows[own])
}

function observe_probe(row,    own, probe, parts, n, i, missing) {
    own = "observed devices"
    probe = "observed probes"
    missing = cell[own, row, "unread"]
    n = split("identity os cpu memory disks network packages logins updates guests", parts, " ")
    add_column(own, "observed_at")
    add_column(own, "address")
    add_column(own, "sections_missing")
    cell[own, row, "observed_at"] = as_of "T09:10:00+09:00"
    cell[own, row, "address"] = cell[probe, row, "address"] = sprintf("10.1.%d.%d", row / 200, row % 200 + 1)
    cell[own, row, "sections_missing"] = cell[probe, row, "sections_missing"] = missing
    cell[probe, row, "target"] = cell[probe, row, "address"]
    cell[probe, row, "outcome"] = missing == "" ? "answered" : "partial"
    cell[probe, row, "method"] = "ssh"
    cell[probe, row, "device_id"] = cell[own, row, "device_id"]
    cell[probe, row, "sections_complete"] = ""
    for (i = 1; i <= n; i++) {
        if (index(";" missing ";", ";" parts[i] ";") == 0) {
            cell[probe, row, "sections_complete"] = cell[probe, row, "sections_complete"] (i > 1 ? ";" : "") parts[i]
        }
    }
}

function observe(    i, row, table) {
    observe_devices()
    split("target address outcome method sections_complete sections_missing device_id", names, " ")
    for (i = 1; i in names; i++) {
        add_column("observed probes", names[i])
    }
    rows["observed probes"] = rows["observed devices"]
    add_column("observed scan", "started")
    add_column("observed scan", "ended")
    add_column("observed scan", "scanner")
    add_column("observed scan", "scope")
    rows["observed scan"] = 1
    cell["observed scan", 1, "started"] = as_of "T09:00:00+09:00"
    cell["observed scan", 1, "ended"] = as_of "T09:30:00+09:00"
    cell["observed scan", 1, "scanner"] = "genkyo"
    cell["observed scan", 1, "scope"] = "targets.csv"
    for (i = 1; i <= table_count; i++) {
        table = tables[i]
        if (table ~ /^observed / && table != "observed devices") {
            add_column(table, "device_id")
            for (row = 1; row <= rows[table]; row++) {
                cell[table, row, "device_id"] = "d-" cell[table, row, "asset_id"]
            }
        }
    }
}

# --- writing ---------------------------------------------------------------------------------------------------------

# order[1…n]: the rows as they stand, or in a fixed other order.
function arrange(n, order,    i, j, kept, state, is_moved) {
    for (i = 1; i <= n; i++) {
        order[i] = i
    }
    if (!is_shuffled || n < 2) {
        return
    }
    state = 20270331
    for (i = n; i > 1; i--) {
        state = state * 16807 % 2147483647
        j = state % i + 1
        kept = order[i]
        order[i] = order[j]
        order[j] = kept
    }
    for (i = 1; i <= n; i++) {
        is_moved += order[i] != i
    }
    for (i = 1; i <= n && !is_moved; i++) {
        order[i] = i % n + 1
    }
}

# Columns that only speak to this program.
function is_for_us(table, column) {
    return column == "seen" || column == "unread" || (table ~ /^observed / && column == "asset_id")
}

# Where a table goes. Rules for titles of a case's own stand behind those that are always there.
function table_path(table) {
    if (table == "products") {
        return out "/ledger/products_of_case.csv"
    }
    if (sub(/^observed /, "observed/", table) || sub(/^state /, "state/support/", table)) {
        return out "/" table ".csv"
    }
    return out "/ledger/" table ".csv"
}

function write_table(table,    path, i, j, line, order, name) {
    path = table_path(table)
    arrange(rows[table], order)
    for (i = 0; i <= rows[table]; i++) {
        line = ""
        for (j = 1; j <= column_count[table]; j++) {
            name = columns[table, j]
            if (!is_for_us(table, name)) {
                line = line "," csv_cell(i ? cell[table, order[i], name] : name)
            }
        }
        print substr(line, 2) >path
    }
    close(path)
}

END {
    if (section != "expected" && !has_failed) {
        fail("nothing is expected")
    }
    printf "" >(out "/expected")
    if (has_failed) {
        exit 1
    }
    rows["devices"] += 0
    as_of = as_of == "" ? "2027-03-31" : as_of
    for (i = 1; i <= table_count; i++) {
        if (tables[i] !~ /^observed devices/) {
            fill_table(tables[i])
        }
    }
    observe()
    for (table in rows) {
        if (column_count[table]) {
            write_table(table)
        }
    }
    print as_of >(out "/as-of")
}
