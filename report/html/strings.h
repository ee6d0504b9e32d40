#pragma once
/* Texts that many findings of report.html share: rows have their numbers. As many as fit within bounds; others stand in
 * the rows themselves. Internal to report/. One thread. */

#include "base/json_write.h"

struct html_strings;
/* NULL when memory is out. Number 0 is the empty text. */
struct html_strings *html_strings_new(void);
void html_strings_free(struct html_strings *strings);
/* Writes the number of the text, or the text where there is no room for another one. */
MUST_CHECK enum err_code html_strings_write(struct html_strings *strings, struct json_writer *json, struct str text,
                                            struct err *err);
size_t html_strings_count(const struct html_strings *strings);
struct str html_strings_text(const struct html_strings *strings, size_t number);
