#pragma once
/* Files that a run takes over as they are, with their digests. One thread at a time. */

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"

/* The file FROM_NAME of one directory as TO_NAME of another, which must not be there; synced. */
MUST_CHECK enum err_code run_copy_file(int from_fd, const char *from_name, int to_fd, const char *to_name,
                                       struct hash128 *ret_digest, struct err *err);
/* The digest of a file that is there. */
MUST_CHECK enum err_code run_digest_file(int dir_fd, const char *name, struct hash128 *ret_digest, struct err *err);
/* A snapshot that another tool's export was imported into, as TO: whole or not at all, each file proved by the
 * manifest.
 */
MUST_CHECK enum err_code run_copy_snapshot(const char *from, const char *to, struct err *err);
/* Have both the same manifest, and so the same content? False as well when TO is no snapshot. */
MUST_CHECK enum err_code run_copy_is_same(const char *from, const char *to, bool *ret_same, struct err *err);
