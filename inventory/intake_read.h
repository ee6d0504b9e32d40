#pragma once
/* The rows of a file below its headings, into its table: split in pieces side by side as far as they are well formed,
 * and from there on one after the other. What comes out is the same for any pieces and any number of threads. */

#include "inventory/intake_row.h"
#include "inventory/intake_sheet.h"
#include "inventory/inventory.h"

struct intake_reading {
    struct table *table; /* the file's source has been begun */
    const struct intake_header *header;
    struct intake_report *report;
    const struct intake_source *source; /* with its counts */
    const struct intake_sheet *sheet;   /* NULL: it is no sheet of a workbook */
    struct str file_name;               /* as diagnostics name it */
    char delimiter;
    bool is_ledger, is_import;
    struct piece_plan plan;
    enum read_path path;
};

/* FROM: where the rows start, behind the headings. */
MUST_CHECK enum err_code intake_read(const struct intake_reading *reading, struct csv_split_place from,
                                     struct err *err);
