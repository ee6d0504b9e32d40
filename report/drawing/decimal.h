#pragma once
/* Decimal numbers in files: with a point, whatever the locale. Pure; any thread. */

#include "base/buffer.h"

/* Rounded to so many digits (at most 6) behind the point, without zeros at the end; |VALUE| below 1e9. */
void decimal_append(struct buffer *out, double value, unsigned digits);
/* [-]DIGITS[.DIGITS][e[+-]DIGITS], all of TEXT, |value| below 1e9; false for anything else. */
bool decimal_read(struct str text, double *ret_value);
