#pragma once
/* One run at a time for a state directory: a lock on STATE/lock (flock) that ends with the process, however it ends.
 * Who holds it, and since when, stands in the file. */

#include "base/error.h"

#include <limits.h>

struct run_lock;

/* Blank, or 0, where the file does not say. */
struct run_holder {
    uint64_t pid;
    char host[HOST_NAME_MAX + 1];
    char since[32]; /* RFC 3339 */
};

/* SINCE is now. ERR_BUSY: another process has it, which *RET_HOLDER tells of. */
MUST_CHECK enum err_code run_lock_take(int state_fd, const char *path, struct str since, struct run_lock **ret_lock,
                                       struct run_holder *ret_holder, struct err *err);
void run_lock_free(struct run_lock *lock);
DEFINE_CLEANUP(run_lock, run_lock_free)
