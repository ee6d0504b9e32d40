#pragma once
/* The rows of an exported table that came back, against what the store has: what somebody changed is written, what
 * cannot be is a problem with its place. One thread at a time. */

#include "base/diagnostic.h"
#include "history/store.h"
#include "inventory/table.h"

struct edited_context {
    struct history *history;
    struct diagnostics *diagnostics;
    enum encoding encoding; /* of the file */
    struct str who;         /* applies it */
    struct date on;
};
struct edited_counts {
    uint64_t rows, dispositions, waived, taken_back;
    uint64_t unchanged; /* rows */
};
/* Within the caller's transaction, which the caller must roll back if problems were met. */
MUST_CHECK enum err_code edited_rows_apply(const struct edited_context *context, const struct table *table,
                                           struct edited_counts *ret_counts, struct err *err);
