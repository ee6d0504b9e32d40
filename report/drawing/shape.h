#pragma once
/* How boxes and lines look: a shape for each kind, so that colour is not the only sign, and the style sheet. Pure. */

#include "base/buffer.h"
#include "findings/relation_records.h"

struct drawing_box {
    double x, y, width, height;
};

/* The outline as the `d` of an SVG path. */
void drawing_append_shape(enum relation_kind kind, const struct drawing_box *box, struct buffer *out);
/* Classes: k0… boxes by kind, r0… lines by relation, m0… their arrows; b, l, o what is on both sides, in the ledger, or
 * observed only. */
void drawing_append_style(struct buffer *out);
