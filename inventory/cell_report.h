#pragma once
/* What is wrong with cells of a table that was read before, said with line and column. A position costs reading the row
 * again, so it is worked out only for the first occurrences in each file. One thread at a time. */

#include "inventory/problem.h"
#include "inventory/table.h"

struct cell_report;
/* Borrows both. */
MUST_CHECK enum err_code cell_report_new(const struct table *table, struct diagnostics *diagnostics,
                                         struct cell_report **ret_report, struct err *err);
void cell_report_free(struct cell_report *report);
DEFINE_CLEANUP(cell_report, cell_report_free)
/* Rows must come in order for each column and problem. */
MUST_CHECK enum err_code cell_report_add(struct cell_report *report, uint32_t row, unsigned column,
                                         enum problem problem, struct str arg0, struct str arg1, struct err *err);
