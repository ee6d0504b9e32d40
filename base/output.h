#pragma once
/* Buffered writing of one file, with its size and XXH3-128 digest. Keeps its first error: writes after it do nothing
 * and output_close reports it. One thread at a time. */

#include "base/error.h"
#include "base/hash.h"

struct output;
/* Creates NAME in the directory (it must not exist), mode 0666 less umask. */
MUST_CHECK enum err_code output_create(int dir_fd, const char *name, struct output **ret_output, struct err *err);
/* Writes to an open descriptor, which stays the caller's; NAME is for messages. */
MUST_CHECK enum err_code output_to_fd(int fd, const char *name, struct output **ret_output, struct err *err);
void output_write(struct output *output, struct str bytes);
static inline void output_cstr(struct output *output, const char *text) {
    output_write(output, str_from(text));
}
uint64_t output_size(const struct output *output);
/* Flushes, with SYNC also fsyncs, closes and frees; *ret_digest may be NULL. Frees on failure too. */
MUST_CHECK enum err_code output_close(struct output *output, bool sync, struct hash128 *ret_digest, struct err *err);
/* Drops an output without reporting; what was written of the file stays. NULL is fine. */
void output_abandon(struct output *output);
