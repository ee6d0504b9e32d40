#pragma once
/* Solving programs in tests. */

#include "licenses/program.h"
#include "tests/unit/support/cmocka.h"

/* NULL, after skipping, where genkyo was built without the solver. */
static inline struct program_result *program_solved_within(const struct program *program,
                                                           struct program_limits limits) {
    struct program_result *result = NULL;
    struct err err = {0};
    enum err_code code = program_solve(program, &limits, &result, &err);

    if (code == ERR_UNSUPPORTED) {
        assert_string_equal(err.arg[0], "solver");
        skip();
    }
    assert_int_equal(code, ERR_OK);
    return result;
}

static inline struct program_result *program_solved(const struct program *program, uint64_t nodes) {
    return program_solved_within(program, (struct program_limits){.nodes = nodes});
}
