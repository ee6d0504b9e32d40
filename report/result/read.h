#pragma once
/* Reading result files (docs/formats/results.md) back, from their beginning to their end: no more of a file is in
 * memory than a piece and one line or row of it. Paths are relative to DIR_FD (AT_FDCWD: the working directory). One
 * thread for each reading. */

#include "base/json_read.h"

/* A line of a JSON Lines file, as it stands there, borrowed for the call; NUMBER counts from 1. *RET_ENOUGH ends the
 * reading. */
typedef enum err_code result_line(void *context, struct str line, uint64_t number, bool *ret_enough, struct err *err);
MUST_CHECK enum err_code result_read_lines(int dir_fd, const char *path, result_line *take, void *context,
                                           struct err *err);

/* The line of findings.jsonl, PATH, whose finding has the ID; *RET_DOCUMENT is NULL where none has. */
MUST_CHECK enum err_code result_find_line(int dir_fd, const char *path, struct str id,
                                          struct json_document **ret_document, struct err *err);

/* A row: CELLS in the order of the columns asked for, borrowed for the call. What it returns but ERR_OK ends the
 * reading. */
typedef enum err_code result_row(void *context, const struct str *cells, struct err *err);

#define RESULT_COLUMNS_MAX 100
/* Calls TAKE for each row of the CSV file PATH behind its headings. Columns are told by these, wherever they stand. The
 * file must have the first of COLUMNS; others that it lacks are empty cells. A ' that was put before what could start a
 * formula is taken off again. */
MUST_CHECK enum err_code result_read_rows(int dir_fd, const char *path, const char *const *columns, size_t column_count,
                                          result_row *take, void *context, struct err *err);
