# For every .c file, what its analysis depends on: the digests of the file and of all project files that it includes,
# directly or not. Written to OUT/<file with / as ,>.want behind the text of HEAD.
#   awk -v OUT=DIR -v HEAD=FILE -f closure.awk DIGESTS FILE…     (DIGESTS: lines of sha256sum)

FNR == NR {
    digest[$2] = $1
    next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    match($0, /"[^"]*"/)
    includes[FILENAME] = includes[FILENAME] " " substr($0, RSTART + 1, RLENGTH - 2)
}

function visit(file, stamp,    names, count, i) {
    if (seen[file] == stamp) {
        return
    }
    seen[file] = stamp
    print digest[file], file > target
    count = split(includes[file], names, " ")
    for (i = 1; i <= count; i++) {
        visit(names[i], stamp)
    }
}

END {
    while ((getline line < HEAD) > 0) {
        head = head line "\n"
    }
    for (file in digest) {
        if (file ~ /\.c$/) {
            target = file
            gsub(/\//, ",", target)
            target = OUT "/" target ".want"
            printf "%s", head > target
            visit(file, file)
            close(target)
        }
    }
}
