#pragma once
/* What a session of libssh2 sends to and receives from: a connected socket, or the pipes of the session that carries it
 * (scanner/ssh/forward.h). Until the handshake is over a host may say only so much; a connection can be cut off at any
 * moment, also from inside a call of libssh2's. One thread at a time. */

#include <stdbool.h>
#include <stddef.h>

struct ssh_auth;
struct ssh_forward;
/* NOLINTNEXTLINE(bugprone-reserved-identifier): what libssh2 calls it */
struct _LIBSSH2_SESSION;

struct ssh_socket {
    int fd;                      /* the carried one has that of its carrier, as libssh2 wants one that exists */
    struct ssh_forward *forward; /* to this session, in the one that carries it; NULL: the descriptor is used */
    bool is_cut;                 /* nothing more goes out or comes in */
    bool is_past_handshake;
    size_t handshake_read; /* bytes, until then */
    struct ssh_auth *auth; /* that answers prompts: libssh2 has one context for all that it calls, which is this */
};

/* Takes the descriptor. */
void ssh_socket_init(struct ssh_socket *socket, int fd);
/* FORWARD is borrowed, as is the descriptor of CARRIER; both must outlive the socket. */
void ssh_socket_init_carried(struct ssh_socket *socket, const struct ssh_socket *carrier, struct ssh_forward *forward);
/* Closes the descriptor that was taken. */
void ssh_socket_done(struct ssh_socket *socket);
/* LIBRARY sends and receives through the socket, which must outlive it and becomes its context. */
void ssh_socket_attach(struct ssh_socket *socket, struct _LIBSSH2_SESSION *library);
/* The handshake is over: what comes from now on is no longer counted. */
void ssh_socket_pass_handshake(struct ssh_socket *socket);
/* The host said too much before the handshake was over: nothing more is received. */
bool ssh_socket_is_flooded(const struct ssh_socket *socket);
/* Cuts the connection off; what the carrier has already been given still goes out. */
void ssh_socket_cut(struct ssh_socket *socket);
/* Does libssh2's error say that the connection is gone? */
bool ssh_socket_is_lost(int code);
