#pragma once
/* The words of report.html in both languages: labels and sentences (text.def), and what the columns of result
 * files are called (column.def). Constant data; any thread. */

#include "base/buffer.h"
#include "findings/code.h"

enum html_text {
#define TEXT(ID, ...) TEXT_##ID,
#include "report/html/text.def"
    TEXT_COUNT
};

#define HTML_TEXT_VALUES_MAX 4

/* As it stands in the table, with its places. */
const char *html_text(enum html_text text, enum language language);
/* Appends it with its places filled in. */
void html_text_append(enum html_text text, enum language language, const struct str *values, size_t count,
                      struct buffer *out);
/* A column of a result file as people call it; the name itself where it has no other. */
struct str html_column_text(struct str name, enum language language);
