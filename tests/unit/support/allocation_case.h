#pragma once
/* Allocation problems by hand, and what a result comes to. None of it knows how licenses/allocation does it. */

#include "licenses/allocation.h"

enum { CASE_LOTS = 64, CASE_ITEMS = 2048, CASE_SOURCES = 32768, CASE_LEVELS = 8 };

/* Zeroed, it is empty. What is added gets the next number, which is its rank too until that is set. */
struct allocation_case {
    struct allocation_lot lots[CASE_LOTS];
    struct allocation_group groups[CASE_ITEMS];
    struct allocation_demand demands[CASE_ITEMS];
    struct allocation_option options[CASE_ITEMS];
    uint32_t option_demands[2 * CASE_ITEMS];
    struct allocation_source sources[CASE_SOURCES];
    size_t lot_count, group_count, demand_count, option_count, option_demand_count, source_count;
};

struct allocation_case *case_new(void);
void case_free(struct allocation_case *c);
DEFINE_CLEANUP(allocation_case, case_free)
uint32_t case_lot(struct allocation_case *c, int64_t units);
uint32_t case_group(struct allocation_case *c, uint32_t sites);
uint32_t case_demand(struct allocation_case *c, uint32_t group);
/* For the demands whose bits are set in DEMANDS, counted from the group's first one. Price and rights are 1. */
uint32_t case_option(struct allocation_case *c, uint32_t group, uint64_t demands, int64_t units);
/* Of the last option. */
void case_source(struct allocation_case *c, uint32_t lot, int64_t breaches, int64_t moves);
/* A group with one demand, and one option for it from LOT: returns that. */
uint32_t case_host(struct allocation_case *c, uint32_t sites, int64_t units, uint32_t lot);
/* A group whose sites have those PRODUCTS of PRODUCT_COUNT whose bits are set: an option for each, from its single
 * lot, then one for all of them from the lot SUITE. */
void case_suites(struct allocation_case *c, uint32_t sites, unsigned products, uint32_t suite, const uint32_t *singles,
                 uint32_t product_count);
uint32_t case_first_demand(const struct allocation_case *c, uint32_t group);
/* Borrows from the case. */
struct allocation_problem case_problem(const struct allocation_case *c, uint64_t nodes);

/* What ALLOCATION comes to at the levels of allocation.h, that of certain demands and that of all apart. Returns what
 * is wrong with it, or NULL. */
const char *case_judge(const struct allocation_case *c, const struct allocation *allocation, int64_t *ret_levels);
/* Adds what units cost: those missing of OPTION at one site, and those given from SOURCE. */
void case_cost_missing(const struct allocation_case *c, const struct allocation_option *option, int64_t units,
                       int64_t *levels);
void case_cost_given(const struct allocation_case *c, const struct allocation_source *source, int64_t units,
                     int64_t *levels);
int case_compare_levels(const int64_t *a, const int64_t *b);

/* The same in another order, with random(). RET_OPTIONS, by option of the copy: which it was. */
struct allocation_case *case_shuffled(const struct allocation_case *c, uint32_t *ret_options);
