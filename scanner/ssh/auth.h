#pragma once
/* Authentication within one SSH session, as a state machine that never waits for the host: credential after credential,
 * and with an agent key after key, until one is accepted or nothing more may be tried. One thread at a time; only an
 * SSH agent's socket is waited for. */

#include "base/str.h"

struct credential;
struct ssh_socket;
/* NOLINTNEXTLINE(bugprone-reserved-identifier): what libssh2 calls it */
struct _LIBSSH2_SESSION;

struct ssh_auth_request {
    const struct credential *const *credentials; /* in the order to try; all must cover the target */
    size_t credential_count;
    unsigned tries_max;
    struct str user;          /* instead of the credential's; may be empty */
    const char *agent_socket; /* NULL: the library's default */
};

enum ssh_auth_state {
    SSH_AUTH_WAITING, /* for the host */
    SSH_AUTH_ACCEPTED,
    SSH_AUTH_REFUSED /* and nothing more to try within this connection */
};

struct ssh_auth_progress {
    const struct credential *credential; /* that let us in, or NULL */
    size_t credentials_used;             /* refused; the rest needs a connection of its own */
    unsigned tries;                      /* with the one that was accepted */
    const char *refusal;                 /* why the last was refused, or that there is none; fixed words */
};

struct ssh_auth;
/* LIBRARY, non-blocking and past its handshake when advanced, SOCKET, to which it is attached, and REQUEST are
 * borrowed. The socket is cut off when the host asks for more than a password. NULL when memory is out. */
struct ssh_auth *ssh_auth_new(struct _LIBSSH2_SESSION *library, struct ssh_socket *socket,
                              const struct ssh_auth_request *request);
/* Before LIBRARY is freed. Leaves the agent. */
void ssh_auth_free(struct ssh_auth *auth);
/* Goes as far as it can; not to be called again once it was accepted or refused. */
enum ssh_auth_state ssh_auth_advance(struct ssh_auth *auth);
/* So far, also while it is waiting. */
const struct ssh_auth_progress *ssh_auth_progress(const struct ssh_auth *auth);
