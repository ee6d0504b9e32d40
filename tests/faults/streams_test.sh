#!/bin/sh
# Standard streams that are full, closed, or a pipe that nobody reads: whatever prints notices it, and says so where it
# still can; what a command writes is as it is otherwise. Prints TAP.
# usage: streams_test.sh GENKYO SOURCE

# shellcheck disable=SC2034 # of commands.sh and agents.sh
genkyo=$(realpath "$1")
source=$(realpath "$2")
. "$source/tests/faults/commands.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# The program with its streams as they are wanted.
stand_before() { # NAME LINE: a script of bash
    printf '#!/bin/bash\n%s\n' "$2" >"$work/$1"
    chmod 700 "$work/$1"
}
stand_before full 'exec "$@" >/dev/full'
stand_before closed 'exec "$@" >&-'
stand_before untold 'exec "$@" 2>&-'
stand_before alone 'exec "$@" <&- >&- 2>&-'
# The reader has ended before the first word.
stand_before unread 'exec 4> >(exec true); wait $!; exec "$@" >&4'

ends_with() { # NAME HOW STATUS PATTERN
    place_new "$1"
    struck=$2
    with=$work/$2
    command_do "$1"
    with=
    place_is after "$1" >"$work/difference" || complain "$1" 'what is there is not what should be' || return
    [ "$status" = "$3" ] || complain "$1" "the status is not $3" || return
    [ -z "$4" ] || says_why "$4" || complain "$1" 'no word about it'
}

# What it printed is lost: 3, unless the command was refused anyway, or does nothing but print in one piece: 2.
notices() { # NAME HOW PATTERN
    case $1 in
    usage) ends_with "$1" "$2" 2 '' ;;
    check-json | list* | trend-*) ends_with "$1" "$2" 2 "$3" ;;
    *) ends_with "$1" "$2" 3 "$3" ;;
    esac
}

notices_all() { # NAME
    notices "$1" full 'standard output: .*No space left' && notices "$1" closed 'standard output: .*Bad file descriptor' &&
        notices "$1" alone '' && ends_with "$1" untold "$(usual "$1")" '' && ends_when_unread "$1"
}

# 141 is SIGPIPE.
ends_when_unread() { # NAME
    case $1 in
    usage) ends_with "$1" unread 2 '' ;;
    run-check) ends_with "$1" unread 3 'standard output: .*Broken pipe' ;;
    *) ends_with "$1" unread 141 '' ;;
    esac
}

inputs_prepare || bail 'the inputs could not be made'
for name in $(commands writing) $(commands printing); do
    check "$name: nothing is wrong" command_prepare "$name"
    check "$name: standard streams are full, closed, or not read" notices_all "$name"
done

# A night goes on when nobody reads what it says.
night() { # HOW
    place_new night
    sed "s,ledger: .*,ledger: $in/ledger,; s,snapshot: .*,snapshot: $in/snapshot},; s,state: .*,state: $place/state," \
        "$in/genkyo.yaml" >"$place/genkyo.yaml"
    "$work/$1" "$genkyo" run --config "$place/genkyo.yaml" --as-of 2027-03-31 --lang en >"$work/said" 2>"$work/told"
    status=$?
    cp "$work/told" "$work/last"
    [ "$status" = 3 ] && [ -s "$place/state/results/latest/summary.json" ] &&
        "$genkyo" trend --db "$place/state/genkyo.db" --format csv | grep -q 2027-03-31
}
for how in full closed alone unread; do
    check "a night is whole, its standard output being $how" night "$how"
done
tap_end
