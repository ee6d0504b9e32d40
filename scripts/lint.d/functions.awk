# Prints `LENGTH FILE:LINE: NAME` for every function of C files that clang-format has laid out: a definition starts in
# the first column, its body ends with a brace in the first column. Length counts from the first line of the definition
# to that brace.

FNR == 1 {
    is_inside = is_open = is_macro = 0
}

is_macro || /^#/ {
    is_macro = /\\$/
    next
}

!is_inside && !is_open && /^[A-Za-z_].*\(/ && !/^[A-Z][A-Z0-9_]*\(.*\)$/ {
    is_open = 1
    first = FNR
    text = ""
}

is_open {
    line = $0
    sub(/[ \t]*\/\*.*\*\/$/, "", line)
    text = text line
    if (line ~ /;$/ || text ~ /=/ || line ~ /[^)] \{$/) {
        is_open = 0
    } else if (line ~ /\{$/) {
        is_open = 0
        is_inside = 1
        name = text
        while (match(name, /^(.*[^A-Za-z0-9_])?(CLEANUP|PRINTF_LIKE|__attribute__) *\([^()]*(\([^()]*\))*[^()]*\) */)) {
            name = substr(name, RLENGTH + 1)
        }
        sub(/\(.*/, "", name)
        sub(/.*[ *]/, "", name)
    } else if (/^}/) {
        is_open = 0
    }
    next
}

is_inside && /^}/ {
    printf "%d %s:%d: %s\n", FNR - first + 1, FILENAME, first, name
    is_inside = 0
}
