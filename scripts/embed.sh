#!/bin/sh
# embed.sh collectors OUTPUT INPUT…: writes the collector scripts as C text for scanner/collect/script.h: that of the .sh
# files one behind the other, that of the .ps1 files likewise, each with its SHA-256, and the SHA-256 of both one behind
# the other. The order is that of enum host_system.
# embed.sh page OUTPUT NAME INPUT…: writes the style sheet and the script of a page as C text for report/NAME/assets.h:
# that of the .css files one behind the other, that of the .js files likewise, each with its SHA-256 in base64, as a
# content security policy names it. A page without .js files has no script.
set -eu

kind=$1
output=$2
shift 2

text() { # SUFFIX FILE…
    suffix=$1
    shift
    for file in "$@"; do
        case $file in *"$suffix") cat "$file" ;; esac
    done
}

sha256() { # of standard input, in hexadecimal digits
    sha256sum | cut -c 1-64
}

as_base64() { # what is on standard input in hexadecimal digits
    octal=$(sed 's/../0x& /g' | xargs printf '\\%03o')
    # shellcheck disable=SC2059 # it is a format: bytes in octal
    printf "$octal" | base64
}

write_bytes() { # NAME SUFFIX FILE…
    printf 'static const unsigned char %s[] = {\n' "$1"
    shift
    text "$@" | od -An -v -tx1 | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '};\n'
}

write_collectors() { # FILE…
    printf '#include "scanner/collect/script.h"\n\n'
    write_bytes script_sh .sh "$@"
    write_bytes script_ps1 .ps1 "$@"
    printf 'const struct str collect_script_texts[] = {\n'
    for name in sh ps1; do
        printf '    {(const char *)script_%s, sizeof(script_%s)},\n' $name $name
    done
    printf '};\nconst char *const collect_script_digests[] = {\n'
    for suffix in .sh .ps1; do
        printf '    "%s",\n' "$(text $suffix "$@" | sha256)"
    done
    all=$({ text .sh "$@" && text .ps1 "$@"; } | sha256)
    printf '};\nconst char collect_scripts_digest[65] = "%s";\n' "$all"
}

write_asset() { # PAGE NAME SUFFIX FILE…
    page=$1
    name=$2
    shift 2
    write_bytes "${name}_bytes" "$@"
    printf 'const struct str %s_%s = {(const char *)%s_bytes, sizeof(%s_bytes)};\n' "$page" "$name" "$name" "$name"
    printf 'const char %s_%s_digest[] = "%s";\n' "$page" "$name" "$(text "$@" | sha256 | as_base64)"
}

write_page() { # NAME FILE…
    page=$1
    shift
    printf '#include "report/%s/assets.h"\n\n' "$page"
    write_asset "$page" style .css "$@"
    case $* in
    *.js*) write_asset "$page" script .js "$@" ;;
    esac
}

"write_$kind" "$@" >"$output"
