#include "scanner/ssh/byte_pipe.h"

void byte_pipe_done(struct byte_pipe *pipe) {
    buffer_done(&pipe->bytes);
    pipe->taken = 0;
}

struct str byte_pipe_view(const struct byte_pipe *pipe) {
    return str_sub(buffer_view(&pipe->bytes), pipe->taken, SIZE_MAX);
}

size_t byte_pipe_room(const struct byte_pipe *pipe) {
    return BYTE_PIPE_MAX - (pipe->bytes.n - pipe->taken);
}

char *byte_pipe_reserve(struct byte_pipe *pipe, size_t n) {
    struct str rest = byte_pipe_view(pipe);

    /* Moved to the front before memory would grow: no more than BYTE_PIPE_MAX is ever needed. */
    if (pipe->taken && pipe->bytes.n + n > pipe->bytes.capacity) {
        memmove(pipe->bytes.p, rest.p, rest.n);
        pipe->bytes.n = rest.n;
        pipe->taken = 0;
    }
    return buffer_reserve(&pipe->bytes, n);
}

void byte_pipe_added(struct byte_pipe *pipe, size_t n) {
    pipe->bytes.n += n;
    pipe->moved += n;
}

void byte_pipe_take(struct byte_pipe *pipe, size_t n) {
    pipe->taken += n;
    pipe->moved += n;
    if (pipe->taken == pipe->bytes.n) {
        pipe->bytes.n = 0;
        pipe->taken = 0;
    }
}
