#pragma once
/* Text of devices, whose encoding nobody states. Pure functions; any thread. */

#include "base/arena.h"

/* What people would read, in UTF-8: without NULs, line ends and blanks at the ends. In this order:
 *   1. "0x4142", "41 42 43 44"       the text that the digits stand for, if they stand for printable ASCII
 *   2. what is behind a first NUL    is left over from a longer text and goes, unless it is UTF-16
 *   3. well-formed UTF-8             as it is
 *   4. CP932, GBK or Windows-1252    whichever has the largest share of plausible characters, half of them or more
 *   5. mostly ASCII                  as Windows-1252
 *   6. anything else, and what has more than one control character in eight bytes: lower-case hexadecimal digits
 * It is in the arena, or the bytes themselves. */
struct str device_text(struct arena *arena, struct str bytes);
