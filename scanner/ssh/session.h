#pragma once
/* One SSH session over a connected socket, as a state machine that never waits: handshake, host key, authentication,
 * one channel with the shell of the host's system (scanner/host_system.h), the script on its standard input, and what
 * comes back. The caller polls the socket and calls ssh_session_advance whenever it is ready. Only this
 * and three files beside it know libssh2: socket.c is what it sends to and receives from, forward.c a channel in place
 * of a socket, auth.c says who we are. One thread at a time; only an SSH agent's socket is waited for.
 *
 *   handshake → host key → authenticate ⟲ → open → exec → run (write, read) → close → ended
 *                                         ↘ forward → carry
 *
 * A session with a jump host opens a channel to the next host instead, and from then on carries the session to it: that
 * one has no socket, but puts its bytes into pipes and takes them out of pipes that the carrier moves to and from the
 * channel (scanner/ssh/chain.h keeps such sessions together).
 */

#include "base/error.h"
#include "base/library_version.h"
#include "scanner/credential/credential.h"
#include "scanner/host_system.h"
#include "scanner/ssh/auth.h"
#include "scanner/ssh/host_key.h"

/* How a session ended. */
enum ssh_end {
    SSH_END_NONE,         /* still running */
    SSH_END_COMPLETE,     /* the shell ended */
    SSH_END_CLOSED_EARLY, /* the host closed the connection before it named a key: it may be busy */
    SSH_END_HANDSHAKE,    /* nothing in common, or no SSH */
    SSH_END_KEY_UNKNOWN,
    SSH_END_KEY_CHANGED,
    SSH_END_KEY_REVOKED,
    SSH_END_AUTH_REFUSED,
    SSH_END_SHELL_REFUSED,
    SSH_END_FORWARD_REFUSED, /* a jump host does not forward */
    SSH_END_FORWARD_FAILED,  /* it does, but the next host does not answer */
    SSH_END_LOST,            /* the connection broke off after authentication */
    SSH_END_LIMIT,           /* more output than allowed */
    SSH_END_MEMORY,
};

struct ssh_request {
    struct str host; /* as known_hosts names it */
    uint16_t port;
    struct known_hosts *known_hosts; /* a new host's key is added after it let us in */
    bool trust_new;
    struct ssh_auth_request auth;
    struct str forward_host; /* not empty: to carry a session to this host, instead of running a script */
    uint16_t forward_port;
    const struct str *scripts; /* one a host_system */
    size_t output_limit;
};

#define SSH_MARKER_LENGTH 32
#define SSH_MESSAGE_MAX   192

struct ssh_result {
    enum ssh_end end;
    char message[SSH_MESSAGE_MAX];       /* why, in fixed words; holds nothing that the host or a secret said */
    const struct credential *credential; /* that let us in, or NULL */
    size_t credentials_used;             /* tried; the rest needs a connection of its own */
    unsigned tries;
    char fingerprint[64]; /* "SHA256:…" of the host's key, or empty */
    char marker[SSH_MARKER_LENGTH + 1];
    struct str output; /* standard output, borrowed from the session */
    struct str errors; /* the start of standard error, likewise */
    int exit_status;
};

/* Once per process, before and after all sessions. */
MUST_CHECK enum err_code ssh_library_init(struct err *err);
void ssh_library_done(void);

struct ssh_session;
/* Takes the descriptor, also on failure; REQUEST is borrowed for the session's life. */
MUST_CHECK enum err_code ssh_session_new(int fd, const struct ssh_request *request, struct ssh_session **ret_session,
                                         struct err *err);
/* Over a session that is carrying, and must outlive it. */
MUST_CHECK enum err_code ssh_session_new_carried(struct ssh_session *carrier, const struct ssh_request *request,
                                                 struct ssh_session **ret_session, struct err *err);
/* Closes the connection. */
void ssh_session_free(struct ssh_session *session);
/* Goes as far as it can without waiting; true when the session has ended. */
bool ssh_session_advance(struct ssh_session *session);
/* The channel to the next host is open, and its session may be made. Advancing moves what it sends and reads. */
bool ssh_session_is_carrying(const struct ssh_session *session);
/* A figure that grows whenever bytes of a carried session move. */
uint64_t ssh_session_carried(const struct ssh_session *session);
/* What the socket must be ready for before advancing makes sense; of the session that owns it. */
bool ssh_session_wants_read(const struct ssh_session *session);
bool ssh_session_wants_write(const struct ssh_session *session);
/* Also while the session runs: what is there so far. */
const struct ssh_result *ssh_session_result(struct ssh_session *session);
/* Of libssh2. */
struct library_version ssh_session_library(void);
