#pragma once
/* Makers' names: one form for the names under which one maker is known. Pure; any thread. */

#include "base/buffer.h"

/* Appends the canonical name, folded: text folding, legal forms (Inc., 株式会社) and articles dropped, then the aliases
 * of products/vendor.def: "Hewlett-Packard Company", "日本ヒューレット・パッカード㈱" and "HPE" all give "hp". */
void vendor_fold(struct str utf8, struct buffer *out);
