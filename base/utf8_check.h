#pragma once
/* Is it UTF-8? With vector instructions, where the machine has them. Pure; any thread. */

#include "base/str.h"

/* The length of a part at the front of BYTES that is UTF-8 (RFC 3629), whole characters of it. It may end early: what
 * is behind it is for a closer look to tell, which text_first_invalid is. 0 where the machine has no instructions for
 * this. */
size_t utf8_sound_length(struct str bytes);
