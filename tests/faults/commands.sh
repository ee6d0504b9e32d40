# Commands that faults strike (commands.txt), and what must be there afterwards. Sourced by tests, which have set $genkyo
# and $source; makes $work, an empty private directory, which goes at the end. Each command works in $place, with the
# inputs that all share in $in, and $tmp for what is temporary.
#   commands writing|printing    the names
#   command_do NAME              runs it in $place, words of $with before it; sets $status; what it says is in $work/said
#                                (standard output), $work/told (standard error) and $work/last (both)
#   command_prepare NAME         before it is struck: what is there then, and what it leaves when nothing goes wrong
#   usual NAME                   its status when nothing goes wrong
#   place_new NAME [PLACE]       what is there before the command is there again, and nothing else; PLACE becomes $place
#   place_is before|after|files NAME   files: each of them is as it was, or as it is to be
#   is_sound NAME [PATTERN]      the command, however struck, ended in good order, and what it said has the PATTERN
#   works_again NAME             without a fault, on what is there now
# $struck says how, for failures; with $may_leave true leftovers of a process that could not clean up (.partial,
# and in $tmp) are nothing of it, until works_again.

work=$(mktemp -d) || exit 1
. "$source/tests/integration/tap.sh"
commands_table=$source/tests/faults/commands.txt
in=$work/in
tmp=$work/tmp
place=$work/place
with=
struck=
may_leave=false
id=
policy="--policy $in/policy.yaml --fail-on never"
mkdir "$in" "$tmp" "$work/start" "$work/before" "$work/after"
export LC_ALL=C.UTF-8 TZ=Asia/Tokyo

commands() {
    sed -n "/^# --- those that ${1%ing}/,/^# ---* those that p/p" "$commands_table" | sed '/^#/d; s/|.*//'
}

line_of() { # NAME FIELD
    awk -F '|' -v name="$1" -v field="$2" '$1 == name { print $field }' "$commands_table"
}

run_words() { # WORDS: a command of genkyo, or of the system
    eval "set -- $1"
    case $1 in
    cp) "$@" ;;
    --*) exec "$genkyo" "$1" ;;
    *) exec "$genkyo" "$@" --tmpdir "$tmp" --jobs 1 --lang en ;;
    esac
}

command_do() {
    words=$(line_of "$1" 3)
    (
        cd "$place" || exit 125
        eval "set -- $words"
        case $1 in
        --*) set -- "$1" ;;
        *) set -- "$@" --tmpdir "$tmp" --jobs 1 --lang en ;;
        esac
        # shellcheck disable=SC2086 # words
        exec $with "$genkyo" "$@"
    ) >"$work/said" 2>"$work/told" </dev/null
    status=$?
    cat "$work/said" "$work/told" >"$work/last"
}

# --- inputs ---

inputs_prepare() {
    cp -RL "$source/fixtures/ledger" "$source/fixtures/snapshot" "$in"
    cp "$source"/fixtures/rules/*.csv "$in/ledger"
    cp "$source"/tests/cli/import/checks/*.csv "$in/checks.csv"
    cp "$source/tests/cli/import/ansible/hosts.ini" "$source/tests/cli/import/endoflife/full.json" \
        "$source/tests/cli/import/endoflife/single.json" "$in"
    chmod -R u+w "$in"
    printf 'ホスト名,IPアドレス,シリアル番号\npc-1,10.1.0.1,S-0001\npc-2,10.1.0.2,S-0002\n' >"$in/machines.csv"
    printf 'language: en\nledger: ledger\nstate: state\nscan: {snapshot: snapshot}\n' >"$in/genkyo.yaml"
    echo 'coverage_min: 0' >"$in/policy.yaml"
    "$genkyo" import inventory "$in/machines.csv" --observed 2027-03-01 --out "$in/odd" --quiet
    "$genkyo" audit --ledger "$in/ledger" --snapshot "$in/snapshot" --out "$in/result" --db "$in/genkyo.db" \
        --format none --as-of 2027-03-30 --quiet
    id=$("$genkyo" findings list --db "$in/genkyo.db" --format json --code DIF-MISSING |
        sed -n '1s/.*"id":"\([0-9a-f]*\)".*/\1/p')
    printf 'id,cause\n%s,forgotten\n' "$id" >"$in/decided.csv"
    cp "$in/genkyo.db" "$in/waived.db"
    "$genkyo" findings waive "$id" --db "$in/waived.db" --who Sato --why reason --until 2027-09-30 \
        --as-of 2027-03-30 --quiet
    [ ${#id} = 16 ]
}

# --- what is there ---

# A line for each file and directory, sorted; the store by what it holds. What SQLite keeps beside it is its own.
fingerprint() { # DIRECTORY
    (
        cd "$1" || exit 1
        find . -name '*.db*' -o -type f -exec cksum {} + -o -mindepth 1 -print
        for store in *.db; do
            [ ! -s "$store" ] || echo "$(store_holds "$store") $store"
        done
    ) 2>&1 | LC_ALL=C sort
}

store_holds() { # STORE
    {
        "$genkyo" findings list --db "$1" --format json --as-of 2027-03-31
        "$genkyo" trend --db "$1" --format csv
    } | cksum
}

place_new() {
    place=${2:-$place}
    mkdir -p "$place"
    find "$place" "$tmp" -mindepth 1 -delete
    [ ! -d "$work/start/$1" ] || cp -R "$work/start/$1/." "$place"
}

command_prepare() {
    mkdir -p "$work/start/$1"
    words=$(line_of "$1" 2)
    [ -z "$words" ] || (cd "$work/start/$1" && run_words "$words") >"$work/last" 2>&1
    place_new "$1"
    fingerprint "$place" >"$work/before/$1"
    command_do "$1"
    echo "$status" >"$work/start/$1.status"
    fingerprint "$place" >"$work/after/$1"
    # the inputs have problems, and one command is wrong
    case $1,$status in *,0 | checks,3 | check,1 | check-json,1 | usage,2) ;; *) return 1 ;; esac
}

usual() {
    cat "$work/start/$1.status"
}

# Both are sorted.
is_of_either() { # NAME: is each line one of before or of after?
    LC_ALL=C sort -u "$work/before/$1" "$work/after/$1" | LC_ALL=C comm -13 - "$work/now" >"$work/odd"
    cat "$work/odd"
    [ ! -s "$work/odd" ]
}

place_is() {
    fingerprint "$place" | if [ "$may_leave" = true ]; then grep -v '\.partial'; else cat; fi >"$work/now"
    case $1 in
    before | after) diff "$work/$1/$2" "$work/now" ;;
    files) is_of_either "$2" ;;
    esac
}

# --- what holds whatever strikes ---

says_why() { # PATTERN
    grep -Eq "^genkyo: (.*: )?.*($1)" "$work/told"
}

# A store is one file with one state, and the results beside it may be a step ahead of it: that is status 3.
has_kept_promise() { # NAME: by the status that it ended with
    case $status in
    "$(usual "$1")") place_is after "$1" ;;
    2) place_is before "$1" || { is_single_file "$1" && place_is files "$1"; } ;;
    3) place_is files "$1" ;;
    *) return 1 ;;
    esac
}

# Whether the name of a file that replaces another is on the disk is known only when the other is gone.
is_single_file() { # NAME
    [ "$1" = bom ] || [ "$1" = report ]
}

is_sound() { # NAME [PATTERN]: ended in good order
    is_sound_why=
    has_kept_promise "$1" >"$work/difference" 2>&1 || is_sound_why='what is there does not fit the status'
    [ "$status" = "$(usual "$1")" ] || says_why "${2:-.}" || is_sound_why="$is_sound_why; no word about it"
    [ "$may_leave" = true ] || [ -z "$(ls -A "$tmp")" ] || is_sound_why="$is_sound_why; something in --tmpdir"
    [ -z "$is_sound_why" ] || complain "$1" "$is_sound_why"
}

complain() { # NAME WHY
    echo "$1, $struck: status $status: $2"
    head -n 3 "$work/told"
    head -n 5 "$work/difference"
    false
}

# After whatever it was: the command works, and leaves what it leaves without. Where it had been done already, and is
# only done once, that is said.
works_again() { # NAME
    was_done=false
    may_leave=true
    ! place_is after "$1" >/dev/null || was_done=true
    may_leave=false
    with=
    command_do "$1"
    find "$place" -name '*.partial*' >"$work/difference"
    [ ! -s "$work/difference" ] || complain "$1" 'the next run leaves something behind' || return
    if [ "$was_done" = true ]; then
        [ "$status" = "$(usual "$1")" ] || says_why 'already|exists' || complain "$1" 'the next run fails'
    else
        [ "$status" = "$(usual "$1")" ] || complain "$1" 'the next run fails' || return
        place_is after "$1" >"$work/difference" || complain "$1" 'the next run leaves something else'
    fi
}
