#pragma once
/* Base64 (RFC 4648, the alphabet with + and /), as keys and fingerprints of SSH are written. Pure; any thread. */

#include "base/buffer.h"

/* Appends the bytes to OUT. Padding may be missing; anything else that is not base64 gives false. */
bool base64_decode(struct str text, struct buffer *out);
/* Appends the text to OUT, with padding. */
void base64_encode(struct str bytes, struct buffer *out);
