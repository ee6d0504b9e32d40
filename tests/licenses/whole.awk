# What holds for every position: sums. Used by tests/cases/check.awk.

function position_cell(row, column) {
    return result["license_position.csv", row, column]
}

function with_edition(product, edition) {
    return product (edition == "" ? "" : " " edition)
}

function position_product(row) {
    return with_edition(position_cell(row, "product"), position_cell(row, "edition"))
}

function is_suite(name,    row) {
    for (row = 1; row <= given["licenses", "rows"]; row++) {
        if (given["licenses", row, "components"] != "" &&
            with_edition(given["licenses", row, "product"], given["licenses", row, "edition"]) == name) {
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
    name = position_product(row) "," position_cell(row, "metric")
    own = position_cell(row, "allocated_direct") + position_cell(row, "allocated_downgrade") + \
        position_cell(row, "allocated_second")
    check_sum(name, "need_max", position_cell(row, "need_max"),
              own + position_cell(row, "allocated_suite") + position_cell(row, "exempt") + \
              position_cell(row, "short_max"))
    check_sum(name, "unexamined", position_cell(row, "unexamined"),
              position_cell(row, "need_max") - position_cell(row, "need_min"))
    if (is_suite(position_product(row))) {
        own = position_cell(row, "allocated_suite")
    }
    if (is_number(position_cell(row, "spare"))) {
        check_sum(name, "effective", position_cell(row, "effective"), own + position_cell(row, "spare"))
    }
    if (position_cell(row, "need_min") + 0 > position_cell(row, "need_max") + 0 ||
        position_cell(row, "short_min") + 0 > position_cell(row, "short_max") + 0) {
        complain("position " name ": the least is more than the most")
    }
}

function check_whole(    rows, row) {
    read_result("license_allocation.csv")
    read_result("license_demand.csv")
    rows = read_result("license_position.csv")
    csv_read(ledger "/licenses.csv", given, "licenses")
    for (row = 1; row <= rows; row++) {
        check_identities(row)
    }
}
