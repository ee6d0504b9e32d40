#pragma once
/* A POST of JSON to a URL (libcurl): the notification as an object of our own, or as the text that Slack or Teams
 * shows. One thread at a time. */

#include "notify/notification.h"

enum webhook_form { WEBHOOK_GENKYO, WEBHOOK_SLACK, WEBHOOK_TEAMS };

struct webhook_settings {
    struct str url; /* may hold a secret: never logged or echoed */
    enum webhook_form form;
    struct str ca_file;
    struct str authorization; /* value of that header; empty: none */
    unsigned attempts;
    uint32_t timeout_ms, pause_ms;
};

MUST_CHECK enum err_code webhook_send(const struct webhook_settings *settings, const struct notification *notification,
                                      struct err *err);
/* The body of the request. */
void webhook_render(enum webhook_form form, const struct notification *notification, struct buffer *out);
