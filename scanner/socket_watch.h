#pragma once
/* A socket that the event loop watches for its owner. The loop lets go of it later than the owner does: it lives on its
 * own, and calls nobody once it is closed. Runs on the loop's thread. */

#include <stdbool.h>

struct uv_loop_s;

/* EVENTS are libuv's, UV_READABLE and UV_WRITABLE. `ready` may close the watch. */
typedef void socket_ready(void *owner);

struct socket_watch;
/* Does not watch yet. OWNER and the socket are borrowed until it is closed. NULL when memory is out, or the socket is
 * none that can be watched. */
struct socket_watch *socket_watch_open(struct uv_loop_s *loop, int fd, void *owner);
/* To be called before the socket is closed; NULL is fine. */
void socket_watch_close(struct socket_watch *watch);
/* From now on `ready` is called when one of EVENTS is there. False when the loop cannot do it. */
bool socket_watch_for(struct socket_watch *watch, int events, socket_ready *ready);
void socket_watch_pause(struct socket_watch *watch);
