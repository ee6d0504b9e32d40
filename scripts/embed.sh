#!/bin/sh
# embed.sh OUTPUT INPUT…: writes the INPUTs, one after the other, as a C array, with its size and its SHA-256, for
# scanner/collect_script.h.
set -eu

output=$1
shift
sum=$(cat "$@" | sha256sum)
{
    printf '#include "scanner/collect_script.h"\n\n'
    printf 'const unsigned char collect_script_bytes[] = {\n'
    cat "$@" | od -An -v -tx1 | sed 's/ *\([0-9a-f][0-9a-f]\)/0x\1,/g'
    printf '};\n'
    printf 'const size_t collect_script_size = sizeof(collect_script_bytes);\n'
    printf 'const char collect_script_digest[65] = "%s";\n' "${sum%% *}"
} >"$output"
