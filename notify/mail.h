#pragma once
/* Mail by SMTP: plain text in UTF-8, STARTTLS or TLS, authentication; attempts with pauses between them. Encryption
 * that was chosen is never done without, and certificates are verified. All recipients get it or none does. One thread
 * at a time. Format: docs/formats/notify.md. */

#include "notify/transfer.h"

/* Texts are borrowed. */
struct mail_settings {
    struct str host; /* name or address */
    uint16_t port;   /* 0: the usual one of the security (25, 587, 465) */
    enum mail_security security;
    struct str ca_file;  /* empty: the system's */
    struct str user;     /* empty: no authentication; only on the machine itself without encryption */
    struct str password; /* never logged or echoed */
    struct str from;     /* genkyo@example.jp, or 現況 <genkyo@example.jp> */
    const struct str *to;
    size_t to_count;     /* at most MAIL_RECIPIENTS_MAX */
    unsigned attempts;   /* at least 1; see notify/attempts.h */
    uint32_t timeout_ms; /* of each, at least 1 */
    uint32_t pause_ms;   /* between them, doubled each time */
};
#define MAIL_RECIPIENTS_MAX 100

/* Are the settings such that a mail can be sent with them? Nothing is connected to. ERR_USAGE (arg[0] = what cannot be
 * used, arg[1] = what can). */
MUST_CHECK enum err_code mail_settings_check(const struct mail_settings *settings, struct err *err);
/* DATE is an RFC 3339 instant; MESSAGE_ID (left@right) names the mail, the same for every attempt. ERR_USAGE, and what
 * transfers fail with (notify/transfer.h): ERR_DELIVERY, ERR_TIMEOUT, ERR_SYSTEM, ERR_UNSUPPORTED. */
MUST_CHECK enum err_code mail_send(const struct mail_settings *settings, struct str subject, struct str body,
                                   struct str date, struct str message_id, struct err *err);
