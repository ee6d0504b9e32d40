#pragma once
/* What is wrong with one file, said with line and column. A position costs reading the line again, so it is worked out
 * only for the occurrences that diagnostics keep; the others are merely counted. One thread at a time. */

#include "base/csv_read.h"
#include "base/file.h"
#include "inventory/cell.h"
#include "inventory/problem.h"

struct intake_report;
struct intake_sheet; /* inventory/intake_sheet.h */
/* Everything given is borrowed. FILE_NAME is how diagnostics name the file. */
MUST_CHECK enum err_code intake_report_new(struct diagnostics *diagnostics, struct str file_name,
                                           struct intake_report **ret_report, struct err *err);
/* For some rows of the same file, read by another thread; its diagnostics are of this file alone. */
MUST_CHECK enum err_code intake_report_new_part(const struct intake_report *whole, struct diagnostics *diagnostics,
                                                struct intake_report **ret_report, struct err *err);
/* What was found in a part, and in its diagnostics, was found in the file. */
void intake_report_take_part(struct intake_report *whole, const struct intake_report *part,
                             struct diagnostics *diagnostics);
void intake_report_free(struct intake_report *report);
DEFINE_CLEANUP(intake_report, intake_report_free)
/* What positions are read from, and the encoding to name. SHEET: whose rows the file has; NULL: it is no sheet's. */
MUST_CHECK enum err_code intake_report_set_file(struct intake_report *report, const struct file *file,
                                                const struct intake_sheet *sheet, struct cell_style style,
                                                enum encoding encoding, struct err *err);

/* A cell of a row. */
struct intake_spot {
    const struct csv_row *row;
    size_t cell;        /* its position; past the row's last: the row as a whole is meant */
    unsigned column;    /* of the table, COLUMNS_MAX when none */
    struct str heading; /* as the file writes it, or empty */
};
#define SPOT_NO_CELL SIZE_MAX

/* Will the next occurrence be kept? Otherwise the arguments need not be worked out. */
bool intake_report_wants(const struct intake_report *report, unsigned column, enum problem problem);
void intake_report_file(struct intake_report *report, enum problem problem, struct str arg0, struct str arg1);
void intake_report_cell(struct intake_report *report, const struct intake_spot *spot, enum problem problem,
                        struct str arg0, struct str arg1);
/* Bytes that are no text, at the first of them. */
void intake_report_bytes(struct intake_report *report, const struct intake_spot *spot);
/* From csv_handler. LINE counts where the file is no sheet, whose rows have numbers of their own. */
void intake_report_syntax(struct intake_report *report, enum csv_problem problem, uint64_t offset, uint64_t line,
                          uint64_t line_offset);
/* A problem that refuses the file was met. */
bool intake_report_refuses(const struct intake_report *report);
/* The first failure of the system, if any. */
MUST_CHECK enum err_code intake_report_error(const struct intake_report *report, struct err *err);
