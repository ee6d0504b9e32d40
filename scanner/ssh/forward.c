#include "scanner/ssh/forward.h"

#include "scanner/ssh/byte_pipe.h"

#include <errno.h>
#include <libssh2.h>
#include <stdlib.h>

#define READ_SIZE ((size_t)32 * 1024)

/* The call that has sent a packet in part. */
enum unfinished { UNFINISHED_NONE, UNFINISHED_READ, UNFINISHED_WRITE };

struct ssh_forward {
    LIBSSH2_SESSION *library;
    LIBSSH2_CHANNEL *channel;
    struct byte_pipe incoming, outgoing;
    enum unfinished unfinished;
    bool is_at_end; /* the next host sends no more */
    bool is_broken;
};

struct ssh_forward *ssh_forward_new(struct _LIBSSH2_SESSION *library, struct _LIBSSH2_CHANNEL *channel) {
    struct ssh_forward *forward = calloc(1, sizeof *forward);

    if (forward) {
        forward->library = library;
        forward->channel = channel;
    }
    return forward;
}

void ssh_forward_free(struct ssh_forward *forward) {
    if (forward) {
        byte_pipe_done(&forward->incoming);
        byte_pipe_done(&forward->outgoing);
        free(forward);
    }
}

/* --- pipes and channel --- */

/* Would-block of a call: does it have to be the next one? */
static void note_blocked(struct ssh_forward *forward, enum unfinished call) {
    bool is_half_out = libssh2_session_block_directions(forward->library) & LIBSSH2_SESSION_BLOCK_OUTBOUND;

    forward->unfinished = is_half_out ? call : UNFINISHED_NONE;
}

/* As much as fits: what stays in the channel keeps its window closed, and the next host waits. */
static int move_in(struct ssh_forward *forward) {
    while (!forward->is_at_end && byte_pipe_room(&forward->incoming) >= READ_SIZE) {
        char *room = byte_pipe_reserve(&forward->incoming, READ_SIZE);
        ssize_t n = room ? libssh2_channel_read(forward->channel, room, READ_SIZE) : LIBSSH2_ERROR_ALLOC;
        if (n == LIBSSH2_ERROR_EAGAIN) {
            note_blocked(forward, UNFINISHED_READ);
            return 0;
        }
        forward->unfinished = UNFINISHED_NONE;
        if (n <= 0) {
            forward->is_at_end = n == 0 && libssh2_channel_eof(forward->channel);
            return (int)n;
        }
        byte_pipe_added(&forward->incoming, (size_t)n);
    }
    return 0;
}

/* As much as the next host's window and the socket take. */
static int move_out(struct ssh_forward *forward) {
    struct str bytes;

    while ((bytes = byte_pipe_view(&forward->outgoing)).n) {
        ssize_t n = libssh2_channel_write(forward->channel, bytes.p, bytes.n);
        if (n == LIBSSH2_ERROR_EAGAIN) {
            note_blocked(forward, UNFINISHED_WRITE);
            return 0;
        }
        forward->unfinished = UNFINISHED_NONE;
        if (n <= 0) {
            return (int)n;
        }
        byte_pipe_take(&forward->outgoing, (size_t)n);
    }
    return 0;
}

int ssh_forward_advance(struct ssh_forward *forward) {
    int code = forward->unfinished == UNFINISHED_WRITE ? move_out(forward) : 0;

    if (!code && forward->unfinished != UNFINISHED_WRITE) {
        code = move_in(forward);
    }
    if (!code && forward->unfinished == UNFINISHED_NONE) {
        code = move_out(forward);
    }
    forward->is_broken = code != 0;
    return code;
}

bool ssh_forward_is_sending(const struct ssh_forward *forward) {
    return forward->unfinished == UNFINISHED_WRITE;
}

uint64_t ssh_forward_moved(const struct ssh_forward *forward) {
    return forward->incoming.moved + forward->outgoing.moved;
}

/* --- the carried session --- */

ssize_t ssh_forward_send(struct ssh_forward *forward, const void *bytes, size_t length) {
    size_t room = byte_pipe_room(&forward->outgoing);
    size_t n = room < length ? room : length;
    char *to;

    if (forward->is_broken) {
        return -EPIPE;
    }
    if (n == 0) {
        return -EAGAIN;
    }
    to = byte_pipe_reserve(&forward->outgoing, n);
    if (!to) {
        return -ENOMEM;
    }
    memcpy(to, bytes, n);
    byte_pipe_added(&forward->outgoing, n);
    return (ssize_t)n;
}

/* What came before the end is still there to be taken. */
ssize_t ssh_forward_receive(struct ssh_forward *forward, void *room, size_t length) {
    struct str bytes = str_sub(byte_pipe_view(&forward->incoming), 0, length);

    if (bytes.n == 0) {
        return forward->is_at_end || forward->is_broken ? 0 : -EAGAIN;
    }
    memcpy(room, bytes.p, bytes.n);
    byte_pipe_take(&forward->incoming, bytes.n);
    return (ssize_t)bytes.n;
}
