#pragma once
/* Buffered writing of one file, with its size and XXH3-128 digest; or of bytes that stay in memory, for parts of a file
 * that are made apart from each other. Keeps its first error: writes after it do nothing and output_close reports it.
 * One thread at a time. */

#include "base/error.h"
#include "base/hash.h"

struct output;
/* Creates NAME in the directory (it must not exist), mode 0666 less umask. */
MUST_CHECK enum err_code output_create(int dir_fd, const char *name, struct output **ret_output, struct err *err);
/* Writes to an open descriptor, which stays the caller's; NAME is for messages. */
MUST_CHECK enum err_code output_to_fd(int fd, const char *name, struct output **ret_output, struct err *err);
/* Keeps what is written, without a digest, until output_reset; released by output_abandon. */
MUST_CHECK enum err_code output_in_memory(struct output **ret_output, struct err *err);
void output_write(struct output *output, struct str bytes);
static inline void output_cstr(struct output *output, const char *text) {
    output_write(output, str_from(text));
}
/* Room for up to N bytes, at most OUTPUT_ROOM, which the caller fills from its start and then counts with
 * output_advance. NULL when memory is out, which is kept as an error. */
#define OUTPUT_ROOM ((size_t)1 << 15)
char *output_room(struct output *output, size_t n);
void output_advance(struct output *output, size_t n);
uint64_t output_size(const struct output *output);
/* The first error so far; ERR_OK when there is none. */
MUST_CHECK enum err_code output_error(const struct output *output, struct err *err);
/* What an output in memory has; borrowed until the next change. */
struct str output_bytes(const struct output *output);
/* Forgets what an output in memory has, and keeps its memory. */
void output_reset(struct output *output);
/* Flushes, with SYNC also fsyncs, closes and frees; *ret_digest may be NULL. Frees on failure too. Not for outputs in
 * memory. */
MUST_CHECK enum err_code output_close(struct output *output, bool sync, struct hash128 *ret_digest, struct err *err);
/* Drops an output without reporting; what was written of the file stays. NULL is fine. */
void output_abandon(struct output *output);
