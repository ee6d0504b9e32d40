#!/bin/sh
# Places that cannot be written to, or not as much as is needed: small disks and quotas for files that strike early, in the
# middle and late; read-only directories and file systems, missing ones, files and loops in the way, names that are too
# long. Nothing is there but what was there before, and what is wrong is said. Prints TAP.
# usage: places_test.sh GENKYO SOURCE

# shellcheck disable=SC2034 # of commands.sh and agents.sh
if [ "$3" != inside ]; then
    # disks of its own, which go with it
    unshare -m mount -t tmpfs none /mnt 2>/dev/null && exec unshare -m --kill-child "$0" "$1" "$2" inside
    echo '1..0 # SKIP nothing can be mounted here'
    exit 0
fi
genkyo=$(realpath "$1")
source=$(realpath "$2")
. "$source/tests/faults/commands.sh"
cleanup() {
    umount "$work/place" "$work/tmp" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
usual_commands=${GENKYO_TEST_COMMANDS-init audit report archive apply export inventory checks endoflife bom}
[ -z "${GENKYO_TEST_LONG-}" ] || usual_commands=$(commands writing)

# The directory $1 has a disk of its own, with room for what is on it and as much again as is said.
mkdir -p "$work/place"
mount -t tmpfs -o size=64m none "$work/place"
mount -t tmpfs -o size=64m none "$work/tmp"
disk() { # DIRECTORY KIBIBYTES: a size of 0 would be none
    mount -o "remount,rw,size=$(($(du -sk "$1" | cut -f 1) + $2 + ($2 == 0 ? 4 : 0)))k" "$1"
}

wide() {
    mount -o remount,rw,size=64m "$work/place"
    mount -o remount,rw,size=64m "$work/tmp"
}

# Kibibytes of room: none, and some of what is needed for all of it.
levels() { # NAME
    used=$(du -sk "$work/place" | cut -f 1)
    parts=6 steps='0 1 4'
    [ -z "${GENKYO_TEST_LONG-}" ] || parts=20 steps=$(seq 0 19)
    for step in $steps; do
        echo $((used * step / parts / 4 * 4))
    done | uniq
}

on_small_disks() { # NAME
    place_new "$1"
    command_do "$1"
    for level in $(levels "$1"); do
        wide
        place_new "$1"
        disk "$work/place" "$level"
        struck="on a disk with $level KiB of room"
        command_do "$1"
        wide
        is_sound "$1" 'No space left' || return
        works_again "$1" || return
    done
}

# Temporary files, and mapped ones.
with_small_tmpdir() { # NAME
    wide
    place_new "$1"
    disk "$tmp" 0
    struck='without room in --tmpdir'
    command_do "$1"
    wide
    is_sound "$1" 'No space left|without room'
}

# SIGXFSZ must not end it.
with_small_files() { # NAME
    for bytes in 0 4096 40960; do
        place_new "$1"
        struck="with files of $bytes bytes at most"
        with="prlimit --fsize=$bytes:$bytes"
        command_do_quietly "$1"
        with=
        is_sound "$1" 'File too large|No space left' || return
        works_again "$1" || return
    done
}

# What it says goes to a pipe: no file may grow.
command_do_quietly() { # NAME
    words=$(line_of "$1" 3)
    {
        (
            cd "$place" || exit 125
            eval "set -- $words"
            # shellcheck disable=SC2086 # words
            exec $with "$genkyo" "$@" --tmpdir "$tmp" --jobs 1 --lang en
        ) 2>&1 >/dev/null </dev/null
        echo $? >"$work/status"
    } | cat >"$work/told"
    status=$(cat "$work/status")
    cp "$work/told" "$work/last"
}

on_a_read_only_disk() { # NAME
    place_new "$1"
    struck='on a read-only file system'
    # what the sandbox knew of removed directories is forgotten a moment after the process
    wait_for mount -o remount,ro "$work/place" 2>/dev/null
    command_do "$1"
    wide
    [ "$status" = 2 ] || complain "$1" 'the status is not 2' || return
    is_sound "$1" 'Read-only file system'
}

inputs_prepare || bail 'the inputs could not be made'
for name in $usual_commands; do
    check "$name: nothing is wrong" command_prepare "$name"
    check "$name: a small disk" on_small_disks "$name"
    check "$name: no room in --tmpdir" with_small_tmpdir "$name"
    check "$name: files may not grow" with_small_files "$name"
    check "$name: a read-only file system" on_a_read_only_disk "$name"
done
wide

# --- what is in the way ---

# NAME|how it is made|the path of --out|what is said
long=$(printf '%0300d' 0)
deep=$(printf 'd/%.0s' $(seq 2100))
in_the_way="file|echo mine >out|out|there is something|already|exists|Not a directory
foreign|mkdir out; echo mine >out/mine|out|already|exists|something
missing||nowhere/out|nowhere.*no such file
below a file|echo mine >file|file/out|Not a directory|not a directory
loop|ln -s loop loop|loop/out|Too many levels
a link to itself|ln -s out out|out|already|exists|something|Too many levels
long name||$long|too long|File name
deep path||${deep}out|too long|File name|PATH_MAX|larger|not found
forbidden|mkdir shut; chmod 500 shut|shut/out|Permission denied"

# Commands that make something at a path of which nothing is there yet.
made_by() { # NAME PATH
    case $1 in
    init) echo "init $2" ;;
    inventory) echo "import inventory $in/machines.csv --observed 2027-03-30 --out $2" ;;
    ansible) echo "import ansible $in/hosts.ini --out $2" ;;
    reconcile) echo "reconcile --ledger $in/ledger --snapshot $in/odd --out $2" ;;
    handover) echo "export handover --ledger $in/ledger --in $in/result --out $2" ;;
    export) echo "findings export $2 --db $in/genkyo.db" ;;
    store) echo "reconcile --ledger $in/ledger --snapshot $in/odd --out fine --db $2" ;;
    endoflife) echo "import endoflife $in/full.json --state $2" ;;
    tmpdir) echo "reconcile --ledger $in/ledger --snapshot $in/snapshot --out fine --memory 64M --tmpdir $2" ;;
    esac
}

is_refused() { # NAME CASE HOW PATH PATTERN
    find "$place" -mindepth 1 -delete
    (cd "$place" && eval "$3")
    fingerprint "$place" >"$work/was"
    # shellcheck disable=SC2046 # words
    (cd "$place" && exec $user_words "$genkyo" $(made_by "$1" "$4") --lang en) >"$work/said" 2>"$work/told"
    status=$?
    cp "$work/told" "$work/last"
    fingerprint "$place" >"$work/now"
    struck=$2
    diff "$work/was" "$work/now" >"$work/difference" || complain "$1" 'something is left' || return
    [ "$status" = 2 ] || complain "$1" 'the status is not 2' || return
    says_why "$5" || complain "$1" 'no word about it'
}

chmod 711 "$work"
chmod -R a+rX "$in"
while IFS='|' read -r what how path pattern; do
    for name in init inventory ansible reconcile handover export store endoflife; do
        user_words=
        case $what,$name in
        file,store | 'a link to itself',store | file,endoflife | foreign,endoflife | foreign,store) continue ;;
        forbidden,*) [ "$(id -u)" != 0 ] || user_words='setpriv --reuid 65534 --regid 65534 --clear-groups' ;;
        esac
        chmod 777 "$place"
        check "$name: $what" is_refused "$name" "$what" "$how" "$path" "$pattern"
    done
done <<LINES
$in_the_way
LINES
tap_end
