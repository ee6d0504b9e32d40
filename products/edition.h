#pragma once
/* Editions of products: Standard, Professional Plus. Pure; any thread. */

#include "base/buffer.h"

/* Appends a form that is equal for two spellings of one edition: folded, without marks and the word "edition" at the
 * end, its words written out: "Std." is "standard". */
void edition_fold(struct str utf8, struct buffer *out);
