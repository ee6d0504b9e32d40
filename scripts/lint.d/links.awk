# Prints what pages of documentation lead to, one a line: PAGE:LINE, target, heading; a tab between.
#   awk -f links.awk PAGE.md…
# A target is a file named from the root: of a link, which stands relative to the page, and of `tests/…`, `scripts/…` and
# sources in backticks, which stand from the root. Addresses of other places are left out, as is what stands in blocks of
# code.

FNR == 1 {
    is_code = 0
    folder = FILENAME
    if (!sub(/\/[^\/]*$/, "", folder)) {
        folder = "."
    }
}

/^ *```/ {
    is_code = !is_code
    next
}

is_code {
    next
}

{
    rest = $0
    while (match(rest, /\]\([^() ]*\)/)) {
        target = substr(rest, RSTART + 2, RLENGTH - 3)
        rest = substr(rest, RSTART + RLENGTH)
        if (target ~ /^[a-z]+:/) {
            continue
        }
        heading = ""
        if (match(target, /#.*/)) {
            heading = substr(target, RSTART + 1)
            target = substr(target, 1, RSTART - 1)
        }
        print FILENAME ":" FNR "\t" (target == "" ? FILENAME : folder "/" target) "\t" heading
    }
    rest = $0
    while (match(rest, /`((tests|scripts)\/[A-Za-z0-9_.\/-]+|[a-z]+\/[a-z0-9_\/]+\.(c|h|def))`/)) {
        print FILENAME ":" FNR "\t" substr(rest, RSTART + 1, RLENGTH - 2) "\t"
        rest = substr(rest, RSTART + RLENGTH)
    }
}
