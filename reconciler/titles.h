#pragma once
/* Software titles as numbers, so that comparing the software of a device compares integers: every distinct title of
 * both sides is folded and stemmed once (products/title.h). Constant once built; any thread. */

#include "base/intern.h"
#include "inventory/table.h"

struct title {
    uint32_t exact; /* number of the folded title; INTERN_NONE when it was never seen */
    uint32_t stem;  /* number of the title without version and architecture */
};

struct titles;

/* Either table may be NULL. LISTED is the ledger's software, INSTALLED the snapshot's. */
MUST_CHECK enum err_code titles_build(const struct table *listed, const struct table *installed,
                                      struct titles **ret_titles, struct err *err);
void titles_free(struct titles *titles);
DEFINE_CLEANUP(titles, titles_free)
/* The title of a software row of either table; READER stands on the row. */
struct title titles_of_row(const struct titles *titles, const struct table *table, struct row_reader *reader,
                           uint32_t row);
/* Does the ledger list the title for any asset, exactly or by its stem? */
bool titles_is_listed(const struct titles *titles, struct title title);
