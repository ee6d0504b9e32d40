#pragma once
/* The style sheet of exported pages, from report/record/style.css, which scripts/embed.sh makes C of; and what the
 * content security policy says of it. Constant data. */

#include "base/str.h"

extern const struct str record_style;
/* SHA-256 in base64. */
extern const char record_style_digest[];
