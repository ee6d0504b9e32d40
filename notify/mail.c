#include "notify/mail.h"

#include "base/arena.h"
#include "notify/attempts.h"
#include "notify/mail_message.h"
#include "notify/mime.h"
#include "notify/server_name.h"

#define CREDENTIAL_MAX 1000
/* The password, what AUTH PLAIN sends, and both in base64. */
#define SECRETS_BYTES ((size_t)16 * 1024)
#define MAIL_SECRETS  3

static const struct security_def {
    const char *scheme;
    uint16_t port;
} securities[] = {
    [MAIL_PLAIN] = {"smtp", 25},
    [MAIL_STARTTLS] = {"smtp", 587},
    [MAIL_TLS] = {"smtps", 465},
};

/* A mail on its way: settings as libcurl wants them. */
struct sending {
    const struct mail_settings *settings;
    struct mail_address from, to[MAIL_RECIPIENTS_MAX];
    const char *to_texts[MAIL_RECIPIENTS_MAX];
    struct arena *arena;
    struct buffer message, secrets;
    struct str secret_views[MAIL_SECRETS];
    struct transfer_mail mail;
};

/* --- settings --- */

/* Nothing that could end a line. */
static bool is_credential(struct str text) {
    return text.n <= CREDENTIAL_MAX && str_find_char(text, '\0') < 0 && str_find_char(text, '\r') < 0 &&
           str_find_char(text, '\n') < 0;
}

static enum err_code check_user(const struct mail_settings *settings, struct err *err) {
    if (settings->user.n == 0) {
        return ERR_OK;
    }
    if (!is_credential(settings->user) || !is_credential(settings->password)) {
        return err_set(err, ERR_USAGE, NULL, STR("user, password"), STR("texts of one line"));
    }
    if (settings->security == MAIL_PLAIN && !server_name_is_loopback(settings->host)) {
        return err_set(err, ERR_USAGE, NULL, STR("plain"), STR("starttls, tls (a password is sent)"));
    }
    return ERR_OK;
}

static enum err_code read_addresses(const struct mail_settings *settings, struct mail_address *ret_from,
                                    struct mail_address *ret_to, struct err *err) {
    enum err_code code = mail_address_read(settings->from, ret_from, err);

    if (settings->to_count == 0 || settings->to_count > MAIL_RECIPIENTS_MAX) {
        return err_set(err, ERR_USAGE, NULL, STR("to"), STR("1 to 100 addresses"));
    }
    for (size_t i = 0; !code && i < settings->to_count; i++) {
        code = mail_address_read(settings->to[i], &ret_to[i], err);
    }
    return code;
}

static enum err_code check_server(const struct mail_settings *settings, struct err *err) {
    if (!server_name_is_sound(settings->host)) {
        return err_set(err, ERR_USAGE, NULL, settings->host, STR("the name or address of a mail server"));
    }
    if (settings->timeout_ms == 0 || settings->attempts == 0) {
        return err_set(err, ERR_USAGE, NULL, STR("0"), STR("1 or more attempts, and some time for each"));
    }
    return check_user(settings, err);
}

enum err_code mail_settings_check(const struct mail_settings *settings, struct err *err) {
    struct mail_address from, to[MAIL_RECIPIENTS_MAX];
    enum err_code code = check_server(settings, err);

    return code ? code : read_addresses(settings, &from, to, err);
}

/* --- sending --- */

/* The part of the secrets from START on. */
static struct str secret_since(const struct sending *sending, size_t start) {
    return str_sub(buffer_view(&sending->secrets), start, SIZE_MAX);
}

/* The password, and what AUTH LOGIN and AUTH PLAIN (RFC 4616) make of it: in one place, which is wiped. */
static void write_secrets(struct sending *sending) {
    const struct mail_settings *settings = sending->settings;
    struct buffer *out = &sending->secrets;
    struct str plain;
    size_t start;

    if (settings->user.n == 0 || !buffer_reserve(out, SECRETS_BYTES)) {
        return;
    }
    buffer_append(out, settings->password);
    sending->secret_views[0] = buffer_view(out);
    buffer_append_char(out, '\0');
    start = out->n;
    buffer_printf(out, "%c%.*s%c%.*s", '\0', STR_FMT(settings->user), '\0', STR_FMT(settings->password));
    plain = secret_since(sending, start);
    start = out->n;
    mime_append_base64(settings->password, 0, out);
    sending->secret_views[1] = secret_since(sending, start);
    start = out->n;
    mime_append_base64(plain, 0, out);
    sending->secret_views[2] = secret_since(sending, start);
    sending->mail.user = arena_dup_cstr(sending->arena, settings->user);
    sending->mail.password = out->p;
    sending->mail.route.secrets = sending->secret_views;
    sending->mail.route.secret_count = MAIL_SECRETS;
}

/* The server takes us for the sender's domain: the name of this machine tells nobody anything. */
static void write_route(struct sending *sending) {
    const struct mail_settings *settings = sending->settings;
    const struct security_def *security = &securities[settings->security];
    const bool is_ipv6 = server_name_is_ipv6(settings->host);
    const unsigned port = settings->port ? settings->port : security->port;
    const struct str server = arena_printf(sending->arena, "%s%.*s%s:%u", is_ipv6 ? "[" : "", STR_FMT(settings->host),
                                           is_ipv6 ? "]" : "", port);

    sending->mail.route.server = server;
    sending->mail.route.ca_file = settings->ca_file;
    sending->mail.route.timeout_ms = settings->timeout_ms;
    sending->mail.url =
        arena_printf(sending->arena, "%s://%.*s/%.*s", security->scheme, STR_FMT(server), STR_FMT(sending->from.domain))
            .p;
}

static void write_mail(struct sending *sending) {
    sending->mail.security = sending->settings->security;
    sending->mail.from = arena_dup_cstr(sending->arena, sending->from.box);
    for (size_t i = 0; i < sending->settings->to_count; i++) {
        sending->to_texts[i] = arena_dup_cstr(sending->arena, sending->to[i].box);
    }
    sending->mail.to = sending->to_texts;
    sending->mail.to_count = sending->settings->to_count;
    sending->mail.message = buffer_view(&sending->message);
}

static enum err_code send_once(void *context, bool *ret_is_temporary, struct err *err) {
    return transfer_mail(context, ret_is_temporary, err);
}

static enum err_code send_message(struct sending *sending, struct err *err) {
    write_mail(sending);
    write_route(sending);
    write_secrets(sending);
    if (arena_failed(sending->arena) || sending->secrets.failed) {
        return err_no_memory(err);
    }
    return attempts_make(sending->settings->attempts, sending->settings->pause_ms, send_once, &sending->mail, err);
}

static void sending_done(struct sending *sending) {
    if (sending->secrets.p) {
        explicit_bzero(sending->secrets.p, sending->secrets.n);
    }
    buffer_done(&sending->secrets);
    buffer_done(&sending->message);
    arena_free(sending->arena);
}

enum err_code mail_send(const struct mail_settings *settings, struct str subject, struct str body, struct str date,
                        struct str message_id, struct err *err) {
    struct sending sending = {.settings = settings};
    enum err_code code = check_server(settings, err);

    if (!code) {
        code = read_addresses(settings, &sending.from, sending.to, err);
    }
    if (!code) {
        const struct mail_message message = {
            sending.from, sending.to, settings->to_count, subject, body, date, message_id,
        };
        code = mail_message_write(&message, &sending.message, err);
    }
    if (!code) {
        sending.arena = arena_new();
        code = sending.arena ? send_message(&sending, err) : err_no_memory(err);
    }
    sending_done(&sending);
    return code;
}
