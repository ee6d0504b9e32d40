#!/bin/sh
# embed-page.sh OUTPUT NAME INPUT…: writes the style sheet and the script of a page as C text for report/NAME/assets.h:
# that of the .css files one behind the other, that of the .js files likewise, each with its SHA-256 in base64, as a
# content security policy names it. A page without .js files has no script.
set -eu

output=$1
page=$2
shift 2

asset() { # SUFFIX FILE…
    suffix=$1
    shift
    for file in "$@"; do
        case $file in *"$suffix") cat "$file" ;; esac
    done
}

digest() { # of standard input
    octal=$(sha256sum | cut -c 1-64 | sed 's/../0x& /g' | xargs printf '\\%03o')
    # shellcheck disable=SC2059 # it is a format: bytes in octal
    printf "$octal" | base64
}

write_asset() { # NAME SUFFIX FILE…
    name=$1
    shift
    printf 'static const unsigned char %s_bytes[] = {\n' "$name"
    asset "$@" | od -An -v -tx1 | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '};\nconst struct str %s_%s = {(const char *)%s_bytes, sizeof(%s_bytes)};\n' "$page" "$name" "$name" "$name"
    printf 'const char %s_%s_digest[] = "%s";\n' "$page" "$name" "$(asset "$@" | digest)"
}

{
    printf '#include "report/%s/assets.h"\n\n' "$page"
    write_asset style .css "$@"
    case $* in
    *.js*) write_asset script .js "$@" ;;
    esac
} >"$output"
