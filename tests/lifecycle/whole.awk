# What holds for the results of every case: the order of the files, their sums of days, that findings and rows of
# reusable things are about the same ones, and that the calendar has the days of the files. Used by tests/cases/check.awk.

# Days since 0000-03-01, by which days can be subtracted; blank for what is no day.
function day_number(text,    y, m, d) {
    if (text !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) {
        return ""
    }
    y = substr(text, 1, 4) + 0
    m = substr(text, 6, 2) + 0
    d = substr(text, 9, 2) + 0
    if (m < 3) {
        y--
        m += 12
    }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 1
}

# Days first, in order; then what has none.
function check_order(file, column,    rows, row, day, last, is_behind) {
    rows = read_result(file)
    for (row = 1; row <= rows; row++) {
        day = day_number(result[file, row, column])
        if (day == "") {
            is_behind = 1
        } else if (is_behind || (last != "" && day < last)) {
            complain(file ": " column " " result[file, row, column] " stands behind a later one")
        } else {
            last = day
        }
    }
}

function check_gap(row,    planned, end, gap) {
    planned = day_number(result["support.csv", row, "planned_end"])
    end = day_number(result["support.csv", row, "effective_end"])
    gap = result["support.csv", row, "gap_days"]
    if (gap != "" && (planned == "" || end == "" || gap != planned - end)) {
        complain("support " result["support.csv", row, "product"] ": gap_days is " gap)
    }
}

# Of what is left of one contract follows the day as of which all are reckoned.
function check_days_left(row,    due, left) {
    due = day_number(result["contracts.csv", row, "due_on"])
    left = result["contracts.csv", row, "days_left"]
    if (left != "" && (due == "" || due - left != as_of)) {
        complain("contract " result["contracts.csv", row, "id"] ": days_left is " left)
    }
}

function check_reuse(    findings, rows, row, subject) {
    rows = read_result("reuse_candidates.csv")
    findings = read_result("findings.csv")
    for (row = 1; row <= rows; row++) {
        subject = result["reuse_candidates.csv", row, "asset_id"] result["reuse_candidates.csv", row, "license_id"]
        has_reuse_row[result["reuse_candidates.csv", row, "code"], subject] = 1
    }
    for (row = 1; row <= findings; row++) {
        if (finding_cell(row, "code") ~ /^REU-/) {
            subject = finding_cell(row, "subject")
            if (!((finding_cell(row, "code"), subject) in has_reuse_row)) {
                complain("reuse " subject ": there is a finding " finding_cell(row, "code") ", and no row")
            }
            was_found[finding_cell(row, "code"), subject] = 1
        }
    }
    for (subject in has_reuse_row) {
        if (!(subject in was_found)) {
            sub(SUBSEP, " ", subject)
            complain("reuse " subject ": there is a row, and no finding")
        }
    }
}

# --- deadlines.ics ---------------------------------------------------------------------------------------------------

function read_calendar(    file, line, is_event) {
    file = results "/deadlines.ics"
    while ((getline line <file) > 0) {
        sub(/\r$/, "", line)
        if (line ~ /^BEGIN:VEVENT/) {
            is_event = 1
        } else if (line ~ /^DTSTAMP:/) {
            as_of = day_number(substr(line, 9, 4) "-" substr(line, 13, 2) "-" substr(line, 15, 2))
        } else if (line ~ /^DTSTART;VALUE=DATE:/ && is_event) {
            line = substr(line, 20)
            is_in_calendar[day_number(substr(line, 1, 4) "-" substr(line, 5, 2) "-" substr(line, 7, 2))] = 1
        } else if (line ~ /^UID:/ && was_named[line]++) {
            complain("deadlines.ics: " line " twice")
        }
    }
    close(file)
    if (as_of == "") {
        complain("deadlines.ics has no component")
    }
}

# The last day that a run with --horizon lists; blank without.
function read_horizon(    file, line) {
    file = results "/summary.json"
    while ((getline line <file) > 0) {
        if (line ~ /^ *"horizon": *"/) {
            gsub(/.*: *"|".*/, "", line)
            horizon = day_number(line)
        }
    }
    close(file)
}

function check_deadline(file, row, column,    day) {
    day = day_number(result[file, row, column])
    if (day != "" && day >= as_of && (horizon == "" || day <= horizon)) {
        is_deadline[day] = 1
        if (!(day in is_in_calendar)) {
            complain("deadlines.ics lacks " column " " result[file, row, column] " of " file)
        }
    }
}

function check_calendar(    rows, row, day) {
    rows = read_result("support.csv")
    for (row = 1; row <= rows; row++) {
        check_deadline("support.csv", row, "effective_end")
        check_deadline("support.csv", row, "planned_end")
    }
    rows = read_result("contracts.csv")
    for (row = 1; row <= rows; row++) {
        if (result["contracts.csv", row, "state"] != "renewed") {
            check_deadline("contracts.csv", row, "notice_deadline")
            check_deadline("contracts.csv", row, "end_on")
        }
    }
    for (day in is_in_calendar) {
        if (!(day in is_deadline)) {
            complain("deadlines.ics has a day that is in no row")
        }
    }
}

function check_whole(    row) {
    read_calendar()
    read_horizon()
    check_order("support.csv", "effective_end")
    check_order("contracts.csv", "due_on")
    for (row = 1; row <= result["support.csv", "rows"]; row++) {
        check_gap(row)
    }
    for (row = 1; row <= result["contracts.csv", "rows"]; row++) {
        check_days_left(row)
    }
    check_reuse()
    check_calendar()
}
