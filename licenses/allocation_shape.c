#include "licenses/allocation_shape.h"

#include "base/arena.h"

#include <stdlib.h>

struct study {
    const struct allocation_problem *problem;
    const struct allocation_block *block;
    uint32_t *numbers; /* by demand: who has it, or how many have */
    uint32_t *several;
    uint32_t several_count;
    uint64_t *sets;
    uint32_t set_count;
};

static uint32_t option_at(const struct study *study, uint32_t place) {
    return study->block->options[study->several[place]];
}

static uint32_t size_of(const struct study *study, uint32_t place) {
    return study->problem->options[option_at(study, place)].demand_count;
}

static int compare_sizes(const void *left, const void *right, void *context) {
    const struct study *study = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    uint32_t x = study->problem->options[study->block->options[a]].demand_count;
    uint32_t y = study->problem->options[study->block->options[b]].demand_count;

    return x != y ? (x < y ? 1 : -1) : (a > b) - (a < b);
}

static void find_several(struct study *study) {
    for (uint32_t i = 0; i < study->block->option_count; i++) {
        if (study->problem->options[study->block->options[i]].demand_count > 1) {
            study->several[study->several_count++] = i;
        }
    }
    qsort_r(study->several, study->several_count, sizeof *study->several, compare_sizes, study);
}

static void clear(struct study *study) {
    for (uint32_t i = 0; i < study->several_count; i++) {
        const uint32_t *demands = allocation_demands_of(study->problem, option_at(study, i));

        for (uint32_t k = 0; k < size_of(study, i); k++) {
            study->numbers[demands[k]] = 0;
        }
    }
}

/* The largest first: all demands of an option must have come from the same one before, or from none. */
static bool are_nested(struct study *study) {
    bool are = true;

    for (uint32_t i = 0; are && i < study->several_count; i++) {
        const uint32_t *demands = allocation_demands_of(study->problem, option_at(study, i));
        uint32_t from = study->numbers[demands[0]];

        for (uint32_t k = 0; k < size_of(study, i); k++) {
            are &= study->numbers[demands[k]] == from;
            study->numbers[demands[k]] = i + 1;
        }
    }
    clear(study);
    return are;
}

static void count_demands(struct study *study, uint32_t place, bool is_more) {
    const uint32_t *demands = allocation_demands_of(study->problem, option_at(study, place));

    for (uint32_t k = 0; k < size_of(study, place); k++) {
        study->numbers[demands[k]] += is_more ? 1 : -1U;
    }
}

static bool covers_alone(const struct study *study, uint32_t place) {
    const uint32_t *demands = allocation_demands_of(study->problem, option_at(study, place));

    for (uint32_t k = 0; k < size_of(study, place); k++) {
        if (study->numbers[demands[k]] == 1) {
            return true;
        }
    }
    return false;
}

static bool is_needed(const struct study *study, uint64_t set) {
    for (uint32_t i = 0; i < study->several_count; i++) {
        if (set >> i & 1 && !covers_alone(study, i)) {
            return false;
        }
    }
    return true;
}

/* All sets that add options from NEXT on to SET; false when there are too many. Parts of a set whose options are all
 * needed are such sets, too. */
static bool list_sets(struct study *study, uint64_t set, uint32_t next) {
    bool are_few = study->set_count < ALLOCATION_SETS_MAX;

    if (are_few) {
        study->sets[study->set_count++] = set;
    }
    for (uint32_t i = next; are_few && i < study->several_count; i++) {
        uint64_t with = set | UINT64_C(1) << i;

        count_demands(study, i, true);
        are_few = !is_needed(study, with) || list_sets(study, with, i + 1);
        count_demands(study, i, false);
    }
    return are_few;
}

/* Of one site nothing is gained by sets. */
static enum err_code find_sets(struct study *study, struct arena *arena, struct err *err) {
    bool are_few = study->several_count <= 64 && study->problem->groups[study->block->group].sites > 1;

    study->sets = arena_alloc_array(arena, ALLOCATION_SETS_MAX, sizeof *study->sets);
    if (!study->sets) {
        return err_no_memory(err);
    }
    if (!are_few || !list_sets(study, 0, 0)) {
        study->set_count = 0;
    }
    return ERR_OK;
}

enum err_code allocation_shape_of(const struct allocation_problem *problem, const struct allocation_block *block,
                                  uint32_t *numbers, struct arena *arena, struct allocation_shape *ret_shape,
                                  struct err *err) {
    struct study study = {.problem = problem, .block = block};
    bool is_nested;
    enum err_code code;

    study.numbers = numbers;
    study.several = arena_alloc_array(arena, (size_t)block->option_count + 1, sizeof *study.several);
    if (!study.several) {
        return err_no_memory(err);
    }
    find_several(&study);
    is_nested = are_nested(&study);
    code = is_nested ? ERR_OK : find_sets(&study, arena, err);
    if (!code) {
        *ret_shape = (struct allocation_shape){
            .kind = is_nested             ? ALLOCATION_NESTED
                    : study.set_count > 0 ? ALLOCATION_FEW
                                          : ALLOCATION_MANY,
            .several = study.several,
            .several_count = study.several_count,
            .sets = study.sets,
            .set_count = study.set_count,
        };
    }
    return code;
}
