# awk -f csv.awk -f check.awk -v ledger=DIR -v results=DIR EXPECTED
# Compares what the audit wrote with what a case expects, and prints a line for each expectation that does not hold.
# Exit status 0: all hold. The form of EXPECTED is described in tests/licenses/run.

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

function finding_text(row) {
    return finding[row, "code"] "," finding[row, "outcome"] "," finding[row, "subject"] "," finding[row, "field"]
}

function finding_fits(row, wanted,    parts, n, i) {
    n = csv_split(wanted, parts)
    if (!fits(parts[1], finding[row, "code"]) || !fits(parts[2], finding[row, "outcome"]) ||
        !fits(parts[3], finding[row, "subject"]) || !fits(parts[4], finding[row, "field"])) {
        return 0
    }
    for (i = 5; i <= n; i++) {
        if (index(finding[row, "message"], parts[i]) == 0) {
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
        for (row = 1; row <= finding_count; row++) {
            if (!(row in is_taken) && finding_fits(row, wanted[i])) {
                is_taken[row] = 1
                break
            }
        }
        if (row > finding_count) {
            complain("missing    " wanted[i])
        }
    }
}

function is_expected(row,    i) {
    if (row in is_taken || finding[row, "code"] !~ /^LIC-/ || finding[row, "code"] in is_ignored) {
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
    for (row = 1; row <= finding_count; row++) {
        if (!is_expected(row)) {
            complain("unexpected " finding_text(row) ": " finding[row, "message"])
        }
    }
}

# --- rows of the other files -----------------------------------------------------------------------------------------

# Splits "Kakuu Server Standard,core asset_id=H1 units=16" into what a row is found by and what it should say.
function read_wanted_row(text,    fields, n, i, name, at) {
    wanted_name = text
    wanted_metric = ""
    delete wanted_key
    delete wanted_cell
    wanted_cells = 0
    if (match(text, / [a-z_]+=/)) {
        wanted_name = substr(text, 1, RSTART - 1)
        n = split(substr(text, RSTART + 1), fields, / +/)
        for (i = 1; i <= n; i++) {
            at = index(fields[i], "=")
            name = substr(fields[i], 1, at - 1)
            if (name == "asset_id" || name == "user_id") {
                wanted_key[name] = substr(fields[i], at + 1)
            } else {
                wanted_cell[++wanted_cells] = name
                wanted_value[name] = substr(fields[i], at + 1)
            }
        }
    }
    if (at = index(wanted_name, ",")) {
        wanted_metric = substr(wanted_name, at + 1)
        wanted_name = substr(wanted_name, 1, at - 1)
    }
}

function product_of(table, row) {
    return table[row, "product"] (table[row, "edition"] == "" ? "" : " " table[row, "edition"])
}

function row_fits(table, row,    name) {
    if (product_of(table, row) != wanted_name || (wanted_metric != "" && table[row, "metric"] != wanted_metric)) {
        return 0
    }
    for (name in wanted_key) {
        if (table[row, name] != wanted_key[name]) {
            return 0
        }
    }
    return 1
}

function differences(table, row,    i, name, text) {
    text = ""
    for (i = 1; i <= wanted_cells; i++) {
        name = wanted_cell[i]
        if (table[row, name] != wanted_value[name]) {
            text = text ", " name " is " (table[row, name] == "" ? "blank" : table[row, name])
        }
    }
    return substr(text, 3)
}

# One row at least fits, and says what it should.
function check_row(kind, text, table, count,    row, found, nearest) {
    read_wanted_row(text)
    for (row = 1; row <= count; row++) {
        if (row_fits(table, row)) {
            found = differences(table, row)
            if (found == "") {
                return
            }
            nearest = nearest == "" ? found : nearest
        }
    }
    complain(kind " " text ": " (nearest == "" ? "no such row" : nearest))
}

function check_allocation(text,    parts, row, n) {
    n = split(text, parts, ",")
    for (row = 1; row <= allocation_count; row++) {
        if (allocation[row, "license_id"] == parts[1] && (n < 3 || allocation[row, "right"] == parts[3]) &&
            (allocation[row, "asset_id"] == parts[2] || allocation[row, "user_id"] == parts[2])) {
            return
        }
    }
    complain("allocation " text ": no such row")
}

# --- what holds for every position -----------------------------------------------------------------------------------

function is_suite(name,    row) {
    for (row = 1; row <= license_count; row++) {
        if (license[row, "components"] != "" && product_of(license, row) == name) {
            return 1
        }
    }
    return 0
}

function check_sum(name, what, is, should_be) {
    if (is_number(is) && is != should_be) {
        complain("position " name ": " what " is " is ", and its parts make " should_be)
    }
}

function check_identities(row,    name, own) {
    name = product_of(position, row) "," position[row, "metric"]
    own = position[row, "allocated_direct"] + position[row, "allocated_downgrade"] + position[row, "allocated_second"]
    check_sum(name, "need_max", position[row, "need_max"],
              own + position[row, "allocated_suite"] + position[row, "exempt"] + position[row, "short_max"])
    check_sum(name, "unexamined", position[row, "unexamined"], position[row, "need_max"] - position[row, "need_min"])
    if (is_suite(product_of(position, row))) {
        own = position[row, "allocated_suite"]
    }
    if (is_number(position[row, "spare"])) {
        check_sum(name, "effective", position[row, "effective"], own + position[row, "spare"])
    }
    if (position[row, "need_min"] + 0 > position[row, "need_max"] + 0 ||
        position[row, "short_min"] + 0 > position[row, "short_max"] + 0) {
        complain("position " name ": the least is more than the most")
    }
}

# --- the whole -------------------------------------------------------------------------------------------------------

function read_results() {
    license_count = csv_read(ledger "/licenses.csv", license)
    finding_count = csv_read(results "/findings.csv", finding)
    position_count = csv_read(results "/license_position.csv", position)
    allocation_count = csv_read(results "/license_allocation.csv", allocation)
    demand_count = csv_read(results "/license_demand.csv", demand)
    if (finding_count < 0 || position_count < 0 || allocation_count < 0 || demand_count < 0) {
        complain("a result file is missing")
        exit 1
    }
}

BEGIN {
    read_results()
}

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
        is_ignored[$i] = 1
    }
    next
}

/^position: / {
    check_row("position", argument(), position, position_count)
    next
}

/^demand: / {
    check_row("demand", argument(), demand, demand_count)
    next
}

/^allocation: / {
    check_allocation(argument())
    next
}

{
    complain("not understood: " $0)
}

END {
    check_findings()
    for (row = 1; row <= position_count; row++) {
        check_identities(row)
    }
    exit has_failed
}
