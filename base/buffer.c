#include "base/buffer.h"

#include "base/memory_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CAPACITY_FIRST ((size_t)64)

void buffer_done(struct buffer *buffer) {
    free(buffer->p);
    *buffer = (struct buffer){0};
}

void buffer_reset(struct buffer *buffer) {
    buffer->n = 0;
    buffer->failed = false;
}

static char *fail(struct buffer *buffer) {
    buffer->failed = true;
    return NULL;
}

char *buffer_reserve(struct buffer *buffer, size_t n) {
    size_t needed, capacity;
    char *p;

    if (buffer->failed || __builtin_add_overflow(buffer->n, n, &needed) || needed > PTRDIFF_MAX) {
        return fail(buffer);
    }
    if (buffer->p && needed <= buffer->capacity) {
        return buffer->p + buffer->n;
    }
    capacity = buffer->capacity < CAPACITY_FIRST / 2 ? CAPACITY_FIRST : buffer->capacity * 2;
    if (capacity < needed) {
        capacity = needed;
    }
    p = realloc(buffer->p, capacity);
    if (!p) {
        memory_out_note();
        return fail(buffer);
    }
    buffer->p = p;
    buffer->capacity = capacity;
    return p + buffer->n;
}

void buffer_append(struct buffer *buffer, struct str s) {
    char *end;

    if (s.n == 0) {
        return;
    }
    end = buffer_reserve(buffer, s.n);
    if (end) {
        memcpy(end, s.p, s.n);
        buffer->n += s.n;
    }
}

void buffer_append_lower(struct buffer *buffer, struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        buffer_append_char(buffer, str_lower_char(s.p[i]));
    }
}

void buffer_append_char(struct buffer *buffer, char c) {
    char *end = buffer_reserve(buffer, 1);

    if (end) {
        *end = c;
        buffer->n++;
    }
}

void buffer_append_cstr(struct buffer *buffer, const char *text) {
    buffer_append(buffer, str_from(text));
}

void buffer_append_u64(struct buffer *buffer, uint64_t value) {
    char digits[STR_U64_SIZE];

    buffer_append(buffer, str_format_u64(value, digits));
}

void buffer_printf(struct buffer *buffer, const char *format, ...) {
    va_list args, again;
    char *end;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    /* vsnprintf ends with a NUL, which is not counted but needs its room. */
    end = n < 0 ? fail(buffer) : buffer_reserve(buffer, (size_t)n + 1);
    if (end) {
        vsnprintf(end, (size_t)n + 1, format, again);
        buffer->n += (size_t)n;
    }
    va_end(again);
    va_end(args);
}
