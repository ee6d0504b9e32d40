#pragma once
/* What this process, and whatever it starts, may still ask of the kernel (seccomp). What was given up does not come
 * back. To be called before there are threads: those of later are bound, too. */

#include "base/library_version.h"

#include <stdbool.h>

enum {
    SYSTEM_CALLS_NETWORK = 1,  /* sockets: of IPv4, IPv6 and local ones */
    SYSTEM_CALLS_PROGRAMS = 2, /* other processes and programs, and signals to them */
};

/* Gives up what no command needs, such as debugging others, mounting, loading modules and reading keys, and of the
 * above what is not among ALLOWED: such a call then fails (EPERM). False: not possible here, and nothing was given up.
 */
bool system_calls_limit(unsigned allowed);
/* Leaves what it takes to work on what came and to answer: reading, writing, memory, locks and the end. */
bool system_calls_limit_to_pipes(void);
/* Can they be limited here? */
bool system_calls_can_be_limited(void);
/* Of libseccomp; not there in builds without the sandbox. */
struct library_version system_calls_library(void);
