#pragma once
/* Mail by SMTP (libcurl): plain text in UTF-8, STARTTLS or TLS, authentication; an attempt and retries within a
 * deadline. One thread at a time. */

#include "notify/notification.h"

enum mail_security { MAIL_PLAIN, MAIL_STARTTLS, MAIL_TLS };

/* Texts are borrowed. */
struct mail_settings {
    struct str host;
    uint16_t port;
    enum mail_security security;
    struct str ca_file;  /* empty: the system's */
    struct str user;     /* empty: no authentication */
    struct str password; /* never logged or echoed */
    struct str from;
    const struct str *to;
    size_t to_count;
    unsigned attempts;   /* at least 1 */
    uint32_t timeout_ms; /* of each */
    uint32_t pause_ms;   /* between them, doubled each time */
};

/* DATE is an RFC 3339 instant; MESSAGE_ID names the mail, the same for every attempt. ERR_TIMEOUT, ERR_REFUSED (arg[0]
 * = what the server said), ERR_SYSTEM. */
MUST_CHECK enum err_code mail_send(const struct mail_settings *settings, struct str subject, struct str body,
                                   struct str date, struct str message_id, struct err *err);
