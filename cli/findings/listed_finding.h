#pragma once
/* A finding of the store with all that is known and decided about it, as cells: what is listed, exported and applied.
 * The columns are those of the table `dispositions` (inventory/schema/dispositions.def). One thread at a time. */

#include "base/csv_write.h"
#include "cli/command.h"
#include "history/dispositions.h"
#include "history/waivers.h"
#include "inventory/schema.h"

struct listed_finding {
    struct arena *arena;
    struct buffer message;
    struct disposition disposition;
    struct waiver waiver;
    bool has_disposition, has_waiver;
    /* Canonical words; dates as YYYY-MM-DD. Borrowed from the finding and the row until it is filled again. */
    struct str cells[DISPOSITIONS_COLUMN_COUNT];
};

MUST_CHECK enum err_code listed_finding_init(struct listed_finding *row, struct err *err);
void listed_finding_done(struct listed_finding *row);
MUST_CHECK enum err_code listed_finding_fill(struct listed_finding *row, struct history *history,
                                             const struct history_finding *finding, enum language language,
                                             struct err *err);
/* What a cell of the column holds as people of the language read it: words translated. */
struct str listed_finding_word(unsigned column, struct str cell, enum language language);
struct str listed_finding_shown(const struct listed_finding *row, unsigned column, enum language language);
/* What stands above a column in the language. */
struct str listed_finding_heading(unsigned column, enum language language);

/* A line of headings, and a line a finding. What could start a formula, and an id that a spreadsheet would make a
 * number of, has a ' before it. */
void listed_finding_write_headings(struct csv_writer *csv, enum language language);
void listed_finding_write(const struct listed_finding *row, struct csv_writer *csv, enum language language);
