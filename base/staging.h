#pragma once
/* A directory that appears whole or not at all: everything is written into PATH.partial, then synced and renamed.
 * A process killed at any moment leaves either nothing, or PATH.partial, or the finished PATH. */

#include "base/error.h"

struct staging;

/* MARKER NULL: PATH must not exist (ERR_EXISTS). Otherwise PATH may be a directory that holds a file named MARKER
 * (ours, replaced whole at commit) or an empty one; anything else is ERR_EXISTS. A PATH.partial that nobody holds is a
 * dead run's and is emptied; one that another process holds (flock) is ERR_BUSY. Created with mode 0777 less umask. */
MUST_CHECK enum err_code staging_begin(const char *path, const char *marker, struct staging **ret_staging,
                                       struct err *err);
/* For work that can be gone on with: as staging_begin without a marker, but a file named KEPT in a dead run's
 * PATH.partial stays, as *ret_found tells, and PATH.partial is not removed while it holds that file. */
MUST_CHECK enum err_code staging_take_up(const char *path, const char *kept, struct staging **ret_staging,
                                         bool *ret_found, struct err *err);
/* For output_create and mkdirat; valid until commit or free. */
int staging_fd(const struct staging *staging);
/* Makes it PATH: with SYNC fsyncs the directory (and those in it) and its parent; an old PATH is exchanged
 * (renameat2) and then removed. ERR_EXISTS when something foreign appeared at PATH meanwhile, ERR_NO_MEMORY when memory
 * was ever out (base/memory_out.h). To be called once. */
MUST_CHECK enum err_code staging_commit(struct staging *staging, bool sync, struct err *err);
/* Removes PATH.partial unless it was committed or holds what is kept. NULL is fine. */
void staging_free(struct staging *staging);
DEFINE_CLEANUP(staging, staging_free)
