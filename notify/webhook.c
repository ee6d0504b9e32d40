#include "notify/webhook.h"

#include "notify/attempts.h"
#include "notify/server_name.h"
#include "notify/transfer.h"
#include "notify/webhook_url.h"

#include <stdio.h>

#define URL_BYTES         2048
#define AUTHORIZATION_MAX 4000
#define WEBHOOK_SECRETS   2

/* Printable ASCII: nothing that could end the header. */
static bool is_header_value(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < ' ' || text.p[i] > '~') {
            return false;
        }
    }
    return text.n <= AUTHORIZATION_MAX;
}

/* Without a user: what a proxy is told stands in no settings. */
static enum err_code check_proxy(struct str proxy, struct err *err) {
    struct webhook_url url;

    if (proxy.n && (webhook_url_read(proxy, true, &url, NULL) || url.is_encrypted || url.rest.n > 1)) {
        return err_set(err, ERR_USAGE, NULL, STR("proxy"), STR("http://server:port"));
    }
    return ERR_OK;
}

static enum err_code check_settings(const struct webhook_settings *settings, struct webhook_url *ret_url,
                                    struct err *err) {
    enum err_code code = webhook_url_read(settings->url, settings->is_plain_allowed, ret_url, err);

    if (code) {
        return code;
    }
    if (!is_header_value(settings->authorization)) {
        return err_set(err, ERR_USAGE, NULL, STR("authorization"), STR("printable ASCII, at most 4000 characters"));
    }
    if (settings->authorization.n && !ret_url->is_encrypted && !server_name_is_loopback(ret_url->host)) {
        return err_set(err, ERR_USAGE, NULL, STR("authorization"), STR("https"));
    }
    if (settings->timeout_ms == 0 || settings->attempts == 0) {
        return err_set(err, ERR_USAGE, NULL, STR("0"), STR("1 or more attempts, and some time for each"));
    }
    return check_proxy(settings->proxy, err);
}

enum err_code webhook_settings_check(const struct webhook_settings *settings, struct err *err) {
    struct webhook_url url;

    return check_settings(settings, &url, err);
}

static enum err_code post_once(void *context, bool *ret_is_temporary, struct err *err) {
    return transfer_post(context, ret_is_temporary, err);
}

/* Copies that end in a NUL, as libcurl wants them, and that are wiped. */
static enum err_code send_body(const struct webhook_settings *settings, const struct webhook_url *url,
                               struct str message_id, struct str body, struct err *err) {
    const struct str secrets[WEBHOOK_SECRETS] = {url->rest, settings->authorization};
    char url_text[URL_BYTES], proxy[URL_BYTES], authorization[AUTHORIZATION_MAX + 1];
    struct transfer_post post = {
        .route = {.ca_file = settings->ca_file,
                  .timeout_ms = settings->timeout_ms,
                  .proxy = settings->proxy.n ? proxy : NULL,
                  .server = url->server,
                  .secrets = secrets,
                  .secret_count = ARRAY_LEN(secrets)},
        .url = url_text,
        .authorization = settings->authorization.n ? authorization : NULL,
        .message_id = message_id,
        .body = body,
    };
    enum err_code code;

    snprintf(url_text, sizeof url_text, "%.*s", STR_FMT(settings->url));
    snprintf(proxy, sizeof proxy, "%.*s", STR_FMT(settings->proxy));
    snprintf(authorization, sizeof authorization, "%.*s", STR_FMT(settings->authorization));
    code = attempts_make(settings->attempts, settings->pause_ms, post_once, &post, err);
    explicit_bzero(url_text, sizeof url_text);
    explicit_bzero(authorization, sizeof authorization);
    return code;
}

enum err_code webhook_send(const struct webhook_settings *settings, const struct notification *notification,
                           struct err *err) {
    struct buffer body = {0};
    struct webhook_url url;
    enum err_code code = check_settings(settings, &url, err);

    if (!code) {
        code = webhook_body_write(settings->form, notification, &body, err);
    }
    if (!code) {
        code = send_body(settings, &url, notification->id, buffer_view(&body), err);
    }
    buffer_done(&body);
    return code;
}
