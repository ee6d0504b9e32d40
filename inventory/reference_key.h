#pragma once
/* Names by which a row of one table refers to another, in the form in which they are compared. Any thread. */

#include "base/buffer.h"

/* Writes the form of a column's name to OUT, from its beginning; the letter before it keeps the kinds of names apart.
 * False for what is no name. */
bool reference_key_append(const char *column, struct str text, struct buffer *out);
/* HW-0001, FOC1234X0AB: one word of ASCII with a figure. Words and ranges of ids are for people. */
bool reference_key_is_id(struct str text);
