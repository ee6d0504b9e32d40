#include "licenses/allocation_order.h"

#include "base/arena.h"

#include <stdlib.h>

/* Blocks of more options are not gone through one option after the other. */
#define MOST_TOLD_APART 512

struct sorting {
    const struct allocation_parts *parts;
    const uint32_t *part_of, *block_of; /* by option */
    uint32_t *classes;                  /* by option: its place among all by what is said of it, the same for equals */
    uint64_t *colours;                  /* by option */
    uint64_t *sums;                     /* by demand: of the colours of its options */
    uint32_t *first_class;              /* by block: the least of its classes */
    uint64_t *hashes;                   /* by block: of what it is made of */
    uint64_t *sorted;                   /* to count colours with */
};

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_colours(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* The finalizer of splitmix64: every bit of the input reaches every bit of the output. */
static uint64_t mix(uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

/* --- what is said of options --- */

static int compare_sources(const struct allocation_parts *parts, uint32_t a, uint32_t b) {
    const struct allocation_source *left = parts->sources + parts->first_source[a];
    const struct allocation_source *right = parts->sources + parts->first_source[b];
    uint32_t count = parts->problem->options[a].source_count;
    int order = compare_numbers(count, parts->problem->options[b].source_count);

    for (uint32_t i = 0; order == 0 && i < count; i++) {
        order = compare_numbers(parts->problem->lots[left[i].lot].rank, parts->problem->lots[right[i].lot].rank);
        order = order ? order : compare_numbers(left[i].breaches, right[i].breaches);
        order = order ? order : compare_numbers(left[i].moves, right[i].moves);
    }
    return order;
}

static int compare_contents(const struct allocation_parts *parts, uint32_t a, uint32_t b) {
    const struct allocation_option *left = &parts->problem->options[a], *right = &parts->problem->options[b];
    int order = compare_numbers(parts->is_certain[b], parts->is_certain[a]);

    order = order ? order : compare_numbers(left->demand_count, right->demand_count);
    order = order ? order : compare_numbers(left->units, right->units);
    order = order ? order : compare_numbers(left->price, right->price);
    order = order ? order : compare_numbers(left->rights, right->rights);
    order = order ? order : compare_numbers(left->further, right->further);
    return order ? order : compare_sources(parts, a, b);
}

static int compare_for_class(const void *left, const void *right, void *context) {
    const struct sorting *sorting = context;

    return compare_contents(sorting->parts, *(const uint32_t *)left, *(const uint32_t *)right);
}

static void classify(struct sorting *sorting, uint32_t *options) {
    size_t count = sorting->parts->problem->option_count;
    uint32_t class = 0;

    qsort_r(options, count, sizeof *options, compare_for_class, sorting);
    for (size_t i = 0; i < count; i++) {
        class += i > 0 && compare_contents(sorting->parts, options[i - 1], options[i]) != 0;
        sorting->classes[options[i]] = class;
        sorting->colours[options[i]] = mix(class);
    }
}

/* --- what they have to do with each other --- */

static int compare_for_count(const void *left, const void *right) {
    return compare_colours(*(const uint64_t *)left, *(const uint64_t *)right);
}

/* How many colours there are; RET_SHARED is the least that two have. */
static uint32_t count_colours(struct sorting *sorting, const uint32_t *options, uint32_t count, uint64_t *ret_shared) {
    uint32_t distinct = count > 0;
    bool has_shared = false;

    for (uint32_t i = 0; i < count; i++) {
        sorting->sorted[i] = sorting->colours[options[i]];
    }
    qsort(sorting->sorted, count, sizeof *sorting->sorted, compare_for_count);
    for (uint32_t i = 1; i < count; i++) {
        bool is_same = sorting->sorted[i] == sorting->sorted[i - 1];

        distinct += !is_same;
        *ret_shared = is_same && !has_shared ? sorting->sorted[i] : *ret_shared;
        has_shared |= is_same;
    }
    return distinct;
}

static void recolour(struct sorting *sorting, const uint32_t *options, uint32_t count) {
    const struct allocation_problem *problem = sorting->parts->problem;

    for (int is_second = 0; is_second < 2; is_second++) {
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t *demands = allocation_demands_of(problem, options[i]);

            for (uint32_t k = 0; k < problem->options[options[i]].demand_count; k++) {
                uint64_t more = is_second ? mix(sorting->colours[options[i]]) : 0;
                sorting->sums[demands[k]] = is_second ? sorting->sums[demands[k]] + more : 0;
            }
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *demands = allocation_demands_of(problem, options[i]);
        uint64_t sum = 0;

        for (uint32_t k = 0; k < problem->options[options[i]].demand_count; k++) {
            sum += mix(sorting->sums[demands[k]] ^ problem->demands[demands[k]].is_certain);
        }
        sorting->colours[options[i]] = mix(sorting->colours[options[i]] + mix(sum));
    }
}

/* Until that tells no more apart. */
static uint32_t settle_colours(struct sorting *sorting, const uint32_t *options, uint32_t count, uint64_t *ret_shared) {
    uint32_t distinct = count_colours(sorting, options, count, ret_shared), before = 0;

    while (distinct > before && distinct < count) {
        before = distinct;
        recolour(sorting, options, count);
        distinct = count_colours(sorting, options, count, ret_shared);
    }
    return distinct;
}

/* Gives the first of those of the colour SHARED one of its own. */
static void single_out(struct sorting *sorting, const uint32_t *options, uint32_t count, uint64_t shared) {
    for (uint32_t i = 0; i < count; i++) {
        if (sorting->colours[options[i]] == shared) {
            sorting->colours[options[i]] = mix(~shared);
            return;
        }
    }
}

static void colour_block(struct sorting *sorting, const uint32_t *options, uint32_t count) {
    uint32_t block = sorting->block_of[options[0]];
    uint64_t shared = 0;
    uint32_t distinct = count > 1 ? settle_colours(sorting, options, count, &shared) : 1;

    sorting->first_class[block] = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t class = sorting->classes[options[i]];

        sorting->hashes[block] += mix(sorting->colours[options[i]]);
        sorting->first_class[block] = class < sorting->first_class[block] ? class : sorting->first_class[block];
    }
    while (distinct < count && count <= MOST_TOLD_APART) {
        single_out(sorting, options, count, shared);
        distinct = settle_colours(sorting, options, count, &shared);
    }
}

static int compare_for_blocks(const void *left, const void *right, void *context) {
    const struct sorting *sorting = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = compare_numbers(sorting->block_of[a], sorting->block_of[b]);

    return order ? order : compare_numbers(a, b);
}

static void colour_blocks(struct sorting *sorting, uint32_t *options) {
    size_t count = sorting->parts->problem->option_count;

    qsort_r(options, count, sizeof *options, compare_for_blocks, sorting);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && sorting->block_of[options[end]] == sorting->block_of[options[first]]; end++) {
        }
        colour_block(sorting, options + first, (uint32_t)(end - first));
    }
}

/* --- all of it --- */

static int compare_options(const void *left, const void *right, void *context) {
    const struct sorting *sorting = context;
    const struct allocation_problem *problem = sorting->parts->problem;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    uint32_t x = sorting->block_of[a], y = sorting->block_of[b];
    int order = compare_numbers(sorting->part_of[a], sorting->part_of[b]);

    order = order ? order
                  : compare_numbers(problem->groups[problem->options[a].group].rank,
                                    problem->groups[problem->options[b].group].rank);
    order = order ? order : compare_numbers(sorting->first_class[x], sorting->first_class[y]);
    order = order ? order : compare_colours(sorting->hashes[x], sorting->hashes[y]);
    order = order ? order : compare_numbers(x, y);
    order = order ? order : compare_numbers(sorting->classes[a], sorting->classes[b]);
    order = order ? order : compare_colours(sorting->colours[a], sorting->colours[b]);
    return order ? order : compare_numbers(a, b);
}

enum err_code allocation_order(const struct allocation_parts *parts, const uint32_t *part_of, const uint32_t *block_of,
                               struct arena *arena, uint32_t *ret_options, struct err *err) {
    const struct allocation_problem *problem = parts->problem;
    size_t options = problem->option_count + 1, demands = problem->demand_count + 1;
    struct sorting sorting = {
        .parts = parts,
        .part_of = part_of,
        .block_of = block_of,
        .classes = arena_alloc_array(arena, options, sizeof *sorting.classes),
        .colours = arena_alloc_array(arena, options, sizeof *sorting.colours),
        .sums = arena_alloc_array(arena, demands, sizeof *sorting.sums),
        .first_class = arena_alloc_array(arena, demands, sizeof *sorting.first_class),
        .hashes = arena_alloc_array(arena, demands, sizeof *sorting.hashes),
        .sorted = arena_alloc_array(arena, options, sizeof *sorting.sorted),
    };

    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < problem->option_count; i++) {
        ret_options[i] = i;
    }
    classify(&sorting, ret_options);
    colour_blocks(&sorting, ret_options);
    qsort_r(ret_options, problem->option_count, sizeof *ret_options, compare_options, &sorting);
    return ERR_OK;
}
