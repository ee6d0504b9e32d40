# Reads the include lines of C files and prints those that the layers or the rules for libraries forbid. Files are named
# relative to the root. Exit status 1 when there is one.
#   awk -f includes.awk layers.txt libraries.txt FILE…

function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad = 1
}

function check_project(header,    user, used) {
    if (index(header, "/") == 0) {
        complain("\"" header "\": project headers are named from the root")
        return
    }
    user = FILENAME
    used = header
    sub(/\/.*/, "", user)
    sub(/\/.*/, "", used)
    if (!(user in is_layer)) {
        complain(user "/ has no line in scripts/lint.d/layers.txt")
    } else if (user != used && !((user, used) in may) && !((user, "*") in may)) {
        complain(user "/ may not use " used "/ (\"" header "\")")
    }
}

function check_library(header,    folder, count, i, names) {
    folder = FILENAME
    sub(/\/.*/, "", folder)
    if (folder == "tests") {
        return
    }
    if (!(header in folders)) {
        if (header !~ system_headers) {
            complain("<" header "> is neither a system header nor in scripts/lint.d/libraries.txt")
        }
        return
    }
    count = split(folders[header], names, ",")
    for (i = 1; i <= count && names[i] != folder; i++) {
    }
    if (i > count) {
        complain("<" header "> belongs in " folders[header] " only")
    } else if (++users[header] > limit[header] && limit[header] != "-") {
        complain("<" header "> is already included elsewhere; " limit[header] " file(s) may")
    }
}

BEGIN {
    c = "assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|"
    c = c "stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype"
    p = "byteswap|dirent|endian|fcntl|fnmatch|getopt|glob|grp|ifaddrs|langinfo|libgen|libintl|link|netdb|poll|pthread|pwd|"
    p = p "regex|sched|search|semaphore|spawn|strings|syslog|termios|unistd|utime|malloc|alloca"
    system_headers = "^(" c "|" p "|(sys|net|netinet|arpa|linux|asm|sanitizer)/[a-z0-9_/]+)\\.h$"
}

FNR == 1 {
    kind = FILENAME ~ /layers\.txt$/ ? "layers" : FILENAME ~ /libraries\.txt$/ ? "libraries" : "source"
}

kind == "layers" && /^[a-z]/ {
    sub(/:/, "", $1)
    is_layer[$1] = 1
    for (i = 2; i <= NF; i++) {
        may[$1, $i] = 1
    }
}

kind == "libraries" && /^[a-z]/ {
    folders[$1] = $2
    limit[$1] = $3
}

kind == "source" && /^[ \t]*#[ \t]*include/ {
    text = $0
    if (match(text, /"[^"]*"/)) {
        check_project(substr(text, RSTART + 1, RLENGTH - 2))
    } else if (match(text, /<[^>]*>/)) {
        check_library(substr(text, RSTART + 1, RLENGTH - 2))
    }
}

END {
    exit bad
}
