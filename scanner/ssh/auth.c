#include "scanner/ssh/auth.h"

#include "base/buffer.h"
#include "scanner/base64.h"
#include "scanner/credential/credential.h"
#include "scanner/ssh/memory.h"
#include "scanner/ssh/socket.h"

#include <libssh2.h>
#include <stdlib.h>

struct ssh_auth {
    LIBSSH2_SESSION *library;
    struct ssh_socket *socket;
    const struct ssh_auth_request *request;
    LIBSSH2_AGENT *agent;
    struct libssh2_agent_publickey *identity;
    bool is_method_chosen;
    bool uses_prompts;  /* the password goes out as an answer to a prompt */
    bool has_answered;  /* the password has gone out */
    bool is_asked_more; /* the host wants to know more than the password */
    struct ssh_auth_progress progress;
};

static const struct credential *current_credential(const struct ssh_auth *auth) {
    size_t used = auth->progress.credentials_used;

    return used < auth->request->credential_count ? auth->request->credentials[used] : NULL;
}

static struct str user_of(const struct ssh_auth *auth, const struct credential *credential) {
    return auth->request->user.n ? auth->request->user : credential->user;
}

static int try_key(struct ssh_auth *auth, const struct credential *credential, struct str user) {
    return libssh2_userauth_publickey_frommemory(auth->library, user.p, user.n, credential->public_key.p,
                                                 credential->public_key.n, credential->key.p, credential->key.n,
                                                 credential->secret);
}

static int open_agent(struct ssh_auth *auth, const char *socket) {
    int code;

    auth->agent = libssh2_agent_init(auth->library);
    if (!auth->agent) {
        return LIBSSH2_ERROR_ALLOC;
    }
    if (socket) {
        libssh2_agent_set_identity_path(auth->agent, socket);
    }
    code = libssh2_agent_connect(auth->agent);
    if (!code) {
        code = libssh2_agent_list_identities(auth->agent);
    }
    return code;
}

static void close_agent(struct ssh_auth *auth) {
    if (auth->agent) {
        libssh2_agent_disconnect(auth->agent);
        libssh2_agent_free(auth->agent);
        auth->agent = NULL;
        auth->identity = NULL;
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

static int next_identity(struct ssh_auth *auth, const struct credential *credential) {
    do {
        if (libssh2_agent_get_identity(auth->agent, &auth->identity, auth->identity) != 0) {
            return LIBSSH2_ERROR_AUTHENTICATION_FAILED;
        }
    } while (!is_offered(credential, auth->identity));
    return 0;
}

static int sign_with_identity(struct ssh_auth *auth, struct str user) {
    char *name = strndup(user.p, user.n);
    int code = name ? libssh2_agent_userauth(auth->agent, name, auth->identity) : LIBSSH2_ERROR_ALLOC;

    free(name);
    return code;
}

/* Each identity of the agent is a try of its own. */
static int try_agent(struct ssh_auth *auth, const struct credential *credential, struct str user) {
    const char *socket = credential->agent ? credential->agent : auth->request->agent_socket;
    int code = auth->agent ? 0 : open_agent(auth, socket);

    if (!code && !auth->identity) {
        code = next_identity(auth, credential);
    }
    while (!code) {
        code = sign_with_identity(auth, user);
        if (code != LIBSSH2_ERROR_AUTHENTICATION_FAILED || auth->progress.tries + 1 >= auth->request->tries_max ||
            next_identity(auth, credential) != 0) {
            return code;
        }
        auth->progress.tries++;
        code = 0;
    }
    return code;
}

/* The first prompt, when it is hidden, is taken for the password's. Whatever else the host asks for is none of ours: a
 * new password above all, which must not be set, not even to nothing. The library cannot leave the dialogue, so the
 * connection is ended. */
static void answer_prompts(const char *name, int name_length, const char *instruction, int instruction_length,
                           int prompts, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompt,
                           LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses, void **context) {
    const struct ssh_socket *socket = *context;
    struct ssh_auth *auth = socket->auth;
    const struct credential *credential = current_credential(auth);
    size_t length = credential ? strlen(credential->secret) : 0;

    (void)name, (void)name_length, (void)instruction, (void)instruction_length;
    if (prompts == 0) {
        return;
    }
    if (prompts != 1 || prompt[0].echo || length == 0 || auth->has_answered) {
        auth->is_asked_more = true;
        ssh_socket_cut(auth->socket);
        return;
    }
    auth->has_answered = true;
    responses[0].text = ssh_memory_alloc(length, context);
    if (responses[0].text) {
        memcpy(responses[0].text, credential->secret, length);
        responses[0].length = (unsigned)length;
    }
}

/* Asks which methods the host takes, as many take passwords only as answers to prompts. */
static int choose_password_method(struct ssh_auth *auth, struct str user, bool *ret_chosen) {
    const char *methods = libssh2_userauth_list(auth->library, user.p, (unsigned)user.n);
    int code = methods ? 0 : libssh2_session_last_errno(auth->library);

    if (!methods) {
        return code;
    }
    auth->uses_prompts = !strstr(methods, "password") && strstr(methods, "keyboard-interactive");
    *ret_chosen = true;
    return 0;
}

static int try_password(struct ssh_auth *auth, const struct credential *credential, struct str user) {
    bool chosen = auth->is_method_chosen;
    int code = chosen ? 0 : choose_password_method(auth, user, &auth->is_method_chosen);

    if (code || libssh2_userauth_authenticated(auth->library)) {
        return code;
    }
    if (auth->uses_prompts) {
        return libssh2_userauth_keyboard_interactive_ex(auth->library, user.p, (unsigned)user.n, answer_prompts);
    }
    return libssh2_userauth_password_ex(auth->library, user.p, (unsigned)user.n, credential->secret,
                                        (unsigned)strlen(credential->secret), NULL);
}

static int try_credential(struct ssh_auth *auth, const struct credential *credential) {
    struct str user = user_of(auth, credential);

    if (str_is_empty(user)) {
        return LIBSSH2_ERROR_INVAL;
    }
    switch (credential->kind) {
    case CREDENTIAL_SSH_KEY:
        return credential->agent ? try_agent(auth, credential, user) : try_key(auth, credential, user);
    case CREDENTIAL_SSH_AGENT:
        return try_agent(auth, credential, user);
    case CREDENTIAL_SSH_PASSWORD:
    default:
        return try_password(auth, credential, user);
    }
}

static const char *refusal(const struct ssh_auth *auth, const struct credential *credential, int code) {
    if (auth->is_asked_more) {
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
static bool is_next_usable(const struct ssh_auth *auth, const struct credential *before) {
    const struct credential *next = current_credential(auth);

    return next && auth->progress.tries < auth->request->tries_max &&
           str_eq(user_of(auth, next), user_of(auth, before));
}

/* False: nothing more may be tried within this connection. */
static bool on_refused(struct ssh_auth *auth, const struct credential *credential, int code) {
    auth->progress.tries++;
    auth->progress.credentials_used++;
    auth->progress.refusal = refusal(auth, credential, code);
    auth->has_answered = false;
    close_agent(auth);
    return !ssh_socket_is_lost(code) && is_next_usable(auth, credential);
}

static enum ssh_auth_state on_accepted(struct ssh_auth *auth, const struct credential *credential) {
    auth->progress.tries++;
    auth->progress.credential = credential;
    return SSH_AUTH_ACCEPTED;
}

enum ssh_auth_state ssh_auth_advance(struct ssh_auth *auth) {
    const struct credential *credential;

    while ((credential = current_credential(auth))) {
        int code = try_credential(auth, credential);
        if (code == LIBSSH2_ERROR_EAGAIN) {
            return SSH_AUTH_WAITING;
        }
        if (!code) {
            return on_accepted(auth, credential);
        }
        if (!on_refused(auth, credential, code)) {
            break;
        }
    }
    return SSH_AUTH_REFUSED;
}

const struct ssh_auth_progress *ssh_auth_progress(const struct ssh_auth *auth) {
    return &auth->progress;
}

struct ssh_auth *ssh_auth_new(struct _LIBSSH2_SESSION *library, struct ssh_socket *socket,
                              const struct ssh_auth_request *request) {
    struct ssh_auth *auth = calloc(1, sizeof *auth);

    if (auth) {
        auth->library = library;
        auth->socket = socket;
        auth->request = request;
        auth->progress.refusal = "no credential to try";
        socket->auth = auth;
    }
    return auth;
}

void ssh_auth_free(struct ssh_auth *auth) {
    if (auth) {
        close_agent(auth);
        auth->socket->auth = NULL;
        free(auth);
    }
}
