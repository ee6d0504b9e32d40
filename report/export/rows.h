#pragma once
/* Filling the tables of a set: with records, and with rows of result files. Internal to report/. One thread. */

#include "report/export/finding.h"

/* A row of the table that is being written: each of its columns is a struct str of RECORD. */
MUST_CHECK enum err_code export_record(struct export_set *set, const void *record, struct err *err);

/* Does the row belong there? CELLS in the order of the table's columns. */
typedef bool export_keeps(const void *context, const struct str *cells);
/* The whole SHEET, of the file of the results with its name; nothing where there is no such file. KEEPS NULL: all. */
MUST_CHECK enum err_code export_result(struct export_set *set, const struct result_set *results,
                                       const struct export_sheet *sheet, export_keeps *keeps, const void *context,
                                       struct err *err);
/* The column's place in the table, which has it. */
size_t export_column(const struct export_sheet *sheet, const char *name);

/* The whole SHEET, whose columns are of struct export_finding_cells: those that KEEPS. */
typedef bool export_keeps_finding(const struct export_finding *finding);
MUST_CHECK enum err_code export_findings_sheet(struct export_set *set, const struct export_findings *findings,
                                               const struct export_sheet *sheet, export_keeps_finding *keeps,
                                               struct err *err);
/* Those of the three sheets of findings. */
bool export_is_waived(const struct export_finding *finding);
bool export_is_resolved(const struct export_finding *finding);
