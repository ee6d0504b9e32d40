#include "scanner/socket_watch.h"

#include <stdlib.h>
#include <uv.h>

struct socket_watch {
    uv_poll_t poll; /* the first, so that a pointer to it is one to the whole */
    void *owner;    /* NULL: closed, but still the loop's */
    socket_ready *ready;
    int events;
};

struct socket_watch *socket_watch_open(struct uv_loop_s *loop, int fd, void *owner) {
    struct socket_watch *watch = calloc(1, sizeof *watch);

    if (!watch || uv_poll_init(loop, &watch->poll, fd) != 0) {
        free(watch);
        return NULL;
    }
    watch->owner = owner;
    return watch;
}

static void on_closed(uv_handle_t *handle) {
    free(handle);
}

void socket_watch_close(struct socket_watch *watch) {
    if (watch) {
        watch->owner = NULL;
        uv_close((uv_handle_t *)&watch->poll, on_closed);
    }
}

/* A socket error shows in what the owner does with the socket next. The loop stops watching where there is one, which
 * says nothing of what comes next: of a datagram socket it is about a datagram. */
static void on_ready(uv_poll_t *poll, int status, int events) {
    struct socket_watch *watch = (struct socket_watch *)poll;

    (void)events;
    if (watch->owner) {
        watch->ready(watch->owner);
    }
    if (status < 0 && watch->owner && !uv_is_active((uv_handle_t *)poll)) {
        (void)uv_poll_start(poll, watch->events, on_ready);
    }
}

bool socket_watch_for(struct socket_watch *watch, int events, socket_ready *ready) {
    watch->ready = ready;
    watch->events = events;
    return uv_poll_start(&watch->poll, events, on_ready) == 0;
}

void socket_watch_pause(struct socket_watch *watch) {
    uv_poll_stop(&watch->poll);
}
