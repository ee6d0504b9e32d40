#pragma once
/* Reading a section of the Windows script: a JSON object of classes, each an array of rows. Whatever is not of the
 * expected type is not there. Texts live in the observation's arena. Pure functions. */

#include "base/json_read.h"
#include "scanner/collect/observation.h"

/* Is it JSON, an object with something in it? */
bool windows_is_readable(struct str body);

/* NULL when it is not. What the section could not read for lack of privilege becomes a note. */
struct json_document *windows_open(struct str body, struct observation *observation);
/* The rows of a class: for json_length and json_at. */
const struct json_node *windows_rows(const struct json_document *document, const char *name);
/* The first of them, or NULL. */
const struct json_node *windows_first(const struct json_document *document, const char *name);
/* Text without its outer blanks; a number's digits. Empty when there is none. */
struct str windows_text(const struct observation *observation, const struct json_node *row, const char *name);
/* A number, also one that stands in a text; false when it is none, or negative. */
bool windows_number(const struct json_node *row, const char *name, uint64_t *ret_number);
/* RFC 3339, or the CIM form 20270331090000.000000+540 that PowerShell 2.0 gives; from 1980 to 2200. */
bool windows_instant(const struct json_node *row, const char *name, int64_t *ret_seconds);
/* The row of a class whose NAME is the same number as OF's; NULL when there is none. */
const struct json_node *windows_match(const struct json_document *document, const char *class_name,
                                      const struct json_node *of, const char *name);
