#pragma once
/* Which texts in contracts mean software or rights: products as the ledgers of software and licences, or the
 * observation, call them, with or without their versions; ids and article numbers of licences. One thread. */

#include "base/intern.h"
#include "lifecycle/lifecycle_run.h"

enum product_mark {
    PRODUCT_IS_LISTED = 1,   /* on paper */
    PRODUCT_IS_OBSERVED = 2, /* installed somewhere */
};

/* MARKS of the folded texts that TEXTS holds; those whose mark is not 0 already are passed over, and 0 in the
 * end means that nothing is known by the name. */
MUST_CHECK enum err_code contract_products_find(const struct lifecycle_run *run, const struct intern *texts,
                                                uint8_t *marks, struct err *err);
