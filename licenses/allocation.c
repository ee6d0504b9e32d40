#include "licenses/allocation.h"

#include "licenses/allocation_check.h"
#include "licenses/allocation_flow.h"
#include "licenses/allocation_layout.h"
#include "licenses/allocation_program.h"

#include "base/arena.h"

#include <stdlib.h>

static enum err_code solve_parts(struct allocation_counts *counts, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < counts->parts->count; i++) {
        const struct allocation_part *part = &counts->parts->parts[i];

        code = part->is_flow ? allocation_solve_flow(part, counts, err) : allocation_solve_program(part, counts, err);
    }
    return code;
}

/* The first level that is open in any part is where all of it is, and what is behind it says nothing. */
static void join_proofs(const struct allocation_counts *counts, struct allocation *allocation) {
    const struct allocation_parts *parts = counts->parts;
    unsigned closed = ALLOCATION_LEVELS;

    for (size_t i = 0; i < parts->count; i++) {
        closed = counts->proofs[i].closed < closed ? counts->proofs[i].closed : closed;
    }
    allocation->nodes = counts->nodes;
    allocation->is_proven = closed == ALLOCATION_LEVELS;
    for (size_t i = 0; !allocation->is_proven && i < parts->count; i++) {
        int64_t value = allocation_part_value(counts, &parts->parts[i], closed);

        allocation->value += value;
        allocation->bound += counts->proofs[i].closed == closed ? counts->proofs[i].bound : value;
    }
}

static void sum_given(const struct allocation_counts *counts, struct allocation *allocation) {
    const struct allocation_parts *parts = counts->parts;

    for (size_t i = 0; i < parts->first_source[parts->problem->option_count]; i++) {
        allocation->given[parts->sources[i].lot] += counts->given[i];
    }
}

static enum err_code allocation_new(const struct allocation_counts *counts, struct allocation **ret_allocation,
                                    struct err *err) {
    struct allocation *allocation CLEANUP(allocation_free_cleanup) = calloc(1, sizeof *allocation);
    enum err_code code;

    if (!allocation) {
        return err_no_memory(err);
    }
    allocation->given = calloc(counts->parts->problem->lot_count + 1, sizeof *allocation->given);
    if (!allocation->given) {
        return err_no_memory(err);
    }
    code = allocation_lay_out(counts, allocation, err);
    if (code) {
        return code;
    }
    sum_given(counts, allocation);
    join_proofs(counts, allocation);
    *ret_allocation = TAKE_PTR(allocation);
    return ERR_OK;
}

enum err_code allocation_solve(const struct allocation_problem *problem, struct allocation **ret_allocation,
                               struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = NULL;
    struct allocation_parts parts;
    struct allocation_counts counts = {0};
    enum err_code code = allocation_check(problem, err);

    if (code) {
        return code;
    }
    arena = arena_new();
    code = arena ? allocation_parts_build(problem, arena, &parts, err) : err_no_memory(err);
    code = code ? code : allocation_counts_init(&counts, &parts, arena, err);
    code = code ? code : solve_parts(&counts, err);
    code = code ? code : allocation_new(&counts, ret_allocation, err);
    allocation_counts_done(&counts);
    return code;
}

void allocation_free(struct allocation *allocation) {
    if (allocation) {
        free(allocation->placements);
        free(allocation->given);
        free(allocation);
    }
}
