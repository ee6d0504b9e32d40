#pragma once
/* Allocation problems by hand, what a result comes to, and two other ways to solve them: all allocations gone through,
 * and first come, first served. None of it knows how licenses/allocation does it. */

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
/* Borrows from the case. */
struct allocation_problem case_problem(const struct allocation_case *c, uint64_t nodes);

/* What ALLOCATION comes to at the levels of allocation.h, that of certain demands and that of all apart. Returns what
 * is wrong with it, or NULL. */
const char *case_judge(const struct allocation_case *c, const struct allocation *allocation, int64_t *ret_levels);
/* The levels of the best of all allocations: for few lots of few units, few sites and options. */
void case_try_all(const struct allocation_case *c, int64_t *ret_levels);
/* The levels of what comes of it when each demand in turn gets the first option that can be had as a whole, else the
 * first. */
void case_first_come(const struct allocation_case *c, int64_t *ret_levels);
int case_compare_levels(const int64_t *a, const int64_t *b);

/* The same in another order, with random(). RET_OPTIONS, by option of the copy: which it was. */
struct allocation_case *case_shuffled(const struct allocation_case *c, uint32_t *ret_options);
