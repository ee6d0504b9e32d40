#pragma once
/* URLs of webhooks: https, and http only where nobody can listen or where that was allowed. Pure; any thread. */

#include "base/error.h"

struct webhook_url {
    bool is_encrypted;
    struct str host;   /* without brackets */
    struct str server; /* host, and the port if it has one: may be told */
    struct str rest;   /* path and query: may be a secret */
};

/* Slices of TEXT. No user in it, no fragment, printable ASCII. ERR_USAGE, without the URL, as it may be a secret. */
MUST_CHECK enum err_code webhook_url_read(struct str text, bool is_plain_allowed, struct webhook_url *ret_url,
                                          struct err *err);
