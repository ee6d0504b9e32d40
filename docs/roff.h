#pragma once
/* Text as roff, on stdout: what roff would take for itself is escaped, and lines of Japanese are joined without a blank
 * between. */

#include "base/str.h"

/* Text within a line. IS_FIRST: it begins the line, where a dot or a quote would be a request. */
void roff_print(struct str text, bool is_first);
/* \fB or \fI around TEXT. */
void roff_print_bold(struct str text);
void roff_print_italic(struct str text);
/* Paragraphs with an empty line between. A line that is indented by two blanks begins an item of a list, one that is
 * indented by more goes on with it. */
void roff_print_paragraphs(struct str text);
