#include "scanner/ssh/session.h"

#include "base/buffer.h"
#include "scanner/base64.h"
#include "scanner/ssh/forward.h"
#include "scanner/ssh/memory.h"
#include "scanner/ssh/socket.h"

#include <libssh2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define READ_SIZE       ((size_t)64 * 1024)
#define ERRORS_KEPT_MAX ((size_t)64 * 1024)
#define ERRORS_READ_MAX ((size_t)64 * 1024 * 1024) /* a host that never stops is left */
#define STDERR_STREAM   SSH_EXTENDED_DATA_STDERR

enum step {
    STEP_HANDSHAKE,
    STEP_HOST_KEY,
    STEP_AUTHENTICATE,
    STEP_OPEN,
    STEP_EXEC,
    STEP_RUN,
    STEP_CLOSE,
    STEP_FORWARD,
    STEP_CARRY,
    STEP_COUNT
};

struct ssh_session {
    const struct ssh_request *request;
    struct ssh_socket socket;
    struct ssh_session *carrier; /* whose channel stands for the socket; NULL: the socket itself */
    struct ssh_forward *forward; /* to the session that this one carries */
    LIBSSH2_SESSION *library;
    LIBSSH2_CHANNEL *channel;
    enum step step;
    struct host_keys *host_keys;
    bool is_new_host;
    struct ssh_auth *auth;
    enum host_system system;
    struct buffer command;
    struct buffer input; /* header lines and script */
    size_t written;
    bool eof_sent;
    struct buffer output, errors;
    size_t errors_read; /* with what was not kept */
    struct ssh_result result;
};

static bool go(struct ssh_session *session, enum step step) {
    session->step = step;
    return true;
}

static bool end(struct ssh_session *session, enum ssh_end how, const char *message) {
    session->result.end = how;
    snprintf(session->result.message, sizeof session->result.message, "%s", message);
    return true;
}

static bool end_with_code(struct ssh_session *session, enum ssh_end how, const char *message, int code) {
    session->result.end = how;
    snprintf(session->result.message, sizeof session->result.message, "%s (libssh2 error %d)", message, code);
    return true;
}

/* --- handshake --- */

static bool end_handshake(struct ssh_session *session, int code) {
    if (ssh_socket_is_flooded(&session->socket)) {
        return end(session, SSH_END_HANDSHAKE, "the host says too much before SSH begins");
    }
    if (ssh_socket_is_lost(code)) {
        return end(session, SSH_END_CLOSED_EARLY, "the host closed the connection before SSH had begun");
    }
    if (code == LIBSSH2_ERROR_ALLOC) {
        return end(session, SSH_END_MEMORY, "out of memory");
    }
    if (host_keys_types(session->host_keys) == 1U << HOST_KEY_RSA) {
        return end_with_code(session, SSH_END_HANDSHAKE,
                             "only an RSA key is known for the host, which libssh2 cannot check with current OpenSSH: "
                             "add its ed25519 or ECDSA key to known_hosts",
                             code);
    }
    return end_with_code(session, SSH_END_HANDSHAKE,
                         "no SSH, or no key exchange or host key type in common (RSA-only hosts are not supported)",
                         code);
}

static bool advance_handshake(struct ssh_session *session) {
    int code = libssh2_session_handshake(session->library, session->socket.fd);

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    if (code) {
        return end_handshake(session, code);
    }
    ssh_socket_pass_handshake(&session->socket);
    return go(session, STEP_HOST_KEY);
}

/* --- host key --- */

/* Offers only the key types known for the host: with another type nothing could be checked. */
static bool limit_key_types(struct ssh_session *session) {
    unsigned types = host_keys_types(session->host_keys);
    CLEANUP(buffer_done) struct buffer names = {0};

    for (unsigned type = 0; type < HOST_KEY_TYPE_COUNT; type++) {
        if (types == 0 || types & 1U << type) {
            buffer_printf(&names, "%s%s", names.n ? "," : "", host_key_type_name((enum host_key_type)type));
        }
    }
    buffer_append_char(&names, '\0');
    return !names.failed && libssh2_session_method_pref(session->library, LIBSSH2_METHOD_HOSTKEY, names.p) == 0;
}

static void note_fingerprint(struct ssh_session *session) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const char *digest = libssh2_hostkey_hash(session->library, LIBSSH2_HOSTKEY_HASH_SHA256);

    if (digest) {
        base64_encode((struct str){digest, 32}, &text);
        /* Without its padding, as ssh-keygen -l prints it. */
        snprintf(session->result.fingerprint, sizeof session->result.fingerprint, "SHA256:%.43s", text.p ? text.p : "");
    }
}

static bool end_unknown_key(struct ssh_session *session) {
    session->result.end = SSH_END_KEY_UNKNOWN;
    snprintf(session->result.message, sizeof session->result.message,
             "the host key %s is not in known_hosts: compare and add it, or trust new keys",
             session->result.fingerprint);
    return true;
}

static bool advance_host_key(struct ssh_session *session) {
    const struct ssh_request *request = session->request;
    size_t length = 0;
    int type;
    const char *key = libssh2_session_hostkey(session->library, &length, &type);

    if (!key) {
        return end(session, SSH_END_HANDSHAKE, "the host named no key");
    }
    note_fingerprint(session);
    switch (host_keys_check(session->host_keys, (struct str){key, length})) {
    case HOST_KEY_MATCHES:
        return go(session, STEP_AUTHENTICATE);
    case HOST_KEY_UNKNOWN:
        session->is_new_host = true;
        return request->trust_new ? go(session, STEP_AUTHENTICATE) : end_unknown_key(session);
    case HOST_KEY_AUTHORITY:
        return end(session, SSH_END_KEY_UNKNOWN,
                   "known_hosts has only a certificate authority for the host, which is not supported: add the host's "
                   "own key");
    case HOST_KEY_REVOKED:
        return end(session, SSH_END_KEY_REVOKED, "the host's key is revoked in known_hosts");
    case HOST_KEY_CHANGED:
    default:
        return end(session, SSH_END_KEY_CHANGED, "the host's key is not the one in known_hosts");
    }
}

/* --- authentication --- */

/* Only a host that let us in is remembered. A file that cannot be written is said, and does not stop the scan. */
static void remember_host(struct ssh_session *session) {
    const struct ssh_request *request = session->request;
    size_t length = 0;
    int type;
    const char *key = libssh2_session_hostkey(session->library, &length, &type);

    if (session->is_new_host && known_hosts_add(request->known_hosts, request->host, request->port,
                                                (struct str){key, length}, NULL) != ERR_OK) {
        snprintf(session->result.message, sizeof session->result.message,
                 "the host's new key could not be added to known_hosts");
    }
}

static bool advance_authenticate(struct ssh_session *session) {
    enum ssh_auth_state state = ssh_auth_advance(session->auth);
    const struct ssh_auth_progress *progress = ssh_auth_progress(session->auth);

    session->result.credential = progress->credential;
    session->result.credentials_used = progress->credentials_used;
    session->result.tries = progress->tries;
    switch (state) {
    case SSH_AUTH_ACCEPTED:
        remember_host(session);
        return go(session, str_is_empty(session->request->forward_host) ? STEP_OPEN : STEP_FORWARD);
    case SSH_AUTH_REFUSED:
        return end(session, SSH_END_AUTH_REFUSED, progress->refusal);
    case SSH_AUTH_WAITING:
    default:
        return false;
    }
}

/* --- the channel --- */

static bool end_channel(struct ssh_session *session, int code) {
    char message[64];

    if (code == LIBSSH2_ERROR_ALLOC) {
        return end(session, SSH_END_MEMORY, "out of memory");
    }
    if (ssh_socket_is_lost(code)) {
        return end(session, SSH_END_LOST, "the connection broke off");
    }
    snprintf(message, sizeof message, "the host refused to run %s", host_system_shell(session->system));
    return end_with_code(session, SSH_END_SHELL_REFUSED, message, code);
}

/* What the server says of itself tells what to run there. */
static bool choose_command(struct ssh_session *session) {
    session->system = host_system_of_banner(str_from(libssh2_session_banner_get(session->library)));
    host_system_command(session->system, &session->command);
    buffer_append_char(&session->command, '\0');
    return session->command.failed ? end(session, SSH_END_MEMORY, "out of memory") : go(session, STEP_EXEC);
}

static bool advance_open(struct ssh_session *session) {
    int code;

    session->channel = libssh2_channel_open_session(session->library);
    if (session->channel) {
        return choose_command(session);
    }
    code = libssh2_session_last_errno(session->library);
    return code == LIBSSH2_ERROR_EAGAIN ? false : end_channel(session, code);
}

/* The script goes in on standard input: it never stands in an argument list, and has no length limit there. */
static bool prepare_input(struct ssh_session *session) {
    buffer_printf(&session->input, "GENKYO_MARKER=%s\n", session->result.marker);
    if (session->result.credential->use_sudo && session->system == HOST_POSIX) {
        buffer_append_cstr(&session->input, "GENKYO_SUDO=1\n");
    }
    buffer_append(&session->input, session->request->scripts[session->system]);
    return !session->input.failed;
}

static bool advance_exec(struct ssh_session *session) {
    int code = libssh2_channel_exec(session->channel, session->command.p);

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    if (code) {
        return end_channel(session, code);
    }
    return prepare_input(session) ? go(session, STEP_RUN) : end(session, SSH_END_MEMORY, "out of memory");
}

/* --- running: the script goes in while both streams are drained --- */

static bool wants_to_send(const struct ssh_session *session) {
    return libssh2_session_block_directions(session->library) & LIBSSH2_SESSION_BLOCK_OUTBOUND;
}

/* A shell that ended early has closed its input, and a host may be gone: what either said still comes. */
static bool is_closed_input(int code) {
    return code == LIBSSH2_ERROR_CHANNEL_CLOSED || code == LIBSSH2_ERROR_CHANNEL_EOF_SENT || ssh_socket_is_lost(code);
}

/* 0, LIBSSH2_ERROR_EAGAIN, or the error that ends the session: the script must not arrive cut short unnoticed. */
static int write_input(struct ssh_session *session) {
    while (session->written < session->input.n) {
        ssize_t n = libssh2_channel_write(session->channel, session->input.p + session->written,
                                          session->input.n - session->written);
        if (n < 0 && !is_closed_input((int)n)) {
            return (int)n;
        }
        session->written = n < 0 ? session->input.n : session->written + (size_t)n;
    }
    if (!session->eof_sent) {
        int code = libssh2_channel_send_eof(session->channel);
        if (code == LIBSSH2_ERROR_EAGAIN) {
            return code;
        }
        session->eof_sent = true;
    }
    return 0;
}

/* Reads one stream until there is nothing for now: 0, or the error that ended it. */
static int drain(struct ssh_session *session, int stream, struct buffer *into, size_t keep, bool *ret_progress) {
    for (;;) {
        char *room = buffer_reserve(into, READ_SIZE);
        ssize_t n;
        if (!room) {
            return LIBSSH2_ERROR_ALLOC;
        }
        n = libssh2_channel_read_ex(session->channel, stream, room, READ_SIZE);
        if (n <= 0) {
            return n == LIBSSH2_ERROR_EAGAIN ? 0 : (int)n;
        }
        *ret_progress = true;
        into->n += (size_t)n;
        session->errors_read += stream == 0 ? 0 : (size_t)n;
        if ((into->n > keep && stream == 0) || session->errors_read > ERRORS_READ_MAX) {
            return LIBSSH2_ERROR_OUT_OF_BOUNDARY;
        }
        /* Standard error past what is kept is read all the same: an unread stream would stall the other. */
        into->n = into->n > keep ? keep : into->n;
    }
}

/* Reading one stream may queue packets of the other, which the socket will not announce again. */
static bool has_queued(struct ssh_session *session) {
    return libssh2_poll_channel_read(session->channel, 0) || libssh2_poll_channel_read(session->channel, 1);
}

static int drain_both(struct ssh_session *session) {
    bool progress;
    int code;

    do {
        progress = false;
        code = drain(session, 0, &session->output, session->request->output_limit, &progress);
        if (!code) {
            code = drain(session, STDERR_STREAM, &session->errors, ERRORS_KEPT_MAX, &progress);
        }
    } while (!code && (progress || (has_queued(session) && !wants_to_send(session))));
    return code;
}

/* The host takes no more input for now: only what it sends can change that. */
static bool is_window_full(const struct ssh_session *session) {
    return !session->eof_sent && libssh2_channel_window_write(session->channel) == 0;
}

static bool end_run(struct ssh_session *session, int code) {
    if (code == LIBSSH2_ERROR_ALLOC) {
        return end(session, SSH_END_MEMORY, "out of memory");
    }
    if (code == LIBSSH2_ERROR_OUT_OF_BOUNDARY) {
        if (session->output.n > session->request->output_limit) {
            session->output.n = session->request->output_limit;
        }
        return end(session, SSH_END_LIMIT, "the host sent more output than is allowed");
    }
    return end_with_code(session, SSH_END_LOST, "the connection broke off", code);
}

static bool advance_run(struct ssh_session *session) {
    bool was_full;
    int code;

    do {
        /* A packet that went out in part must be finished by the same call: nothing else may be sent meanwhile. */
        code = write_input(session);
        if (code == LIBSSH2_ERROR_EAGAIN && wants_to_send(session)) {
            return false;
        }
        if (code && code != LIBSSH2_ERROR_EAGAIN) {
            return end_run(session, code);
        }
        was_full = is_window_full(session);
        code = drain_both(session);
        if (code) {
            return end_run(session, code);
        }
        /* The host may have made room while it was read: nobody will announce that again. */
    } while (was_full && !is_window_full(session));
    return libssh2_channel_eof(session->channel) ? go(session, STEP_CLOSE) : false;
}

/* What OpenSSH says instead of running a command. */
static bool is_password_expired(const struct ssh_session *session) {
    return session->output.n == 0 && str_contains(buffer_view(&session->errors), STR("Password change required"));
}

static bool advance_close(struct ssh_session *session) {
    int code = libssh2_channel_close(session->channel);

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    session->result.end = SSH_END_COMPLETE;
    if (is_password_expired(session)) {
        (void)end(session, SSH_END_COMPLETE,
                  "the password has expired: it must be changed before the host can be read");
    }
    session->result.exit_status = libssh2_channel_get_exit_status(session->channel);
    return true;
}

/* --- carrying another session through a channel --- */

/* The library tells the reason of a refusal in words only. */
static bool end_forward(struct ssh_session *session) {
    char *text = NULL;
    int length = 0;
    int code = libssh2_session_last_error(session->library, &text, &length, 0);
    struct str reason = {text, (size_t)length};

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    if (code != LIBSSH2_ERROR_CHANNEL_FAILURE) {
        return end_run(session, code);
    }
    if (str_contains(reason, STR("connect failed"))) {
        return end(session, SSH_END_FORWARD_FAILED, "it cannot connect to the next host");
    }
    return end(session, SSH_END_FORWARD_REFUSED,
               str_contains(reason, STR("prohibited")) ? "it does not allow to forward to the next host"
                                                       : "it refused to forward to the next host");
}

/* The originator that is named is what OpenSSH names for connections that nobody made. */
static bool advance_forward(struct ssh_session *session) {
    const struct ssh_request *request = session->request;
    char *host = strndup(request->forward_host.p, request->forward_host.n);

    if (!host) {
        return end(session, SSH_END_MEMORY, "out of memory");
    }
    session->channel =
        libssh2_channel_direct_tcpip_ex(session->library, host, request->forward_port, "127.0.0.1", 65535);
    free(host);
    if (!session->channel) {
        return end_forward(session);
    }
    session->forward = ssh_forward_new(session->library, session->channel);
    return session->forward ? go(session, STEP_CARRY) : end(session, SSH_END_MEMORY, "out of memory");
}

static bool advance_carry(struct ssh_session *session) {
    int code = ssh_forward_advance(session->forward);

    return code ? end_run(session, code) : false;
}

/* --- the session --- */

enum err_code ssh_library_init(struct err *err) {
    return libssh2_init(0) ? err_set(err, ERR_UNSUPPORTED, NULL, STR("libssh2"), STR_NONE) : ERR_OK;
}

void ssh_library_done(void) {
    libssh2_exit();
}

static bool make_marker(char marker[SSH_MARKER_LENGTH + 1]) {
    uint8_t bytes[SSH_MARKER_LENGTH / 2];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return false;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        snprintf(marker + 2 * i, 3, "%02x", bytes[i]);
    }
    return true;
}

static bool prepare(struct ssh_session *session, const struct ssh_request *request) {
    session->request = request;
    session->library = libssh2_session_init_ex(ssh_memory_alloc, ssh_memory_free, ssh_memory_realloc, NULL);
    if (!session->library) {
        return false;
    }
    ssh_socket_attach(&session->socket, session->library);
    session->auth = ssh_auth_new(session->library, &session->socket, &request->auth);
    if (!session->auth || !make_marker(session->result.marker) ||
        known_hosts_find(request->known_hosts, request->host, request->port, &session->host_keys, NULL) != ERR_OK ||
        !limit_key_types(session)) {
        return false;
    }
    libssh2_session_set_blocking(session->library, 0);
    return true;
}

enum err_code ssh_session_new(int fd, const struct ssh_request *request, struct ssh_session **ret_session,
                              struct err *err) {
    struct ssh_session *session = calloc(1, sizeof *session);

    if (!session) {
        close(fd);
        return err_no_memory(err);
    }
    ssh_socket_init(&session->socket, fd);
    if (!prepare(session, request)) {
        ssh_session_free(session);
        return err_no_memory(err);
    }
    *ret_session = session;
    return ERR_OK;
}

enum err_code ssh_session_new_carried(struct ssh_session *carrier, const struct ssh_request *request,
                                      struct ssh_session **ret_session, struct err *err) {
    struct ssh_session *session = calloc(1, sizeof *session);

    if (!session) {
        return err_no_memory(err);
    }
    ssh_socket_init_carried(&session->socket, &carrier->socket, carrier->forward);
    if (!prepare(session, request)) {
        ssh_session_free(session);
        return err_no_memory(err);
    }
    session->carrier = carrier;
    *ret_session = session;
    return ERR_OK;
}

/* What the session has still said goes out, and nothing more. */
static void cut_off(struct ssh_session *session) {
    ssh_socket_cut(&session->socket);
    if (session->carrier && ssh_session_is_carrying(session->carrier)) {
        (void)advance_carry(session->carrier);
    }
}

/* The library's own farewells may want to wait; a connection that is cut off makes them end at once. */
static void free_library(struct ssh_session *session) {
    int rounds = 100;

    if (session->result.end == SSH_END_COMPLETE || ssh_session_is_carrying(session)) {
        (void)libssh2_session_disconnect(session->library, "done");
    }
    cut_off(session);
    ssh_auth_free(session->auth);
    while (libssh2_session_free(session->library) == LIBSSH2_ERROR_EAGAIN && --rounds) {
    }
}

void ssh_session_free(struct ssh_session *session) {
    if (!session) {
        return;
    }
    if (session->library) {
        free_library(session);
    }
    ssh_socket_done(&session->socket);
    ssh_forward_free(session->forward);
    host_keys_free(session->host_keys);
    buffer_done(&session->command);
    buffer_done(&session->input);
    buffer_done(&session->output);
    buffer_done(&session->errors);
    free(session);
}

/* Each is false when it must wait for the socket; else it has moved the session on, or ended it. */
static bool (*const steps[STEP_COUNT])(struct ssh_session *session) = {
    [STEP_HANDSHAKE] = advance_handshake,
    [STEP_HOST_KEY] = advance_host_key,
    [STEP_AUTHENTICATE] = advance_authenticate,
    [STEP_OPEN] = advance_open,
    [STEP_EXEC] = advance_exec,
    [STEP_RUN] = advance_run,
    [STEP_CLOSE] = advance_close,
    [STEP_FORWARD] = advance_forward,
    [STEP_CARRY] = advance_carry,
};

bool ssh_session_advance(struct ssh_session *session) {
    while (session->result.end == SSH_END_NONE && steps[session->step](session)) {
    }
    return session->result.end != SSH_END_NONE;
}

bool ssh_session_is_carrying(const struct ssh_session *session) {
    return session->step == STEP_CARRY && session->result.end == SSH_END_NONE;
}

uint64_t ssh_session_carried(const struct ssh_session *session) {
    return session->forward ? ssh_forward_moved(session->forward) : 0;
}

bool ssh_session_wants_read(const struct ssh_session *session) {
    /* Until the packet is out nothing is read: a socket that is readable would wake us for nothing, again and again. */
    if (session->forward && ssh_forward_is_sending(session->forward)) {
        return false;
    }
    return libssh2_session_block_directions(session->library) & LIBSSH2_SESSION_BLOCK_INBOUND ||
           !wants_to_send(session);
}

bool ssh_session_wants_write(const struct ssh_session *session) {
    return wants_to_send(session);
}

const struct ssh_result *ssh_session_result(struct ssh_session *session) {
    session->result.output = buffer_view(&session->output);
    session->result.errors = buffer_view(&session->errors);
    return &session->result;
}

struct library_version ssh_session_library(void) {
    return library_version_of(LIBSSH2_VERSION, libssh2_version(0));
}
