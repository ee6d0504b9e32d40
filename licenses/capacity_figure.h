#pragma once
/* From a count of sockets or cores to what is needed: times what each counts, rounded up once, and written down. Pure
 * functions; any thread. */

#include "licenses/capacity_rules.h"
#include "licenses/core_layout.h"

/* A count that may be open. */
struct tally {
    int64_t least, most;
    bool has_most; /* MOST is set */
    enum capacity_gap gap;
};

/* Sockets in packs of so many, 1 and more. */
struct tally tally_sockets(const struct core_layout *layout, int64_t pack);
/* Cores of a machine, and of a virtual one. */
struct tally tally_cores(const struct core_layout *layout, const struct core_minimum *minimum);
struct tally tally_vm(const struct core_layout *layout, const struct core_minimum *minimum);
/* Without the gap where nothing is open. */
struct tally tally_settled(struct tally tally);

struct core_weight core_weight_none(void); /* as it is counted */
struct capacity_need capacity_weigh(const struct tally *tally, const struct core_weight *weight,
                                    enum round_scope scope);

/* What follows the expression for TALLY's most: the weight, what it comes to, how it is rounded. */
void capacity_write_result(const struct capacity_need *need, const struct core_weight *weight,
                           enum expression expression, int64_t count, struct buffer *arithmetic);
/* What follows all of it where the figure is open. */
void capacity_write_range(const struct capacity_need *need, struct buffer *arithmetic);
