#pragma once
/* The rows of one table by the row of another that they belong to: the software of each device. With each row its label
 * is kept, a number that says what the row is about, so that going through a group need not look all over the table.
 * Constant once built; any thread. */

#include "base/parallel.h"
#include "inventory/table.h"

struct row_groups {
    uint32_t *first;   /* owners + 1 */
    uint64_t *members; /* in order of rows: label << row_bits | row */
    unsigned row_bits;
};

/* Reads the labels of COUNT rows from FIRST on, each of at most row_groups_label_bits bits. Called by any thread. */
typedef void row_labels_read(const void *context, uint32_t first, uint32_t count, uint64_t *ret_labels);

struct row_groups_input {
    const struct table *table; /* may be NULL: no rows */
    unsigned column;           /* which refers to an owner */
    uint32_t owners;
    /* Which owner's row a reference means (0 … owners-1, or UINT32_MAX for none); called by any thread, once for every
     * text of the column where it is coded. */
    uint32_t (*owner)(void *context, struct str reference);
    void *owner_context;
    row_labels_read *labels; /* NULL: all labels are 0 */
    const void *labels_context;
    struct pool *pool; /* may be NULL */
};

MUST_CHECK enum err_code row_groups_build(const struct row_groups_input *input, struct row_groups *ret_groups,
                                          struct err *err);
void row_groups_done(struct row_groups *groups);
/* That hold the numbers from 0 to HIGHEST. */
static inline unsigned bits_up_to(uint32_t highest) {
    return highest ? 32 - (unsigned)__builtin_clz(highest) : 0;
}
/* Room for labels beside the numbers of so many rows. */
unsigned row_groups_label_bits(uint32_t rows);

static inline uint32_t row_groups_row(const struct row_groups *groups, uint32_t member) {
    return (uint32_t)(groups->members[member] & ((UINT64_C(1) << groups->row_bits) - 1));
}

static inline uint64_t row_groups_label(const struct row_groups *groups, uint32_t member) {
    return groups->members[member] >> groups->row_bits;
}
