#pragma once
/* A POST of JSON to a URL: the notification as an object of our own, or as the message that Slack or Teams shows.
 * Redirects are not followed. One thread at a time. Format: docs/formats/notify.md. */

#include "notify/webhook_body.h"

struct webhook_settings {
    struct str url;        /* may hold a secret: never logged or echoed */
    bool is_plain_allowed; /* http to other machines as well */
    struct str proxy;      /* http://host:port, which is asked for all of it; empty: none */
    enum webhook_form form;
    struct str ca_file;       /* empty: the system's */
    struct str authorization; /* value of that header; empty: none; never without encryption to other machines */
    unsigned attempts;        /* at least 1; see notify/attempts.h */
    uint32_t timeout_ms;      /* of each, at least 1 */
    uint32_t pause_ms;        /* between them, doubled each time */
};

/* Are the settings such that something can be sent with them? Nothing is connected to. ERR_USAGE. */
MUST_CHECK enum err_code webhook_settings_check(const struct webhook_settings *settings, struct err *err);
/* ERR_USAGE, and what transfers fail with (notify/transfer.h). */
MUST_CHECK enum err_code webhook_send(const struct webhook_settings *settings, const struct notification *notification,
                                      struct err *err);
