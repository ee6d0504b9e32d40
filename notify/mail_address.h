#pragma once
/* Addresses of mails as people write them: genkyo@example.jp, or 現況 <genkyo@example.jp>. Pure; any thread. */

#include "base/buffer.h"
#include "base/error.h"

struct mail_address {
    struct str name;   /* to be shown; may be empty */
    struct str box;    /* genkyo@example.jp */
    struct str domain; /* example.jp */
};

/* Slices of TEXT. An address is printable ASCII, so that nothing in it can end a line or a command; names may be any
 * text of one line. ERR_USAGE: it is none. */
MUST_CHECK enum err_code mail_address_read(struct str text, struct mail_address *ret_address, struct err *err);
/* Appends it as a header has it, COLUMN characters of which are written; the line may be folded. */
void mail_address_append(const struct mail_address *address, size_t column, struct buffer *out);
