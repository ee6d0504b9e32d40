#include "scanner/ssh_session.h"

#include "base/buffer.h"
#include "scanner/base64.h"
#include "scanner/ssh_forward.h"
#include "scanner/vault.h"

#include <errno.h>
#include <libssh2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
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
    int fd;                      /* of the connection; its owner is the session that nobody carries */
    struct ssh_session *carrier; /* whose channel stands for the socket; NULL: the socket itself */
    struct ssh_forward *forward; /* to the session that this one carries */
    bool is_cut;                 /* nothing more goes out or comes in */
    LIBSSH2_SESSION *library;
    LIBSSH2_CHANNEL *channel;
    LIBSSH2_AGENT *agent;
    struct libssh2_agent_publickey *identity;
    enum step step;
    struct host_keys *host_keys;
    bool is_new_host;
    bool is_method_chosen;
    bool uses_prompts;  /* the password goes out as an answer to a prompt */
    bool has_answered;  /* the password has gone out */
    bool is_asked_more; /* the host wants to know more than the password */
    enum host_system system;
    struct buffer command;
    struct buffer input; /* header lines and script */
    size_t written;
    bool eof_sent;
    struct buffer output, errors;
    size_t errors_read;    /* with what was not kept */
    size_t handshake_read; /* bytes, until the handshake is over */
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

/* --- memory that the library uses: wiped before it is freed, as it holds keys and passwords --- */

struct block {
    size_t size;
    size_t padding; /* keeps what follows aligned for any type */
};

static void *library_alloc(size_t size, void **context) {
    struct block *block = size <= PTRDIFF_MAX / 2 ? malloc(sizeof *block + size) : NULL;

    (void)context;
    if (!block) {
        return NULL;
    }
    block->size = size;
    return block + 1;
}

static void library_free(void *memory, void **context) {
    struct block *block = memory;

    (void)context;
    if (block) {
        block--;
        explicit_bzero(block + 1, block->size);
        free(block);
    }
}

static void *library_realloc(void *memory, size_t size, void **context) {
    const struct block *old = memory;
    void *moved = library_alloc(size, context);

    if (moved && old) {
        memcpy(moved, old, old[-1].size < size ? old[-1].size : size);
        library_free(memory, context);
    }
    return moved;
}

/* --- receiving --- */

/* A greeting, a list of methods, a key: some thousand bytes. */
#define HANDSHAKE_MAX ((size_t)64 * 1024)

/* The library reads on as long as bytes come, also lines before the greeting, so that a host which never stops would
 * hold up all others. */
static bool says_too_much(const struct ssh_session *session) {
    return session->handshake_read > HANDSHAKE_MAX;
}

static void count_received(struct ssh_session *session, ssize_t n) {
    if (n > 0 && session->step == STEP_HANDSHAKE) {
        session->handshake_read += (size_t)n;
    }
}

/* In the place of recv(2). */
static ssize_t receive(libssh2_socket_t fd, void *room, size_t length, int flags, void **context) {
    struct ssh_session *session = *context;
    ssize_t n;

    if (says_too_much(session)) {
        return -ECONNABORTED;
    }
    n = recv(fd, room, length, flags);
    count_received(session, n);
    return n < 0 ? -errno : n;
}

/* The library takes functions as void *, which C does not convert to. */
static void *as_library_wants(void (*function)(void)) {
    void *pointer;

    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}

static void use_receive(struct ssh_session *session) {
    libssh2_session_callback_set(session->library, LIBSSH2_CALLBACK_RECV, as_library_wants((void (*)(void))receive));
}

/* --- handshake --- */

static bool is_disconnect(int code) {
    return code == LIBSSH2_ERROR_SOCKET_RECV || code == LIBSSH2_ERROR_SOCKET_DISCONNECT ||
           code == LIBSSH2_ERROR_SOCKET_SEND || code == LIBSSH2_ERROR_BANNER_RECV;
}

static bool end_handshake(struct ssh_session *session, int code) {
    if (says_too_much(session)) {
        return end(session, SSH_END_HANDSHAKE, "the host says too much before SSH begins");
    }
    if (is_disconnect(code)) {
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
    int code = libssh2_session_handshake(session->library, session->fd);

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    return code ? end_handshake(session, code) : go(session, STEP_HOST_KEY);
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

static const struct credential *current_credential(const struct ssh_session *session) {
    size_t used = session->result.credentials_used;

    return used < session->request->credential_count ? session->request->credentials[used] : NULL;
}

static struct str user_of(const struct ssh_session *session, const struct credential *credential) {
    return session->request->user.n ? session->request->user : credential->user;
}

static int try_key(struct ssh_session *session, const struct credential *credential, struct str user) {
    return libssh2_userauth_publickey_frommemory(session->library, user.p, user.n, credential->public_key.p,
                                                 credential->public_key.n, credential->key.p, credential->key.n,
                                                 credential->secret);
}

static int open_agent(struct ssh_session *session, const char *socket) {
    int code;

    session->agent = libssh2_agent_init(session->library);
    if (!session->agent) {
        return LIBSSH2_ERROR_ALLOC;
    }
    if (socket) {
        libssh2_agent_set_identity_path(session->agent, socket);
    }
    code = libssh2_agent_connect(session->agent);
    if (!code) {
        code = libssh2_agent_list_identities(session->agent);
    }
    return code;
}

static void close_agent(struct ssh_session *session) {
    if (session->agent) {
        libssh2_agent_disconnect(session->agent);
        libssh2_agent_free(session->agent);
        session->agent = NULL;
        session->identity = NULL;
    }
}

/* A credential whose key is in the private agent is that key, and no other one of the agent. */
static bool is_offered(const struct credential *credential, const struct libssh2_agent_publickey *identity) {
    CLEANUP(buffer_done) struct buffer line = {0};
    struct str type = STR_NONE, blob = credential->public_key;

    if (!credential->agent) {
        return true;
    }
    base64_encode((struct str){(const char *)identity->blob, identity->blob_len}, &line);
    return str_cut(&blob, ' ', &type) && str_eq(blob, buffer_view(&line));
}

static int next_identity(struct ssh_session *session, const struct credential *credential) {
    do {
        if (libssh2_agent_get_identity(session->agent, &session->identity, session->identity) != 0) {
            return LIBSSH2_ERROR_AUTHENTICATION_FAILED;
        }
    } while (!is_offered(credential, session->identity));
    return 0;
}

static int sign_with_identity(struct ssh_session *session, struct str user) {
    char *name = strndup(user.p, user.n);
    int code = name ? libssh2_agent_userauth(session->agent, name, session->identity) : LIBSSH2_ERROR_ALLOC;

    free(name);
    return code;
}

/* Each identity of the agent is a try of its own. */
static int try_agent(struct ssh_session *session, const struct credential *credential, struct str user) {
    const char *socket = credential->agent ? credential->agent : session->request->agent_socket;
    int code = session->agent ? 0 : open_agent(session, socket);

    if (!code && !session->identity) {
        code = next_identity(session, credential);
    }
    while (!code) {
        code = sign_with_identity(session, user);
        if (code != LIBSSH2_ERROR_AUTHENTICATION_FAILED || session->result.tries + 1 >= session->request->tries_max ||
            next_identity(session, credential) != 0) {
            return code;
        }
        session->result.tries++;
        code = 0;
    }
    return code;
}

/* Nothing more goes out or comes in. */
static void sever(struct ssh_session *session) {
    session->is_cut = true;
    if (!session->carrier) {
        shutdown(session->fd, SHUT_RDWR);
    }
}

/* The first prompt, when it is hidden, is taken for the password's. Whatever else the host asks for is none of ours: a
 * new password above all, which must not be set, not even to nothing. The library cannot leave the dialogue, so the
 * connection is ended. */
static void answer_prompts(const char *name, int name_length, const char *instruction, int instruction_length,
                           int prompts, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompt,
                           LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **context) {
    struct ssh_session *session = *context;
    const struct credential *credential = current_credential(session);
    size_t length = credential ? strlen(credential->secret) : 0;

    (void)name, (void)name_length, (void)instruction, (void)instruction_length;
    if (prompts == 0) {
        return;
    }
    if (prompts != 1 || prompt[0].echo || length == 0 || session->has_answered) {
        session->is_asked_more = true;
        sever(session);
        return;
    }
    session->has_answered = true;
    responses[0].text = library_alloc(length, context);
    if (responses[0].text) {
        memcpy(responses[0].text, credential->secret, length);
        responses[0].length = (unsigned)length;
    }
}

/* Asks which methods the host takes, as many take passwords only as answers to prompts. */
static int choose_password_method(struct ssh_session *session, struct str user, bool *ret_chosen) {
    const char *methods = libssh2_userauth_list(session->library, user.p, (unsigned)user.n);
    int code = methods ? 0 : libssh2_session_last_errno(session->library);

    if (!methods) {
        return code;
    }
    session->uses_prompts = !strstr(methods, "password") && strstr(methods, "keyboard-interactive");
    *ret_chosen = true;
    return 0;
}

static int try_password(struct ssh_session *session, const struct credential *credential, struct str user) {
    bool chosen = session->is_method_chosen;
    int code = chosen ? 0 : choose_password_method(session, user, &session->is_method_chosen);

    if (code || libssh2_userauth_authenticated(session->library)) {
        return code;
    }
    if (session->uses_prompts) {
        return libssh2_userauth_keyboard_interactive_ex(session->library, user.p, (unsigned)user.n, answer_prompts);
    }
    return libssh2_userauth_password_ex(session->library, user.p, (unsigned)user.n, credential->secret,
                                        (unsigned)strlen(credential->secret), NULL);
}

static int try_credential(struct ssh_session *session, const struct credential *credential) {
    struct str user = user_of(session, credential);

    if (str_is_empty(user)) {
        return LIBSSH2_ERROR_INVAL;
    }
    switch (credential->kind) {
    case CREDENTIAL_SSH_KEY:
        return credential->agent ? try_agent(session, credential, user) : try_key(session, credential, user);
    case CREDENTIAL_SSH_AGENT:
        return try_agent(session, credential, user);
    case CREDENTIAL_SSH_PASSWORD:
    default:
        return try_password(session, credential, user);
    }
}

static const char *refusal(const struct ssh_session *session, const struct credential *credential, int code) {
    if (session->is_asked_more) {
        return "the host asks for more than the password: it is wrong or has expired, or something else is needed, too";
    }
    if (code == LIBSSH2_ERROR_PASSWORD_EXPIRED) {
        return "the password has expired";
    }
    if (code == LIBSSH2_ERROR_AGENT_PROTOCOL || code == LIBSSH2_ERROR_BAD_SOCKET) {
        return "the SSH agent does not answer";
    }
    if (code == LIBSSH2_ERROR_INVAL) {
        return "neither the credential nor the target names a user";
    }
    if (credential->is_rsa_key) {
        return "the host refused an RSA key: libssh2 signs with SHA-1 only, which OpenSSH since 8.8 does not take; use "
               "an ed25519 or ECDSA key";
    }
    /* Where the host knows the key, what fails is the signing with it. */
    if (credential->kind == CREDENTIAL_SSH_KEY && !credential->agent && code != LIBSSH2_ERROR_AUTHENTICATION_FAILED) {
        return "the private key cannot be used: its passphrase or its format is wrong";
    }
    return "the host refused the credential";
}

/* OpenSSH closes the connection when the user's name changes within it: such a credential waits for the next. */
static bool is_next_usable(const struct ssh_session *session, const struct credential *before) {
    const struct credential *next = current_credential(session);

    return next && session->result.tries < session->request->tries_max &&
           str_eq(user_of(session, next), user_of(session, before));
}

static bool on_refused(struct ssh_session *session, const struct credential *credential, int code) {
    session->result.tries++;
    session->result.credentials_used++;
    session->has_answered = false;
    close_agent(session);
    if (!is_disconnect(code) && is_next_usable(session, credential)) {
        return true;
    }
    return end(session, SSH_END_AUTH_REFUSED, refusal(session, credential, code));
}

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
    const struct credential *credential = current_credential(session);
    int code = credential ? try_credential(session, credential) : LIBSSH2_ERROR_AUTHENTICATION_FAILED;

    if (code == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    if (!credential) {
        return end(session, SSH_END_AUTH_REFUSED, "no credential to try");
    }
    if (code) {
        return on_refused(session, credential, code);
    }
    session->result.tries++;
    session->result.credential = credential;
    remember_host(session);
    return go(session, str_is_empty(session->request->forward_host) ? STEP_OPEN : STEP_FORWARD);
}

/* --- the channel --- */

static bool end_channel(struct ssh_session *session, int code) {
    char message[64];

    if (code == LIBSSH2_ERROR_ALLOC) {
        return end(session, SSH_END_MEMORY, "out of memory");
    }
    if (is_disconnect(code)) {
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

/* A shell that ended early closes its input: no failure, what it said still comes. */
static int write_input(struct ssh_session *session) {
    while (session->written < session->input.n) {
        ssize_t n = libssh2_channel_write(session->channel, session->input.p + session->written,
                                          session->input.n - session->written);
        if (n == LIBSSH2_ERROR_EAGAIN) {
            return LIBSSH2_ERROR_EAGAIN;
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
        if (write_input(session) == LIBSSH2_ERROR_EAGAIN && wants_to_send(session)) {
            return false;
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

/* What the carried session's library calls in the place of send(2) and recv(2). */
static ssize_t carried_send(libssh2_socket_t fd, const void *bytes, size_t length, int flags, void **context) {
    const struct ssh_session *session = *context;

    (void)fd, (void)flags;
    return session->is_cut ? -EPIPE : ssh_forward_send(session->carrier->forward, bytes, length);
}

static ssize_t carried_receive(libssh2_socket_t fd, void *room, size_t length, int flags, void **context) {
    struct ssh_session *session = *context;
    ssize_t n;

    (void)fd, (void)flags;
    if (session->is_cut || says_too_much(session)) {
        return session->is_cut ? 0 : -ECONNABORTED;
    }
    n = ssh_forward_receive(session->carrier->forward, room, length);
    count_received(session, n);
    return n;
}

static void use_carrier(struct ssh_session *session, struct ssh_session *carrier) {
    session->carrier = carrier;
    session->fd = carrier->fd; /* the library wants one that exists, and leaves it alone */
    libssh2_session_callback_set(session->library, LIBSSH2_CALLBACK_SEND,
                                 as_library_wants((void (*)(void))carried_send));
    libssh2_session_callback_set(session->library, LIBSSH2_CALLBACK_RECV,
                                 as_library_wants((void (*)(void))carried_receive));
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
    session->library = libssh2_session_init_ex(library_alloc, library_free, library_realloc, session);
    if (!session->library || !make_marker(session->result.marker) ||
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
    session->fd = fd;
    if (!prepare(session, request)) {
        ssh_session_free(session);
        return err_no_memory(err);
    }
    use_receive(session);
    *ret_session = session;
    return ERR_OK;
}

enum err_code ssh_session_new_carried(struct ssh_session *carrier, const struct ssh_request *request,
                                      struct ssh_session **ret_session, struct err *err) {
    struct ssh_session *session = calloc(1, sizeof *session);

    if (!session) {
        return err_no_memory(err);
    }
    session->fd = -1;
    if (!prepare(session, request)) {
        ssh_session_free(session);
        return err_no_memory(err);
    }
    use_carrier(session, carrier);
    *ret_session = session;
    return ERR_OK;
}

/* What the session has still said goes out, and nothing more. */
static void cut_off(struct ssh_session *session) {
    sever(session);
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
    close_agent(session);
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
    if (!session->carrier && session->fd >= 0) {
        close(session->fd);
    }
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
