#pragma once
/* A drawing as SVG: text that can be selected and searched, a title for each box, shapes and line styles that tell
 * without colour what colour tells, a legend; nothing else is loaded and nothing runs. One thread; errors stay in the
 * buffer. */

#include "base/buffer.h"
#include "report/drawing/drawing.h"

void drawing_write_svg(const struct drawing *drawing, struct buffer *out);
/* Text as content or attribute value of XML; what XML does not allow becomes U+FFFD. */
void xml_append(struct buffer *out, struct str text);
