#include "scanner/host_system.h"

#include "scanner/base64.h"

/* Windows allows 8,191 characters in a command line, so that only this goes into it, and the script to standard input.
 * $input is the one way to read that in every version: from PowerShell 3.0 on the program leaves standard input alone
 * unless the command names $input, before that it reads it in any case. `-Command -` would run line by line what
 * comes, as if it were typed. The script is one block for its first line, the header, as the argument; it writes ASCII
 * only, so that the encoding matters for what else may speak. */
static const char bootstrap[] =
    "$ProgressPreference = 'SilentlyContinue'\n"
    "try { [Console]::OutputEncoding = New-Object Text.UTF8Encoding -ArgumentList $false } catch { }\n"
    "$lines = @($input)\n"
    "& ([ScriptBlock]::Create($lines[1..($lines.Length - 1)] -join \"`n\")) $lines[0]\n";

/* Of letters, digits and + / = only beside the options: cmd, PowerShell and bash, any of which sshd may have for its
 * shell, understand it alike; bash of WSL finds no program without its .exe. */
#define POWERSHELL "powershell.exe -NoProfile -NonInteractive -EncodedCommand "

/* Up to Solaris 10 /bin/sh is a Bourne shell, which could not read the script. It cannot hand it on either once it has
 * begun to read, since it takes a block at a time: so it is asked, before it reads anything, to make way. */
#define POSIX_SHELL "exec /bin/sh -c 'test -x /usr/xpg4/bin/sh && exec /usr/xpg4/bin/sh; exec /bin/sh'"

enum host_system host_system_of_banner(struct str banner) {
    return str_contains(banner, STR("OpenSSH_for_Windows")) ? HOST_WINDOWS : HOST_POSIX;
}

static void append_powershell(struct buffer *out) {
    CLEANUP(buffer_done) struct buffer wide = {0};

    for (const char *c = bootstrap; *c; c++) { /* ASCII as UTF-16LE */
        buffer_append_char(&wide, *c);
        buffer_append_char(&wide, '\0');
    }
    out->failed |= wide.failed;
    buffer_append_cstr(out, POWERSHELL);
    base64_encode(buffer_view(&wide), out);
}

void host_system_command(enum host_system system, struct buffer *out) {
    if (system == HOST_WINDOWS) {
        append_powershell(out);
    } else {
        buffer_append_cstr(out, POSIX_SHELL);
    }
}

const char *host_system_shell(enum host_system system) {
    static const char *const names[HOST_SYSTEM_COUNT] = {[HOST_POSIX] = "/bin/sh", [HOST_WINDOWS] = "powershell"};

    return names[system];
}
