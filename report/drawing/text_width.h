#pragma once
/* How wide text is in a drawing, whatever sans-serif font the reader has: rather too wide than too narrow, so that it
 * never leaves its box. In thousandths of the font size. Pure; any thread. */

#include "base/arena.h"

#include <stdint.h>

/* Of UTF-8; what is not well formed counts as if it were. */
uint32_t text_width(struct str text);
/* As many bytes of its beginning as are no wider than WIDTH, without cutting a character; at a blank if there is one in
 * the last third. */
size_t text_fit(struct str text, uint32_t width);
/* The text, or as much of its beginning as fits before a … of the arena's; WIDTH at least 1000. */
struct str text_cut(struct arena *arena, struct str text, uint32_t width);
