#pragma once
/* What this process, and whatever it starts, may still ask of the kernel (seccomp). What was given up does not come
 * back. To be called before there are threads: those of later are bound, too. */

#include "base/compiler.h"
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

/* What leaves a process that which it takes to work on what came and to answer: reading, writing, memory, locks and the
 * end. Making it takes longer than many a process lives, so that it is made once, before these are forked. */
struct pipe_filter;
/* NULL: not possible here. */
struct pipe_filter *pipe_filter_new(void);
void pipe_filter_free(struct pipe_filter *filter);
DEFINE_CLEANUP(pipe_filter, pipe_filter_free)
/* Gives up all else. False where FILTER is NULL, or the kernel does not do it. */
bool pipe_filter_enforce(const struct pipe_filter *filter);

/* Can they be limited here? */
bool system_calls_can_be_limited(void);
/* Of libseccomp; not there in builds without the sandbox. */
struct library_version system_calls_library(void);
