#pragma once
/* A drawing in the language of Graphviz (DOT). One thread. */

#include "base/buffer.h"
#include "report/drawing/drawing.h"

/* With texts, for whoever wants to go on drawing; without, as the layout needs it: boxes are n0, n1 … of their sizes.
 */
void drawing_write_dot(const struct drawing *drawing, bool with_texts, struct buffer *out);
