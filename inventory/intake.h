#pragma once
/* One file into a table: its encoding, its heading row, its rows, and whatever is wrong with them. Two passes over the
 * file, in pieces; memory grows with the rows and the distinct texts only. */

#include "inventory/intake_header.h"
#include "inventory/intake_sheet.h"
#include "inventory/inventory.h"
#include "inventory/table_build.h"

struct intake_options {
    const enum table_id *table; /* what the file's name says; NULL: the headings decide */
    bool is_snapshot;           /* canonical headings, UTF-8, and nothing skipped, repeated or required */
    bool is_import;             /* another tool's export: its headings too, and no column or cell is asked for */
    const char *tmpdir;
    enum read_path path;
    struct piece_plan plan;
    enum keys_kept keys;
    struct budget *budget;                    /* of the tables; may be NULL */
    const enum encoding *encoding;            /* what ledger.yaml says; NULL: the bytes decide */
    const struct heading_override *overrides; /* from ledger.yaml; need the table */
    size_t override_count;
    struct arena *texts;        /* for what ret_file points to; NULL: its headings are not listed */
    struct intake_sheet *sheet; /* of a workbook, read in place of the file; its heading_row is set; NULL: none */
    const struct inventory_file *expected; /* a snapshot's bytes, rows and digest; NULL: not known */
};

/* Reads the file NAME of a directory into TABLES (TABLE_COUNT of them, made where they are NULL). A refused file leaves
 * no rows, the other files of its table stay. ret_file->name is NAME, borrowed. ERR_DIGEST: not what was expected. */
MUST_CHECK enum err_code intake_file(int dir_fd, const char *name, const struct intake_options *options,
                                     struct table **tables, struct diagnostics *diagnostics,
                                     struct inventory_file *ret_file, struct err *err);
