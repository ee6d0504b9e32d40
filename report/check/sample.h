#pragma once
/* A random sample that anybody can draw again: the population is put in the order of a hash of each one's name with a
 * seed, and the first ones are taken. So it depends on the names and the seed alone, and on no row order, thread or
 * generator of random numbers. The hash is XXH3-64 of "SEED:NAME": printf '20270331:HW-0001' | xxhsum -H3.
 *
 * A larger sample of the same population and seed holds the smaller one. One thread for each population. */

#include "base/compiler.h"
#include "base/error.h"
#include "base/str.h"

struct sample_item {
    struct str name;  /* borrowed */
    uint32_t row;     /* the caller's */
    uint32_t stratum; /* 0, 1, 2 …: for sample_draw_each */
    uint64_t hash;
    bool is_drawn;
};

/* Fills in the hashes, and sorts by them; of equal ones, by name and row. */
MUST_CHECK enum err_code sample_order(struct sample_item *items, uint32_t count, uint64_t seed, struct err *err);
/* Of ordered items the first SIZE, or all. */
void sample_draw(struct sample_item *items, uint32_t count, uint64_t size);
/* The same from each stratum, in proportion to its part of all (largest remainder; of equal ones the smaller number of
 * the stratum), but at least one of each: so SIZE is raised to STRATA where it is less. */
MUST_CHECK enum err_code sample_draw_each(struct sample_item *items, uint32_t count, uint64_t size, uint32_t strata,
                                          struct err *err);
