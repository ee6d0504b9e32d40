#pragma once
/* Sentences with places for values: {0} to {9} in them. Pure; any thread. */

#include "base/buffer.h"

/* Appends the SENTENCE with its ARGUMENTS, which are put in as they are; a place behind COUNT is asserted. */
void fill_append(const char *sentence, const struct str *arguments, size_t count, struct buffer *out);
