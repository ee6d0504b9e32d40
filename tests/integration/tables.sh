# What tests ask of the tables of snapshots and results. Sourced.
#   cells FILE AWK-PROGRAM [NAME=VALUE…]   the program has row[NAME OF COLUMN] of each row; no cell has line ends in it
#   tables DIRECTORY [PATTERN]             all that a snapshot has, to be compared: without what differs from scan to scan,
#                                          and without cells that match the PATTERN

cells() {
    cells_file=$1
    cells_program=$2
    shift 2
    for pair; do
        set -- "$@" -v "$pair"
        shift
    done
    awk "$@" '
        function split_row(line, cell,    n, quoted) {
            while (line != "" || n == 0) {
                quoted = substr(line, 1, 1) == "\""
                match(line, quoted ? "^\"([^\"]|\"\")*\"" : "^[^,]*")
                cell[++n] = substr(line, 1 + quoted, RLENGTH - 2 * quoted)
                if (quoted) gsub(/""/, "\"", cell[n])
                line = substr(line, (RLENGTH < 0 ? 0 : RLENGTH) + 2)
            }
            return n
        }
        NR == 1 { count = split_row($0, column_name_of); next }
        {
            for (i = 1; i <= count; i++) row[column_name_of[i]] = ""
            split_row($0, values)
            for (i = 1; i <= count; i++) row[column_name_of[i]] = values[i]
            delete values
        }
        NR > 1 { '"$cells_program"' }' "$cells_file"
}

# Times are those of the scan, and of how long it took.
tables() {
    for table in "$1"/*.csv; do
        echo "${table##*/}"
        awk -F , -v pattern="${2-^$}" '
            NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^(observed_at|seconds)$/) skipped[i] = 1 }
            { for (i = 1; i <= NF; i++) printf "%s,", i in skipped || $i ~ pattern ? "" : $i; print "" }' "$table"
    done
}
