#include "licenses/allocation_parts.h"

#include "licenses/allocation_order.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* What is connected: a forest of demands, then lots, in which each points towards the one that stands for its set. */
struct forest {
    uint32_t *parents;
    uint32_t *block_of, *part_of; /* by option: who stands for its block, and its part */
};

static uint32_t find(uint32_t *parents, uint32_t node) {
    while (parents[node] != node) {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    return node;
}

static void join(uint32_t *parents, uint32_t a, uint32_t b) {
    a = find(parents, a);
    b = find(parents, b);
    parents[a > b ? a : b] = a > b ? b : a;
}

/* --- what is said of options and lots, once --- */

static int compare_sources(const void *left, const void *right, void *context) {
    const struct allocation_lot *lots = context;
    uint32_t a = lots[((const struct allocation_source *)left)->lot].rank;
    uint32_t b = lots[((const struct allocation_source *)right)->lot].rank;

    return (a > b) - (a < b);
}

static void copy_sources(struct allocation_parts *parts, struct allocation_lot *lots) {
    const struct allocation_problem *problem = parts->problem;

    for (size_t i = 0; i < problem->option_count; i++) {
        const struct allocation_option *option = &problem->options[i];
        struct allocation_source *sources = parts->sources + parts->first_source[i];

        if (option->source_count > 0) {
            memcpy(sources, problem->sources + option->first_source, option->source_count * sizeof *sources);
            qsort_r(sources, option->source_count, sizeof *sources, compare_sources, lots);
        }
    }
}

static void mark_certain(struct allocation_parts *parts) {
    const struct allocation_problem *problem = parts->problem;

    for (uint32_t i = 0; i < problem->option_count; i++) {
        const uint32_t *demands = allocation_demands_of(problem, i);

        for (uint32_t k = 0; k < problem->options[i].demand_count; k++) {
            parts->is_certain[i] |= problem->demands[demands[k]].is_certain;
        }
    }
}

static void weigh_lots(struct allocation_parts *parts) {
    const struct allocation_problem *problem = parts->problem;

    for (size_t i = 0; i < problem->option_count; i++) {
        const struct allocation_option *option = &problem->options[i];

        for (size_t k = parts->first_source[i]; k < parts->first_source[i + 1]; k++) {
            parts->capacities[parts->sources[k].lot] += option->units * problem->groups[option->group].sites;
        }
    }
    for (size_t i = 0; i < problem->lot_count; i++) {
        int64_t units = problem->lots[i].units;

        parts->is_scarce[i] = units > 0 && units < parts->capacities[i];
        parts->capacities[i] = units < parts->capacities[i] ? units : parts->capacities[i];
    }
}

static enum err_code place_sources(struct allocation_parts *parts, struct arena *arena, struct err *err) {
    const struct allocation_problem *problem = parts->problem;
    size_t count = 0;

    parts->first_source = arena_alloc_array(arena, problem->option_count + 1, sizeof *parts->first_source);
    if (!parts->first_source) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < problem->option_count; i++) {
        parts->first_source[i] = count;
        count += problem->options[i].source_count;
    }
    parts->first_source[problem->option_count] = count;
    parts->sources = arena_alloc_array(arena, count + 1, sizeof *parts->sources);
    return parts->sources ? ERR_OK : err_no_memory(err);
}

static enum err_code describe(struct allocation_parts *parts, struct arena *arena, struct err *err) {
    const struct allocation_problem *problem = parts->problem;
    struct allocation_lot *lots = arena_alloc_array(arena, problem->lot_count + 1, sizeof *lots);
    enum err_code code = place_sources(parts, arena, err);

    if (code) {
        return code;
    }
    parts->is_certain = arena_alloc_array(arena, problem->option_count + 1, sizeof *parts->is_certain);
    parts->capacities = arena_alloc_array(arena, problem->lot_count + 1, sizeof *parts->capacities);
    parts->is_scarce = arena_alloc_array(arena, problem->lot_count + 1, sizeof *parts->is_scarce);
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    if (problem->lot_count > 0) {
        memcpy(lots, problem->lots, problem->lot_count * sizeof *lots);
    }
    copy_sources(parts, lots);
    mark_certain(parts);
    weigh_lots(parts);
    return ERR_OK;
}

/* --- what is connected --- */

static void connect_demands(const struct allocation_problem *problem, struct forest *forest) {
    for (uint32_t i = 0; i < problem->option_count; i++) {
        const uint32_t *demands = allocation_demands_of(problem, i);

        for (uint32_t k = 1; k < problem->options[i].demand_count; k++) {
            join(forest->parents, demands[0], demands[k]);
        }
    }
    for (uint32_t i = 0; i < problem->option_count; i++) {
        forest->block_of[i] = find(forest->parents, allocation_demands_of(problem, i)[0]);
    }
}

static void connect_lots(const struct allocation_parts *parts, struct forest *forest) {
    const struct allocation_problem *problem = parts->problem;

    for (uint32_t i = 0; i < problem->option_count; i++) {
        for (size_t k = parts->first_source[i]; k < parts->first_source[i + 1]; k++) {
            uint32_t lot = parts->sources[k].lot;

            if (parts->is_scarce[lot]) {
                join(forest->parents, forest->block_of[i], (uint32_t)problem->demand_count + lot);
            }
        }
    }
    for (uint32_t i = 0; i < problem->option_count; i++) {
        forest->part_of[i] = find(forest->parents, forest->block_of[i]);
    }
}

static enum err_code connect(const struct allocation_parts *parts, struct arena *arena, struct forest *forest,
                             struct err *err) {
    const struct allocation_problem *problem = parts->problem;
    size_t nodes = problem->demand_count + problem->lot_count;

    forest->parents = arena_alloc_array(arena, nodes + 1, sizeof *forest->parents);
    forest->block_of = arena_alloc_array(arena, problem->option_count + 1, sizeof *forest->block_of);
    forest->part_of = arena_alloc_array(arena, problem->option_count + 1, sizeof *forest->part_of);
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < nodes; i++) {
        forest->parents[i] = i;
    }
    connect_demands(problem, forest);
    connect_lots(parts, forest);
    return ERR_OK;
}

/* --- blocks and parts --- */

static void cut_blocks(struct allocation_parts *parts, const struct forest *forest) {
    const struct allocation_problem *problem = parts->problem;

    for (size_t i = 0; i < problem->option_count; i++) {
        uint32_t option = parts->options[i];
        bool is_new = i == 0 || forest->block_of[option] != forest->block_of[parts->options[i - 1]];

        if (is_new) {
            parts->blocks[parts->block_count++] =
                (struct allocation_block){problem->options[option].group, &parts->options[i], 0};
        }
        parts->blocks[parts->block_count - 1].option_count++;
    }
}

static bool is_single(const struct allocation_problem *problem, const struct allocation_block *block) {
    const struct allocation_option *option = &problem->options[block->options[0]];

    return block->option_count == 1 && option->demand_count == 1 && option->units == 1;
}

static void cut_parts(struct allocation_parts *parts, const struct forest *forest) {
    uint32_t last = UINT32_MAX;

    for (size_t i = 0; i < parts->block_count; i++) {
        const struct allocation_block *block = &parts->blocks[i];
        uint32_t root = forest->part_of[block->options[0]];

        if (root != last) {
            parts->parts[parts->count++] = (struct allocation_part){.blocks = block, .is_flow = true};
            last = root;
        }
        parts->parts[parts->count - 1].block_count++;
        parts->parts[parts->count - 1].is_flow &= is_single(parts->problem, block);
    }
}

struct ranked {
    uint32_t rank, lot;
};

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left, *b = right;

    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* The lots of a part, each once; MARKS are by lot, and hold the number of the last part that met it. */
static size_t gather_lots(const struct allocation_parts *parts, uint32_t number, uint32_t *marks,
                          struct ranked *ranked) {
    const struct allocation_part *part = &parts->parts[number];
    size_t count = 0;

    for (size_t i = 0; i < part->block_count; i++) {
        for (uint32_t k = 0; k < part->blocks[i].option_count; k++) {
            uint32_t option = part->blocks[i].options[k];

            for (size_t s = parts->first_source[option]; s < parts->first_source[option + 1]; s++) {
                uint32_t lot = parts->sources[s].lot;

                if (marks[lot] != number + 1) {
                    marks[lot] = number + 1;
                    ranked[count++] = (struct ranked){parts->problem->lots[lot].rank, lot};
                }
            }
        }
    }
    return count;
}

static enum err_code list_lots(struct allocation_parts *parts, struct arena *arena, struct err *err) {
    size_t lot_count = parts->problem->lot_count;
    uint32_t *marks = arena_alloc_array(arena, lot_count + 1, sizeof *marks);
    struct ranked *ranked = arena_alloc_array(arena, lot_count + 1, sizeof *ranked);

    for (uint32_t i = 0; marks && ranked && i < parts->count; i++) {
        size_t count = gather_lots(parts, i, marks, ranked);
        uint32_t *lots = arena_alloc_array(arena, count + 1, sizeof *lots);

        qsort(ranked, count, sizeof *ranked, compare_ranked);
        for (size_t k = 0; lots && k < count; k++) {
            lots[k] = ranked[k].lot;
        }
        parts->parts[i].lots = lots;
        parts->parts[i].lot_count = count;
    }
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code cut(struct allocation_parts *parts, const struct forest *forest, struct arena *arena,
                         struct err *err) {
    size_t count = parts->problem->option_count;
    enum err_code code;

    parts->options = arena_alloc_array(arena, count + 1, sizeof *parts->options);
    parts->blocks = arena_alloc_array(arena, count + 1, sizeof *parts->blocks);
    parts->parts = arena_alloc_array(arena, count + 1, sizeof *parts->parts);
    code = arena_failed(arena) ? err_no_memory(err)
                               : allocation_order(parts, forest->part_of, forest->block_of, arena, parts->options, err);
    if (code) {
        return code;
    }
    cut_blocks(parts, forest);
    cut_parts(parts, forest);
    return list_lots(parts, arena, err);
}

enum err_code allocation_parts_build(const struct allocation_problem *problem, struct arena *arena,
                                     struct allocation_parts *ret_parts, struct err *err) {
    struct allocation_parts parts = {.problem = problem};
    struct forest forest = {0};
    enum err_code code = describe(&parts, arena, err);

    code = code ? code : connect(&parts, arena, &forest, err);
    code = code ? code : cut(&parts, &forest, arena, err);
    if (!code) {
        *ret_parts = parts;
    }
    return code;
}
