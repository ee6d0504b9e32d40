#!/bin/bash
# Completions as the shells themselves offer them. A shell that is not there is left out. Prints TAP.
# usage: completions_test.sh GENKYO DIRECTORY
# DIRECTORY has the completions of all shells.
set -u

genkyo=$(realpath "$1") files=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-completions.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/../integration/tap.sh"
export LC_ALL=C.UTF-8 HOME="$work/home"
mkdir -p "$HOME" "$work/place/ledger" "$work/place/日本 語"
: >"$work/place/genkyo.yaml"
cd "$work/place" || exit 1

offered() { # SHELL LINE
    case $1 in
    bash) bash --norc "$here/complete.bash" "$files/genkyo" "$2" ;;
    fish) fish --no-config "$here/complete.fish" "$files/genkyo.fish" "$2" ;;
    zsh)
        rm -rf "$work/scratch" && mkdir "$work/scratch"
        timeout 20 zsh -f "$here/complete.zsh" "$files" "$2" "$work/scratch"
        ;;
    esac | sed 's/=$//; s#/$##' | sort -u
}

are() { # SHELL LINE WORD…
    offered "$1" "$2" >"$work/offered"
    printf '%s\n' "${@:3}" | sort | diff -u - "$work/offered"
}

commands() {
    "$genkyo" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'
}

options_of() { # COMMAND
    "$genkyo" "$1" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

commands_are_those_of_help() {
    offered "$1" 'genkyo ' | grep -v '^-' | diff -u <(commands | sort) -
}

# Before a part is named, all options of its command are offered.
options_are_those_of_help() {
    local command bad=0
    for command in $(commands); do
        offered "$1" "genkyo $command --" | diff -u <(options_of "$command" | sort) - || bad=1
    done
    return $bad
}

common=$(options_of explain | grep -vx -- --in)

parts_have_their_options() {
    # shellcheck disable=SC2086 # a list of words
    are "$1" 'genkyo findings waive --' $common --db --who --why --until &&
        are "$1" 'genkyo import endoflife --' $common --state --observed --product
}

parts_are_offered() {
    are "$1" 'genkyo findings ' list show waive unwaive export apply &&
        are "$1" 'genkyo import ' inventory checks ansible endoflife
}

choices_are_offered() {
    are "$1" 'genkyo trend --format ' text csv json && are "$1" 'genkyo audit --lang j' ja
}

choices_are_offered_behind_equals() {
    offered "$1" 'genkyo trend --format=c' | sed 's/^--format=//' >"$work/offered"
    echo csv | diff -u - "$work/offered"
}

directories_are_offered() {
    offered "$1" 'genkyo check ' | sed 's/\\ / /' | diff -u <(printf '%s\n' ledger '日本 語') - &&
        are "$1" 'genkyo drift --from le' ledger
}

files_are_offered() {
    are "$1" 'genkyo run --config gen' genkyo.yaml && are "$1" 'genkyo findings apply --db gen' genkyo.yaml &&
        are "$1" 'genkyo import ansible gen' genkyo.yaml
}

codes_are_offered() {
    offered "$1" 'genkyo explain ' | grep -v '^-' | diff -u <("$genkyo" explain | sed 's/ .*//' | sort) - &&
        are "$1" 'genkyo findings list --code DIF-ATT' DIF-ATTRIBUTE
}

# A word that is no command, or a value that nothing is known of.
nothing_is_made_up() {
    are "$1" 'genkyo trend --runs ' '' | grep -q '^-$' && [ ! -s "$work/offered" ]
}

for shell in ${GENKYO_TEST_SHELLS-bash fish zsh}; do
    if ! command -v $shell >/dev/null; then
        skip "$shell" "no $shell here"
        continue
    fi
    check "$shell: commands" commands_are_those_of_help $shell
    check "$shell: options of each command" options_are_those_of_help $shell
    check "$shell: options of a part" parts_have_their_options $shell
    check "$shell: parts" parts_are_offered $shell
    check "$shell: choices" choices_are_offered $shell
    check "$shell: choices behind =" choices_are_offered_behind_equals $shell
    check "$shell: directories" directories_are_offered $shell
    check "$shell: files" files_are_offered $shell
    check "$shell: codes" codes_are_offered $shell
    check "$shell: nothing for a number" nothing_is_made_up $shell
done
tap_end
