#pragma once
/* What libcurl does for us: one attempt to hand a message over, by SMTP or by a POST. No redirect, no proxy and no
 * configuration but what is given here; TLS 1.2 or later, and certificates are verified. One thread at a time.
 * transfer_no_curl.c stands for it in builds without libcurl.
 *
 * Failures: ERR_DELIVERY (arg[0] = server, arg[1] = what it said, or a word of findings/word.def), ERR_TIMEOUT,
 * ERR_SYSTEM (file = server, arg[0] = "connect"), ERR_UNSUPPORTED. *RET_IS_TEMPORARY is set on failure: it may work
 * later. What servers said is left out where it holds a part of a secret. */

#include "base/error.h"
#include "base/library_version.h"

struct transfer_route {
    struct str ca_file;        /* empty: the system's */
    uint32_t timeout_ms;       /* for all of it */
    const char *proxy;         /* http://host:port; NULL: none */
    struct str server;         /* host:port, for errors */
    const struct str *secrets; /* not to be told */
    size_t secret_count;
};

enum mail_security { MAIL_PLAIN, MAIL_STARTTLS, MAIL_TLS };

/* Everything has been looked at: no control characters, no blanks. */
struct transfer_mail {
    struct transfer_route route;
    const char *url; /* smtp://host:port/name-of-ours, or smtps:// */
    enum mail_security security;
    const char *user, *password; /* NULL: no authentication */
    const char *from;            /* addresses without brackets */
    const char *const *to;
    size_t to_count;
    struct str message;
};
MUST_CHECK enum err_code transfer_mail(const struct transfer_mail *mail, bool *ret_is_temporary, struct err *err);

#define MESSAGE_ID_MAX 100
struct transfer_post {
    struct transfer_route route;
    const char *url;
    const char *authorization; /* NULL: none */
    struct str message_id;     /* printable ASCII without " and \, at most MESSAGE_ID_MAX bytes; empty: none */
    struct str body;           /* JSON */
};
/* Done when the server answers 2xx, whatever it says then. Of an answer no more than 64 KiB is read. */
MUST_CHECK enum err_code transfer_post(const struct transfer_post *post, bool *ret_is_temporary, struct err *err);
/* Of libcurl; not there in builds without it. */
struct library_version transfer_library(void);
