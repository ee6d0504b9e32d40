#pragma once
/* Cells that came back from a spreadsheet beside those that were exported: what somebody changed, and what only the
 * spreadsheet did. Pure functions; any thread. */

#include "base/buffer.h"
#include "base/encoding.h"

/* Is CELL what STORED looks like after a way through a file in ENCODING? Then nobody changed it. What the encoding
 * lacks became ?, signs that it holds as one (〜 and ～) may have become the other, and line ends CRLF. False when
 * memory is out. */
bool edited_cell_is_same(struct str stored, struct str cell, enum encoding encoding);
/* What a changed cell says, without the ' before a formula and with LF at the ends of lines; appended to OUT. */
void edited_cell_text(struct str cell, struct buffer *out);
