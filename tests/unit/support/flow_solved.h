#pragma once
/* Solving flows in tests. */

#include "licenses/flow.h"
#include "licenses/flow_verify.h"
#include "tests/unit/support/cmocka.h"

/* What is found, and proves to be the best; or the test fails. */
static inline struct flow *flow_solved(const struct flow_problem *problem) {
    struct flow *flow = NULL;
    bool is_optimal = false;

    assert_int_equal(flow_solve(problem, &flow, NULL), ERR_OK);
    assert_int_equal(flow_verify(problem, flow, &is_optimal, NULL), ERR_OK);
    assert_true(is_optimal);
    return flow;
}
