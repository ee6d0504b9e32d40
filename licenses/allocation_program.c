#include "licenses/allocation_program.h"

#include "licenses/allocation_take.h"

#include "base/arena.h"

#include <assert.h>

/* A node takes time with the variables, so that limits of large programs are lower. Ties of small programs are broken
 * whatever it takes; in large ones that may take longer than all else together. */
#define LEAST_NODES     1000
#define LEAST_TIE_NODES 10
#define WORK            10000000 /* variables, times nodes */
#define TIE_WORK        1000000

static uint64_t nodes_within(uint64_t work, uint64_t least, const struct allocation_model *model) {
    uint64_t most = model->parts->problem->nodes, nodes = work / (program_variable_count(model->program) + 1);

    nodes = nodes > least ? nodes : least;
    return nodes < most ? nodes : most;
}

static struct program_limits limits_of(const struct allocation_model *model) {
    struct program_limits limits = {
        .nodes = nodes_within(WORK, LEAST_NODES, model),
        .tie_nodes = nodes_within(TIE_WORK, LEAST_TIE_NODES, model),
    };

    for (size_t i = 0; i < program_level_count(model->program); i++) {
        limits.tie_levels += model->levels[i] >= ALLOCATION_LEVELS;
    }
    return limits;
}

/* What is proven: as far as the levels are those of allocation.h. */
static struct allocation_proof proof_of(const struct allocation_model *model, const struct program_result *result) {
    for (size_t i = 0; i < program_level_count(model->program); i++) {
        if (model->levels[i] < ALLOCATION_LEVELS && !result->levels[i].is_proven) {
            return (struct allocation_proof){model->levels[i], result->levels[i].bound};
        }
    }
    return (struct allocation_proof){.closed = ALLOCATION_LEVELS};
}

static enum err_code take(const struct allocation_model *model, const struct program_result *result,
                          struct allocation_counts *counts, struct err *err) {
    assert(result->state != PROGRAM_INFEASIBLE);
    counts->proofs[model->part - model->parts->parts] = proof_of(model, result);
    for (size_t i = 0; i < result->component_count; i++) {
        counts->nodes += result->components[i].nodes;
    }
    return result->values ? allocation_take(model, result->values, counts, err)
                          : allocation_take_any(model, counts, err);
}

enum err_code allocation_solve_program(const struct allocation_part *part, struct allocation_counts *counts,
                                       struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
    struct program_limits limits;
    struct allocation_model model = {.parts = counts->parts,
                                     .part = part,
                                     .arena = arena,
                                     .places = counts->places,
                                     .numbers = counts->numbers,
                                     .program = program};
    enum err_code code = arena && program ? allocation_model_build(&model, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    limits = limits_of(&model);
    code = program_solve(program, &limits, &result, err);
    return code ? code : take(&model, result, counts, err);
}
