#!/bin/bash
# scripts/packages: what it lists and what it refuses; nothing is installed. Prints TAP. What it carries to other machines is
# tried by fresh_test.sh.
# usage: packages_test.sh SOURCE

packages=$(realpath "$1")/scripts/packages
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
. "$(realpath "$1")/tests/integration/tap.sh"
cd "$work" || exit 1

refuses() { # TEXT ARGUMENT…
    local text=$1 status=0

    shift
    "$packages" "$@" >last 2>&1 || status=$?
    [ $status = 2 ] && grep -q "^packages: .*$text" last
}

each_group_is_sorted() {
    local group

    for group in build test lint quickstart runtime; do
        "$packages" --list $group >"$group" && [ -s "$group" ] && sort -uc "$group" || return 1
    done
}

all_is_the_default() {
    "$packages" --list >all && sort -u build test lint quickstart | diff - all
}

# What is compiled with needs nothing of what only runs, and the other way round.
nobody_compiles_to_run() {
    ! grep -- '-dev$' runtime && ! grep -x 'gcc\|meson' runtime
}

there_are_such_packages() {
    sort -u all runtime >named
    xargs apt-cache policy <named 2>/dev/null |
        awk '/^[a-z]/ { name = $1 } /^  Candidate: [^(]/ { sub(/:$/, "", name); print name }' | sort -u | diff named -
}

check 'each group is listed once and in order' each_group_is_sorted
check 'all that is for developers is the default' all_is_the_default
check 'what is only run needs nothing to compile' nobody_compiles_to_run
if ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
    check 'the archive has each of them' there_are_such_packages
else
    skip 'the archive has each of them' 'apt has no lists here'
fi
check 'a group that is none is refused' refuses 'there is no group nonsense' --list nonsense
check 'an option that is none is refused' refuses 'there is no option --colour' --colour
check 'a directory must be one that was made for it' refuses "$work is no directory that --download made" --from "$work" runtime
check 'genkyo is in no archive' refuses 'scripts/carry makes one' genkyo
check 'nor is it downloaded' refuses 'scripts/carry makes one' --download "$work/carry" genkyo
check 'which leaves nothing' test ! -e "$work/carry"
tap_end
