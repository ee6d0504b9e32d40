#include "licenses/allocation_program.h"

#include "licenses/allocation_take.h"

#include "base/arena.h"

#include <assert.h>

/* For levels that decide what is equal, of which matters to nobody which is taken: as many nodes, and no more variables
 * in all of them. */
enum { MINOR_NODES = 500, MINOR_WORK = 1000000 };

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

enum err_code allocation_solve_program(const struct allocation_part *part, uint32_t *places, uint32_t *numbers,
                                       struct allocation_counts *counts, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
    struct program_limits limits = {.nodes = counts->parts->problem->nodes};
    struct allocation_model model = {
        .parts = counts->parts, .part = part, .arena = arena, .places = places, .numbers = numbers, .program = program};
    enum err_code code = arena && program ? allocation_model_build(&model, err) : err_no_memory(err);

    for (size_t i = 0; !code && i < program_level_count(program); i++) {
        limits.minor_levels += model.levels[i] >= ALLOCATION_LEVELS;
    }
    limits.minor_nodes = MINOR_WORK / (program_variable_count(program) + MINOR_WORK / MINOR_NODES) + 1;
    code = code ? code : program_solve(program, &limits, &result, err);
    return code ? code : take(&model, result, counts, err);
}
