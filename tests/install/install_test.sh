#!/bin/bash
# What `meson install` puts in place, that it holds together, and that it can be taken away. Prints TAP.
# usage: install_test.sh BUILD SOURCE PREFIX LIST…
# Each LIST names files, a line each, relative to PREFIX; what is installed is all of them and nothing else.
set -u

build=$(realpath "$1") source=$(realpath "$2") prefix=$3
shift 3
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-install.XXXXXX") || exit 1
log=$build/meson-logs/install-log.txt
[ ! -e "$log" ] || cp "$log" "$work/install-log"
# What the user installed must remain what `ninja uninstall` takes away.
clean_up() {
    if [ -e "$work/install-log" ]; then cp "$work/install-log" "$log"; else rm -f "$log"; fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
. "$source/tests/integration/tap.sh"
export LC_ALL=C.UTF-8

destination=$work/destination
place=$destination$prefix
genkyo=$place/bin/genkyo
man=$place/share/man

files_are_as_listed() {
    cat "$@" | grep -v '^#' | sort >"$work/wanted"
    (cd "$place" && find . ! -type d | sed 's#^\./##' | sort) | diff -u "$work/wanted" -
}

nothing_is_elsewhere() {
    ! find "$destination" ! -type d ! -path "$place/*" | grep .
}

no_path_of_the_build() {
    ! grep -rlF -e "$build" -e "$source" "$place"
}

speaks_japanese() { # the catalogue beside it, not that of the build
    LC_ALL=ja_JP.UTF-8 "$genkyo" --help | grep -q '使い方'
}

commands() {
    echo genkyo
    "$genkyo" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/genkyo-\1/p'
}

# In both languages.
pages_are_those_of_the_commands() {
    commands | sort >"$work/commands"
    [ "$(wc -l <"$work/commands")" -gt 1 ] || return 1
    for directory in "$man/man1" "$man/ja/man1"; do
        (cd "$directory" && ls) | sed 's/\.1$//' | sort | diff -u "$work/commands" - || return 1
    done
}

options_of() { # COMMAND: genkyo-NAME
    "$genkyo" "${1#genkyo-}" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'
}

every_option_is_in_its_page() {
    local bad=0 count=0 command option
    for command in $(commands | grep -v '^genkyo$'); do
        for option in $(options_of "$command"); do
            count=$((count + 1))
            for page in "$man/man1/$command.1" "$man/ja/man1/$command.1"; do
                grep -qF "\\fB\\-\\-${option//-/\\-}\\fR" "$page" || { echo "$page lacks --$option"; bad=1; }
            done
        done
    done
    [ "$count" -gt 50 ] && [ $bad -eq 0 ]
}

every_summary_is_the_name() {
    local bad=0 command summary
    while read -r command summary; do
        man -l "$man/man1/genkyo-$command.1" 2>/dev/null | tr -s ' \n' ' ' |
            grep -qF " NAME genkyo-$command - $summary SYNOPSIS" || { echo "$command: $summary"; bad=1; }
    done < <("$genkyo" --help | sed -n 's/^  \([a-z][a-z]*\)  */\1 /p')
    return $bad
}

# man tells the language from the whole path.
man_takes_all_pages() {
    local bad=0 page
    while read -r page; do
        MANWIDTH=80 man --warnings=w -l "$page" >"$work/page" 2>"$work/warnings" || bad=1
        [ "$(wc -l <"$work/page")" -gt 10 ] || { echo "$page is short"; bad=1; }
        [ ! -s "$work/warnings" ] || { echo "$page"; cat "$work/warnings"; bad=1; }
        ! grep -n '‐$' "$work/page" || { echo "$page parts words that somebody may copy"; bad=1; }
    done < <(find "$man" -name '*.[15]')
    return $bad
}

# What apropos and whatis find.
all_names_are_found() {
    local bad=0 page name
    while read -r page; do
        name=$(basename "$page" | sed 's/\.[15]$//')
        lexgrog "$page" | grep -qF ": \"$name - " || { echo "$page"; bad=1; }
    done < <(find "$man" -name '*.[15]')
    return $bad
}

# A page has no date: nothing that would make one is the same for every build.
mandoc_takes_all_pages() {
    ! find "$man" -name '*.[15]' -exec mandoc -Tlint -Wwarning {} + | grep -v 'missing date, using ""'
}

no_reference_is_to_nothing() {
    local bad=0 name section
    while read -r name section; do
        [ -e "$man/man$section/$name.$section" ] || { echo "there is no $name($section)"; bad=1; }
    done < <(find "$man" -name '*.[15]' -exec cat {} + | sed 's/\\-/-/g' |
        grep -o 'genkyo[a-z-]*\\fR([0-9])' | sed 's/\\fR(\(.\))/ \1/' | sort -u)
    return $bad
}

# Files of the project that are not installed.
# What is installed may be named: whether it is there is looked at below.
no_page_names_a_source() {
    ! find "$man" -name '*.[15]' -exec sed "s#$prefix/share/[^ ]*##g" {} + |
        grep -nE '(docs|fixtures|scripts|tests|po)/|[a-z]\.(md|c|h|def)\b'
}

files_that_pages_name_are_there() {
    local bad=0 count=0 path
    while read -r path; do
        count=$((count + 1))
        [ -e "$destination$path" ] || { echo "there is no $path"; bad=1; }
    done < <(find "$man" -name '*.[15]' -exec cat {} + | sed 's/\\-/-/g' | grep -oE "$prefix/share/[A-Za-z0-9_./-]*[a-z]" |
        sort -u)
    [ $count -gt 0 ] && [ $bad -eq 0 ]
}

every_format_has_a_page() {
    local bad=0 format page
    for format in "$source"/docs/formats/*.md; do
        page=genkyo-$(basename "$format" .md | sed 's/^genkyo-//')
        [ -e "$man/man5/$page.5" ] || { echo "$format has no page"; bad=1; }
        grep -qF "${page//-/\\-}\\fR(5)" "$man"/man1/*.1 || { echo "no command refers to $page(5)"; bad=1; }
    done
    return $bad
}

nothing_is_left() {
    ! find "$destination" -mindepth 1 | grep .
}

(cd "$build" && meson install --no-rebuild --quiet --strip --destdir "$destination") >"$work/last" 2>&1
check 'installed' test -x "$genkyo"
check 'the files are those of the lists' files_are_as_listed "$@"
check 'nothing is outside of the prefix' nothing_is_elsewhere
check 'nothing names the directories of build and source' no_path_of_the_build
check 'the program finds its catalogue' speaks_japanese
# shellcheck disable=SC2086 # a list of options
check 'the program is hardened' "$source/tests/install/hardening_test.sh" "$genkyo" ${HARDENING-}
if [ -d "$man" ]; then
    check 'every command has its page, every page its command' pages_are_those_of_the_commands
    check 'every option is in the page of its command' every_option_is_in_its_page
    check 'no reference is to a page that is not there' no_reference_is_to_nothing
    check 'no page names a file of the project' no_page_names_a_source
    check 'files that pages name are installed' files_that_pages_name_are_there
    if command -v man >/dev/null; then
        check 'man shows every page without a warning' man_takes_all_pages
        check 'the name section has the summary' every_summary_is_the_name
        check 'whatis finds every page' all_names_are_found
    else
        skip 'man shows every page without a warning' 'no man here'
    fi
    if command -v mandoc >/dev/null; then
        check 'mandoc has nothing to say' mandoc_takes_all_pages
    else
        skip 'mandoc has nothing to say' 'no mandoc here'
    fi
fi
if [ -d "$man/man5" ] && [ -e "$man/man1/genkyo-scan.1" ]; then
    check 'every format has a page that a command refers to' every_format_has_a_page
fi
DESTDIR=$destination ninja -C "$build" uninstall >"$work/last" 2>&1
check 'uninstalled without a rest' nothing_is_left
tap_end
