#pragma once
/* Texts in the form in which a cell of a workbook can hold them. Pure; any thread. */

#include "base/buffer.h"

/* The limit of Excel, in UTF-16 units: characters beyond U+FFFF count twice. */
#define EXCEL_TEXT_MAX 32767
/* Appends UTF8 to OUT, at most LIMIT units of it. What XML cannot hold is shown instead: control characters by their
 * pictures (␀ … ␟), U+FFFE and U+FFFF and malformed bytes as U+FFFD. CR LF is LF, as Excel breaks lines in cells. An
 * _xHHHH_, which Excel would read as one character, is written so that it reads it as it stands. False when not all of
 * it fitted: it then ends with … */
bool excel_fit_text(struct str utf8, size_t limit, struct buffer *out);
/* Lines that the text takes in a column of so many characters, ideographs counted as two; at
 * least 1. An estimate, rather too many: words are not told apart. */
unsigned excel_text_lines(struct str utf8, double width);
