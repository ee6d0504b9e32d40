#pragma once
/* How many cells of a file were understood as something else than what stands there, by kind: a person who signs a
 * ledger should know. A cell may count for several kinds. */

#include "inventory/inventory.h"

enum conversion {
    CONVERSION_ERA_DATE,    /* 令和9年3月31日, R9.3.31 */
    CONVERSION_SERIAL_DATE, /* 46477 */
    CONVERSION_FULL_WIDTH,  /* ２０ in a column of figures or days */
    CONVERSION_UNIT,        /* 16GB, 8コア×2, 3か月 */
    CONVERSION_DITTO,       /* 〃 */
    CONVERSION_COUNT
};

/* "era-date" */
const char *conversion_name(enum conversion conversion);
/* Of the file, by kind; all 0 when its rows are in no table. Goes through all rows. */
void conversions_count(const struct inventory *ledger, const struct inventory_file *file,
                       uint64_t ret_counts[CONVERSION_COUNT]);
