#pragma once
/* A file named on the command line, - being standard input, which may be a pipe. */

#include "base/arena.h"
#include "base/error.h"

/* Is it standard input? */
bool input_is_stream(const char *path);
/* At most LIMIT bytes, kept in the arena; more are ERR_TOO_LARGE with LIMIT_TEXT. */
MUST_CHECK enum err_code input_read(const char *path, size_t limit, const char *limit_text, struct arena *arena,
                                    struct str *ret_bytes, struct err *err);
