#pragma once
/* Sentences for errors (base/error.h) in both languages. Any thread. */

#include "base/buffer.h"
#include "base/error.h"
#include "findings/code.h"

/* Appends "file:line:column: sentence", as much of it as the error has; text that came from outside is made safe for a
 * terminal. */
void error_render(const struct err *err, enum language language, struct buffer *out);
/* ERR_NO_MEMORY, where there may be none to render anything with. */
const char *error_no_memory_text(enum language language);
