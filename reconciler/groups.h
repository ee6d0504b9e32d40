#pragma once
/* The rows of one table by the row of another that they belong to: the software of each device. Constant once built;
 * any thread. */

#include "inventory/table.h"

struct row_groups {
    uint32_t *first; /* owners + 1 */
    uint32_t *rows;
};

/* OWNER says which owner's row a reference text means (0 … owners-1, or UINT32_MAX for none); it is called once per
 * distinct text where the column is coded. TABLE may be NULL. */
MUST_CHECK enum err_code row_groups_build(const struct table *table, unsigned column, uint32_t owners,
                                          uint32_t (*owner)(void *context, struct str reference), void *context,
                                          struct row_groups *ret_groups, struct err *err);
void row_groups_done(struct row_groups *groups);
