#include "scanner/ssh/socket.h"

#include "scanner/ssh/forward.h"

#include <errno.h>
#include <libssh2.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A greeting, a list of methods, a key: some thousand bytes. */
#define HANDSHAKE_MAX ((size_t)64 * 1024)

void ssh_socket_init(struct ssh_socket *socket, int fd) {
    *socket = (struct ssh_socket){.fd = fd};
}

void ssh_socket_init_carried(struct ssh_socket *socket, const struct ssh_socket *carrier, struct ssh_forward *forward) {
    *socket = (struct ssh_socket){.fd = carrier->fd, .forward = forward};
}

void ssh_socket_done(struct ssh_socket *socket) {
    if (!socket->forward && socket->fd >= 0) {
        close(socket->fd);
    }
    socket->fd = -1;
}

void ssh_socket_pass_handshake(struct ssh_socket *socket) {
    socket->is_past_handshake = true;
}

bool ssh_socket_is_flooded(const struct ssh_socket *socket) {
    return socket->handshake_read > HANDSHAKE_MAX;
}

void ssh_socket_cut(struct ssh_socket *socket) {
    socket->is_cut = true;
    if (!socket->forward) {
        shutdown(socket->fd, SHUT_RDWR);
    }
}

bool ssh_socket_is_lost(int code) {
    return code == LIBSSH2_ERROR_SOCKET_RECV || code == LIBSSH2_ERROR_SOCKET_DISCONNECT ||
           code == LIBSSH2_ERROR_SOCKET_SEND || code == LIBSSH2_ERROR_BANNER_RECV;
}

/* --- what the library calls in the place of send(2) and recv(2) --- */

static void count_received(struct ssh_socket *socket, ssize_t n) {
    if (n > 0 && !socket->is_past_handshake) {
        socket->handshake_read += (size_t)n;
    }
}

/* The library reads on as long as bytes come, also lines before the greeting, so that a host which never stops would
 * hold up all others. */
static ssize_t receive(libssh2_socket_t fd, void *room, size_t length, int flags, void **context) {
    struct ssh_socket *socket = *context;
    ssize_t n;

    if (ssh_socket_is_flooded(socket)) {
        return -ECONNABORTED;
    }
    n = recv(fd, room, length, flags);
    count_received(socket, n);
    return n < 0 ? -errno : n;
}

static ssize_t carried_send(libssh2_socket_t fd, const void *bytes, size_t length, int flags, void **context) {
    const struct ssh_socket *socket = *context;

    (void)fd, (void)flags;
    return socket->is_cut ? -EPIPE : ssh_forward_send(socket->forward, bytes, length);
}

static ssize_t carried_receive(libssh2_socket_t fd, void *room, size_t length, int flags, void **context) {
    struct ssh_socket *socket = *context;
    ssize_t n;

    (void)fd, (void)flags;
    if (socket->is_cut || ssh_socket_is_flooded(socket)) {
        return socket->is_cut ? 0 : -ECONNABORTED;
    }
    n = ssh_forward_receive(socket->forward, room, length);
    count_received(socket, n);
    return n;
}

/* The library takes functions as void *, which C does not convert to. */
static void use_function(LIBSSH2_SESSION *library, int place, void (*function)(void)) {
    void *pointer;

    memcpy(&pointer, &function, sizeof pointer);
    libssh2_session_callback_set(library, place, pointer);
}

void ssh_socket_attach(struct ssh_socket *socket, struct _LIBSSH2_SESSION *library) {
    *libssh2_session_abstract(library) = socket;
    if (socket->forward) {
        use_function(library, LIBSSH2_CALLBACK_SEND, (void (*)(void))carried_send);
        use_function(library, LIBSSH2_CALLBACK_RECV, (void (*)(void))carried_receive);
    } else {
        use_function(library, LIBSSH2_CALLBACK_RECV, (void (*)(void))receive);
    }
}
