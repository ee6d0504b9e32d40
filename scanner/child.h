#pragma once
/* A program of the system as a child process that keeps no secret of ours and does not outlive us: a session of its own
 * (no Ctrl-C, no terminal of ours), nothing of our environment, no descriptor that it was not given, no new privileges,
 * and a SIGTERM when the thread that started it ends, however that happens. One thread at a time. */

#include "base/compiler.h"

#include <stdbool.h>
#include <sys/types.h>

struct child_plan {
    const char *const *arguments;   /* arguments[0] is looked for in PATH; NULL at the end */
    const char *const *environment; /* all of it; NULL at the end */
    const char *terminal;           /* becomes its controlling terminal and its standard streams; NULL: /dev/null */
    int passed;                     /* is its descriptor CHILD_PASSED; -1: none */
};

#define CHILD_PASSED 3

/* Returns when the program runs: 0, or the errno of what failed (ENOENT: there is no such program). */
MUST_CHECK int child_start(const struct child_plan *plan, pid_t *ret_pid);
/* Has it ended? Then *ret_is_success says whether its exit status was 0, and the pid is no more. */
bool child_has_ended(pid_t pid, bool *ret_is_success);
/* Waits at most TIMEOUT_MS for its end, then kills it. True when its exit status was 0. */
bool child_wait(pid_t pid, unsigned timeout_ms);
/* Asks it to end, and kills it when it does not. */
void child_stop(pid_t pid);
