#pragma once
/* The distinct things of the stock, made of the combinations that the threads have found, and what the calendar says of
 * each: asked once. Internal to the stock. */

#include "lifecycle/stock_build.h"

struct stock_entry {
    struct stock_item item;
    struct str purl, cpe;
    uint32_t identity; /* of software (products/titles.h); else UINT32_MAX */
};

/* In the lower bits of a combination's number. */
#define STOCK_FLAG_BITS     2
#define STOCK_FLAG_LISTED   UINT32_C(1) /* the table is the ledger's */
#define STOCK_FLAG_SOFTWARE UINT32_C(2) /* and one of software */

struct stock_items {
    struct arena *arena;
    struct stock_entry *entries; /* in order */
    uint32_t count;
    uint32_t *
        *of_combination; /* by thread and combination: number of the item, and STOCK_FLAG_BITS of whose row it is */
    unsigned workers;
    struct calendar_finder **finders; /* one a thread: they keep the answers */
    unsigned finder_count;
};

/* Numbers the items. */
MUST_CHECK enum err_code stock_items_build(const struct stock_build *build, struct stock_items *items, struct err *err);
/* Asks the calendar about each of them. */
MUST_CHECK enum err_code stock_items_look_up(struct stock_items *items, const struct calendar *calendar,
                                             struct pool *pool, struct err *err);
/* The numbers of items by combination are not needed any more. */
void stock_items_drop_combinations(struct stock_items *items);
void stock_items_done(struct stock_items *items);
