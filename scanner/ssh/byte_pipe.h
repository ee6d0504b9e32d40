#pragma once
/* A bounded queue of bytes: what one side puts in, the other takes out in the same order. Zero-initialise to start,
 * byte_pipe_done to release. It holds up to BYTE_PIPE_MAX bytes, and memory for them only once they come. Pure; one
 * thread at a time. */

#include "base/buffer.h"

#define BYTE_PIPE_MAX ((size_t)256 * 1024)

struct byte_pipe {
    struct buffer bytes;
    size_t taken;   /* of their start */
    uint64_t moved; /* bytes put in and taken out so far: has anything happened? */
};

void byte_pipe_done(struct byte_pipe *pipe);
/* How many bytes it takes now. */
size_t byte_pipe_room(const struct byte_pipe *pipe);
/* Space for N ≤ byte_pipe_room bytes, to be followed by byte_pipe_added; NULL when memory is out. */
char *byte_pipe_reserve(struct byte_pipe *pipe, size_t n);
void byte_pipe_added(struct byte_pipe *pipe, size_t n);
/* What is in it; borrowed until the next change. */
struct str byte_pipe_view(const struct byte_pipe *pipe);
/* Takes out the first N bytes of the view. */
void byte_pipe_take(struct byte_pipe *pipe, size_t n);
