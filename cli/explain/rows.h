#pragma once
/* The rows of other result files that a finding concerns, shown under headings. */

#include "base/error.h"
#include "cli/labels.h"
#include "report/result/read.h"

/* Whom the finding concerns, and on which rows it rests; empty what it does not say. */
struct explain_concern {
    struct str code, field;
    struct str asset_id, device_id;
    struct str subject; /* one of these, else a user, a licence, a product, a contract */
    struct str observed, ledger_evidence;
};

/* What is shown of one file. */
struct explain_section {
    const char *file;
    const char *heading; /* marked with N_ */
    const struct label *labels;
    bool (*is_wanted)(const struct explain_concern *concern, const struct explain_section *section,
                      const struct str *cells);
};

enum { EXPLAIN_ROWS_SHOWN = 20 }; /* of a section */

struct str explain_cell(const struct explain_section *section, const struct str *cells, const char *name);
/* All rows of the section's file in DIR, wanted or not, with the columns of its labels. */
MUST_CHECK enum err_code explain_rows_read(const char *dir, const struct explain_section *section, result_row *row,
                                           void *context, struct err *err);
/* Prints the wanted ones, the first of them, and how many there are besides; *RET_ROWS is how many in all. */
MUST_CHECK enum err_code explain_rows_show(const struct cli *cli, const char *dir,
                                           const struct explain_section *section, const struct explain_concern *concern,
                                           uint64_t *ret_rows, struct err *err);
/* "and 7 more", when ROWS are more than are shown. */
void explain_rows_say_rest(uint64_t rows);
