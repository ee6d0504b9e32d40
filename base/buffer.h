#pragma once
/* Growable byte buffer. Zero-initialise to start, buffer_done to release. One thread at a time.
 * It keeps its first failure (memory out): later appends do nothing and `failed` stays true, so callers check once. */

#include "base/compiler.h"
#include "base/str.h"

struct buffer {
    char *p;
    size_t n;        /* bytes used */
    size_t capacity; /* bytes owned */
    bool failed;
};

void buffer_done(struct buffer *buffer);
/* Forgets the content and the failure, keeps the memory. */
void buffer_reset(struct buffer *buffer);
void buffer_append(struct buffer *buffer, struct str s);
/* ASCII capitals as small letters. */
void buffer_append_lower(struct buffer *buffer, struct str s);
void buffer_append_char(struct buffer *buffer, char c);
void buffer_append_cstr(struct buffer *buffer, const char *text);
void buffer_append_u64(struct buffer *buffer, uint64_t value); /* in decimal */
void buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
/* Room for N more bytes at buffer->p + buffer->n; the caller then raises n. NULL when memory is out. */
char *buffer_reserve(struct buffer *buffer, size_t n);
/* Borrowed until the next change. */
static inline struct str buffer_view(const struct buffer *buffer) {
    return (struct str){buffer->p, buffer->n};
}
