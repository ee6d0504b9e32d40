# Journals of scans, read by their bytes. Sourced by tests.
#   journal_places FILE   the places, from 0, of the targets that it has a whole record of

journal_number() { # FILE OFFSET: eight bytes, the least significant first
    od -An -v -tu1 -j "$2" -N 8 "$1" | awk '{ for (i = NF; i > 0; i--) n = n * 256 + $i; print n + 0 }'
}

# Frames of length, hash and bytes; the first is the journal's head. A record begins with the target's place: how many
# bytes it has, none for 0, and these.
journal_places() {
    [ -e "$1" ] || return 0
    journal_size=$(stat -c %s "$1")
    journal_offset=0
    while [ $((journal_offset + 16)) -le "$journal_size" ]; do
        journal_length=$(journal_number "$1" "$journal_offset")
        [ $((journal_offset + 16 + journal_length)) -le "$journal_size" ] || break
        [ "$journal_offset" -eq 0 ] ||
            od -An -tu1 -j $((journal_offset + 16)) -N 2 "$1" | awk '{ print $1 ? $2 : 0 }'
        journal_offset=$((journal_offset + 16 + journal_length))
    done
}
