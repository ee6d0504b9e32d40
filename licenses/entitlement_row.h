#pragma once
/* One row of the ledger of licences as an entitlement, before it is known among others: base is ENTITLEMENT_NONE. */

#include "base/arena.h"
#include "licenses/entitlement.h"

struct entitlement_reader {
    const struct table *table;
    struct row_reader *row;        /* moved by entitlement_row_read */
    struct title_matcher *matcher; /* may be NULL */
    struct arena *arena;           /* of the texts; the caller looks whether it failed */
};

MUST_CHECK enum err_code entitlement_row_read(const struct entitlement_reader *reader, uint32_t row,
                                              struct entitlement *ret_entitlement, struct err *err);
