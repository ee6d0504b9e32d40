#pragma once
/* What a right and the rule tables say of how a product's cores count. The right's own columns go before the tables.
 * Pure functions; any thread. */

#include "licenses/capacity.h"

/* What nobody is sure of lies between the two. */
struct core_minimum {
    struct minimum least, most;
    bool has_most;         /* false: there is a minimum, and nobody knows which */
    bool is_of_cores;      /* the product is sold by plain cores */
    enum capacity_gap gap; /* COMPLETE, UNREADABLE_RULE, TORN_MINIMUM */
};
struct core_minimum core_minimum_find(const struct capacity_rules *rules, const struct capacity_terms *terms);

/* What a core counts. */
struct core_weight {
    struct rational least, most; /* a least of 0: more than nothing, and nobody knows how much */
    bool is_used;                /* false: 1, as cores are counted as they are */
    enum capacity_gap gap;       /* COMPLETE, UNLISTED_CPU, TORN_CPU */
};
struct core_weight core_weight_factor(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                      const struct core_minimum *minimum, struct str model);
struct core_weight core_weight_points(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                      struct str model);

/* May the edition be used on so many sockets (0: not known)? A limit that is broken goes to ARITHMETIC, "4 > 2",
 * behind what is there; it may be NULL. */
enum term capacity_edition_allows(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                  int64_t sockets, struct buffer *arithmetic);
/* Does it have a limit of sockets? */
bool capacity_counts_sockets(const struct capacity_rules *rules, const struct capacity_terms *terms);
/* Does a virtual machine by itself take maintenance (M13)? */
bool capacity_vm_takes_maintenance(const struct capacity_terms *terms, const struct core_minimum *minimum);
/* May a virtual machine be licensed by itself? */
enum term capacity_vm_allowed(const struct capacity_rules *rules, const struct capacity_terms *terms,
                              const struct core_minimum *minimum);
