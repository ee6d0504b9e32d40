#pragma once
/* The kinds of systems that each take a script of their own, and how the script is run there. Pure functions; any
 * thread. */

#include "base/buffer.h"

enum host_system {
    HOST_POSIX,   /* whatever has /bin/sh */
    HOST_WINDOWS, /* with Microsoft's port of OpenSSH */
    HOST_SYSTEM_COUNT
};

/* What an SSH server says of itself before anything else: "SSH-2.0-OpenSSH_for_Windows_9.5". An empty one, and any that
 * does not name Windows, is HOST_POSIX. */
enum host_system host_system_of_banner(struct str banner);
/* Appends the command line that runs the script on its standard input. */
void host_system_command(enum host_system system, struct buffer *out);
/* The program that runs it, for messages. */
const char *host_system_shell(enum host_system system);
