#pragma once
/* What the parts of the stock share while it is read. Internal to the stock. */

#include "base/arena.h"
#include "lifecycle/stock_drafts.h"
#include "lifecycle/stock_machines.h"
#include "products/product_titles.h"

/* A row of the ledger's software says until when the product is to be used there. */
struct stock_promise {
    uint32_t machine, identity, row;
    struct date day;
};

struct stock_promises {
    struct stock_promise *items;
    size_t count, capacity;
};

/* One thread's readers, and what it found. */
struct stock_worker {
    struct row_reader *asset, *device, *listed, *installed; /* NULL without such a table */
    struct arena *ids;                                      /* of machines, until they are ranked */
    struct stock_drafts drafts;
    struct stock_promises promises;
};

struct stock_build {
    const struct lifecycle_input *input;
    struct pool *pool;
    const struct table *assets, *devices, *listed, *installed; /* each may be NULL */
    struct budget *budget;                                     /* of what grows with the rows */
    struct stock_machines *machines;
    struct product_titles *titles;
    struct stock_worker *workers; /* one a thread */
    unsigned worker_count;
};

/* Drafts of all threads may be gone through then. */
MUST_CHECK enum err_code stock_build_settle(struct stock_build *build, struct err *err);
/* What a combination of SOURCE_SOFTWARE or SOURCE_SYSTEM_LISTED is called. */
const struct product_title *product_title_of(const struct product_titles *titles, const struct stock_drafts *drafts,
                                             const struct stock_combination *combination);
