#!/bin/sh
# embed.sh OUTPUT INPUT…: writes the collector scripts as C text for scanner/collect_script.h: that of the .sh files one
# behind the other, that of the .ps1 files likewise, each with its SHA-256, and the SHA-256 of both one behind the other.
# The order is that of enum host_system.
set -eu

output=$1
shift
suffixes='.sh .ps1'

script() { # SUFFIX FILE…
    suffix=$1
    shift
    for file in "$@"; do
        case $file in *"$suffix") cat "$file" ;; esac
    done
}

digest() { # of standard input
    sum=$(sha256sum)
    printf '%s' "${sum%% *}"
}

all() { # FILE…
    for ending in $suffixes; do
        script "$ending" "$@"
    done
}

{
    printf '#include "scanner/collect_script.h"\n\n'
    for ending in $suffixes; do
        printf 'static const unsigned char script_%s[] = {\n' "${ending#.}"
        script "$ending" "$@" | od -An -v -tx1 | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
        printf '};\n'
    done
    printf 'const struct str collect_script_texts[] = {\n'
    for ending in $suffixes; do
        printf '    {(const char *)script_%s, sizeof(script_%s)},\n' "${ending#.}" "${ending#.}"
    done
    printf '};\nconst char *const collect_script_digests[] = {\n'
    for ending in $suffixes; do
        printf '    "%s",\n' "$(script "$ending" "$@" | digest)"
    done
    printf '};\nconst char collect_scripts_digest[65] = "%s";\n' "$(all "$@" | digest)"
} >"$output"
