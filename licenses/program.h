#pragma once
/* Small exact integer programs: the parts of an allocation that are more than a flow (suites, hosts that count only
 * when complete, a host or its machines).
 *
 * A program has integer variables within bounds, rows (lower ≤ Σ factor·variable ≤ upper) and levels: linear forms that
 * are minimised one after the other, each among the solutions that are best in all earlier ones. What is connected by
 * rows is solved together, and everything else apart.
 *
 * "Proven" is a proof in integers. A solver for linear relaxations says where to look; every bound, every infeasibility
 * and every solution is computed again without rounding (program_box.h), so that a solver that errs costs time, and
 * never a wrong answer. The search stops after a number of nodes, never after a time.
 *
 * Ties: of the solutions that are best in all levels the one is taken whose values, in the order of the variables'
 * `order`, are lexicographically smallest. The result therefore depends on neither the order in which variables, rows
 * and terms were added nor the solver. Where a limit was reached first (is_unique is false), it is still the same for
 * the same program with the same solver, in whatever order things were added.
 *
 * Different programs may be used by different threads at the same time. */

#include "base/compiler.h"
#include "base/error.h"

#define PROGRAM_MAX_VARIABLES (1u << 24)
#define PROGRAM_MAX_BOUND     1000000   /* of a variable, either way */
#define PROGRAM_MAX_FACTOR    1000000   /* of a row; levels may have any whose sum fits 64 bits */
#define PROGRAM_NO_LOWER      INT64_MIN /* of a row */
#define PROGRAM_NO_UPPER      INT64_MAX

struct program_term {
    uint32_t variable;
    int64_t factor;
};

struct program;
/* NULL when memory is out. */
struct program *program_new(void);
void program_free(struct program *program);
DEFINE_CLEANUP(program, program_free)

/* Variables are numbered from 0. ORDER should differ between them; where it does not, the one that was added first is
 * first. The search divides at variables that are first, too: those should be that leave the others little choice.
 * ERR_USAGE: the bounds are beyond PROGRAM_MAX_BOUND or reversed. */
MUST_CHECK enum err_code program_add_variable(struct program *program, int64_t lower, int64_t upper, uint64_t order,
                                              uint32_t *ret_variable, struct err *err);
/* Searches branch on what is more urgent before anything else: for what says more of a solution than its parts do, as
 * sums of them. 0 before. */
void program_branch_first(struct program *program, uint32_t variable, unsigned urgency);
/* Terms are copied; those of one variable add up. ERR_USAGE: there is no such variable, or a factor is beyond
 * PROGRAM_MAX_FACTOR. */
MUST_CHECK enum err_code program_add_row(struct program *program, const struct program_term *terms, size_t count,
                                         int64_t lower, int64_t upper, struct err *err);
/* The next level. ERR_USAGE: there is no such variable, or Σ |factor·bound| does not fit 63 bits. */
MUST_CHECK enum err_code program_add_level(struct program *program, const struct program_term *terms, size_t count,
                                           struct err *err);
size_t program_variable_count(const struct program *program);
size_t program_level_count(const struct program *program);

enum program_state {
    PROGRAM_PROVEN,     /* there is no better solution in any level */
    PROGRAM_LIMITED,    /* a solution, and in some level the limit was reached before it was proven to be the best */
    PROGRAM_INFEASIBLE, /* proven: there is no solution */
    PROGRAM_UNKNOWN,    /* the limit was reached before a solution was found */
};

/* This solution has `value`; the best one, in the order of the levels, has no less than `bound`, and bound ≤ value.
 * Proven: this level and all before it are closed, and this is the best value. Once a level is not, later ones are
 * still minimised, among what is at least as good in the earlier ones, but of the best solution nothing is known there
 * beyond the bounds of its variables. Without a solution value is 0. */
struct program_level {
    int64_t value;
    int64_t bound;
    bool is_proven;
};

struct program_component {
    enum program_state state;
    bool is_unique; /* the ties are broken as said above; only where the state is PROGRAM_PROVEN */
    uint32_t variable_count;
    uint32_t row_count;
    uint64_t nodes;               /* of all searches */
    struct program_level *levels; /* program_level_count() */
};

struct program_result {
    enum program_state state; /* infeasible, else unknown, else limited, where any component is so */
    bool is_unique;
    size_t component_count;
    struct program_component *components; /* in the order of their first variables */
    uint32_t *component_of;               /* by variable */
    int64_t *values;                      /* by variable; NULL where there is no solution */
    struct program_level *levels;         /* the components' together */
};

struct program_limits {
    uint64_t nodes; /* for each level of each component, and for breaking each component's ties; at least 1 */
    /* The last so many levels only decide what is equal; for each of these, for breaking ties, and for each level
     * behind one that was left open, which proves nothing any more, there are just so many nodes. 0: as many as for the
     * others.
     */
    size_t tie_levels;
    uint64_t tie_nodes;
};

/* *RET_RESULT is the caller's, to be freed with program_result_free. ERR_UNSUPPORTED: genkyo was built without the
 * solver. */
MUST_CHECK enum err_code program_solve(const struct program *program, const struct program_limits *limits,
                                       struct program_result **ret_result, struct err *err);
void program_result_free(struct program_result *result);
DEFINE_CLEANUP(program_result, program_result_free)

/* Computes every row and level for VALUES (by variable) in 128-bit integers. Are all bounds and rows kept? RET_LEVELS
 * (program_level_count() values, may be NULL) is filled in either case; what it says is of use where they are. */
bool program_check(const struct program *program, const int64_t *values, int64_t *ret_levels);
