#pragma once
/* A mail as bytes (RFC 5322): plain text in UTF-8, base64, lines of at most 76 characters with CRLF. Nothing that is
 * put in can begin a header or a line of its own. Pure; any thread. */

#include "notify/mail_address.h"

/* Texts are borrowed. */
struct mail_message {
    struct mail_address from;
    const struct mail_address *to;
    size_t to_count;
    struct str subject, body;
    struct str date;       /* RFC 3339, such as 2027-03-31T09:00:00+09:00 */
    struct str message_id; /* left@right, with or without <> */
};

/* ERR_USAGE: the date or the id is none. */
MUST_CHECK enum err_code mail_message_write(const struct mail_message *message, struct buffer *out, struct err *err);
