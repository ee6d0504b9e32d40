#pragma once
/* The uses of each thing, made of drafts: in order, and rows that tell of one use folded into one. Internal to the
 * stock. */

#include "lifecycle/stock_items.h"

struct stock_uses {
    struct stock_use *items;
    size_t count;
};

/* Gives the items their uses. The drafts and the promises of the threads are used up. */
MUST_CHECK enum err_code stock_uses_build(struct stock_build *build, struct stock_items *items,
                                          struct stock_uses *ret_uses, struct err *err);
void stock_uses_done(struct stock_uses *uses);
