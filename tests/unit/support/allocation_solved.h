#pragma once
/* Solving allocation problems in tests. */

#include "tests/unit/support/allocation_case.h"
#include "tests/unit/support/cmocka.h"

#include <string.h>

#define CASE_NODES 100000

/* NULL, after skipping, where genkyo was built without the solver. */
static inline struct allocation *case_solve(const struct allocation_case *c, uint64_t nodes) {
    struct allocation_problem problem = case_problem(c, nodes);
    struct allocation *allocation = NULL;
    struct err err = {0};
    enum err_code code = allocation_solve(&problem, &allocation, &err);

    if (code == ERR_UNSUPPORTED) {
        assert_string_equal(err.arg[0], "solver");
        skip();
    }
    assert_int_equal(code, ERR_OK);
    return allocation;
}

/* What is proven and well, or the test fails. RET_LEVELS may be NULL. */
static inline struct allocation *case_solved(const struct allocation_case *c, int64_t *ret_levels) {
    int64_t levels[CASE_LEVELS];
    struct allocation *allocation = case_solve(c, CASE_NODES);
    const char *wrong = case_judge(c, allocation, levels);

    if (wrong) {
        fail_msg("%s", wrong);
    }
    assert_true(allocation->is_proven);
    assert_int_equal(allocation->value, 0);
    assert_int_equal(allocation->bound, 0);
    if (ret_levels) {
        memcpy(ret_levels, levels, sizeof levels);
    }
    return allocation;
}

/* Units of LOT for OPTION, at all sites, or at one. */
static inline int64_t case_units_at(const struct allocation *allocation, uint32_t option, uint32_t lot, uint32_t site) {
    int64_t units = 0;

    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];

        if (placement->option == option && placement->lot == lot && (site == UINT32_MAX || placement->site == site)) {
            units += placement->units;
        }
    }
    return units;
}

static inline int64_t case_units_of(const struct allocation *allocation, uint32_t option, uint32_t lot) {
    return case_units_at(allocation, option, lot, UINT32_MAX);
}

static inline int64_t case_missing_of(const struct allocation *allocation) {
    int64_t units = 0;

    for (size_t i = 0; i < allocation->placement_count; i++) {
        units += allocation->placements[i].lot == ALLOCATION_MISSING ? allocation->placements[i].units : 0;
    }
    return units;
}
