#pragma once
/* Reading result files (docs/formats/results.md) back, from their beginning to their end: no more of a file is in
 * memory than a piece and one line or row of it. */

#include "base/json_read.h"

/* The line of findings.jsonl, PATH, whose finding has the ID; *RET_DOCUMENT is NULL where none has. */
MUST_CHECK enum err_code result_find_line(const char *path, struct str id, struct json_document **ret_document,
                                          struct err *err);

/* A row: CELLS in the order of the columns asked for, borrowed for the call. */
typedef void result_row(void *context, const struct str *cells);

#define RESULT_COLUMNS_MAX 32
/* Calls ROW for each row of the CSV file PATH behind its headings. Columns are told by these, wherever they stand. The
 * file must have the first of COLUMNS; others that it lacks are empty cells. A ' that was put before what could start a
 * formula is taken off again. */
MUST_CHECK enum err_code result_read_rows(const char *path, const char *const *columns, size_t column_count,
                                          result_row *row, void *context, struct err *err);
