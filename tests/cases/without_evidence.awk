# awk -f csv.awk -f without_evidence.awk FILE
# A result file without what the order of the ledger's rows decides: the columns that say where a row stands, and the
# numbers of lines in the reasons of allocations.

{
    delete cells
    n = csv_split($0, cells)
    line = ""
    for (i = 1; i <= n; i++) {
        if (FNR == 1) {
            names[i] = cells[i]
        }
        if (names[i] ~ /evidence$/) {
            continue
        }
        if (names[i] == "reason") {
            gsub(/\.csv:[0-9]+/, ".csv", cells[i])
        }
        line = line "," csv_cell(cells[i])
    }
    print substr(line, 2)
}
