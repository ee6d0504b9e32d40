#pragma once
/* Which products were seen on machines whose software was not read to its end. Internal to the stock. */

#include "lifecycle/stock_build.h"

struct stock_observed {
    uint64_t *items; /* machine and identity, in order */
    size_t count;
};

/* Of the drafts that there are. */
MUST_CHECK enum err_code stock_observed_find(const struct stock_build *build, struct stock_observed *ret_observed,
                                             struct err *err);
void stock_observed_done(struct stock_observed *observed);
bool stock_observed_has(const struct stock_observed *observed, uint32_t machine, uint32_t identity);
