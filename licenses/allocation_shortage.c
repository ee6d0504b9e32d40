#include "licenses/allocation.h"

#include "base/arena.h"

#include <stdlib.h>

#define NONE UINT32_MAX

/* Demands and lots are gone through, numbered one behind the other: from a demand to the lots that could serve any of
 * its options, from a lot to the demands of options that are given units from it. */
struct search {
    const struct allocation_problem *problem;
    const struct allocation *allocation;
    struct arena *arena;
    uint32_t lot_base; /* where the numbers of lots begin */
    size_t *firsts;    /* by demand, then lot: where its options are; and one more */
    uint32_t *options;
    bool *is_reached;
    uint32_t *queue;
    size_t queued;
    uint32_t *parents; /* a forest of demands and lots: those of one part */
};

/* --- which options a demand is covered by, and a lot is given to --- */

static void each_option_of_demands(struct search *search,
                                   void (*visit)(struct search *search, uint32_t node, uint32_t option)) {
    const struct allocation_problem *problem = search->problem;

    for (uint32_t i = 0; i < problem->option_count; i++) {
        for (uint32_t k = 0; k < problem->options[i].demand_count; k++) {
            visit(search, problem->option_demands[problem->options[i].first_demand + k], i);
        }
    }
}

/* Placements of one option from one lot follow each other as a rule: those count once. */
static void each_option_of_lots(struct search *search,
                                void (*visit)(struct search *search, uint32_t node, uint32_t option)) {
    const struct allocation_placement *last = NULL;

    for (size_t i = 0; i < search->allocation->placement_count; i++) {
        const struct allocation_placement *placement = &search->allocation->placements[i];

        if (placement->lot != ALLOCATION_MISSING &&
            (!last || last->lot != placement->lot || last->option != placement->option)) {
            visit(search, search->lot_base + placement->lot, placement->option);
            last = placement;
        }
    }
}

static void count_option(struct search *search, uint32_t node, uint32_t option) {
    (void)option;
    search->firsts[node]++;
}

static void place_option(struct search *search, uint32_t node, uint32_t option) {
    search->options[--search->firsts[node]] = option;
}

static enum err_code index_options(struct search *search, struct err *err) {
    size_t nodes = search->problem->demand_count + search->problem->lot_count;

    each_option_of_demands(search, count_option);
    each_option_of_lots(search, count_option);
    for (size_t i = 1; i <= nodes; i++) {
        search->firsts[i] += search->firsts[i - 1];
    }
    search->options = arena_alloc_array(search->arena, search->firsts[nodes] + 1, sizeof *search->options);
    if (!search->options) {
        return err_no_memory(err);
    }
    each_option_of_demands(search, place_option);
    each_option_of_lots(search, place_option);
    return ERR_OK;
}

static enum err_code search_init(struct search *search, struct err *err) {
    const struct allocation_problem *problem = search->problem;
    size_t nodes = problem->demand_count + problem->lot_count;

    search->lot_base = (uint32_t)problem->demand_count;
    search->firsts = arena_alloc_array(search->arena, nodes + 1, sizeof *search->firsts);
    search->is_reached = arena_alloc_array(search->arena, nodes + 1, sizeof *search->is_reached);
    search->queue = arena_alloc_array(search->arena, nodes + 1, sizeof *search->queue);
    search->parents = arena_alloc_array(search->arena, nodes + 1, sizeof *search->parents);
    if (arena_failed(search->arena)) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < nodes; i++) {
        search->parents[i] = i;
    }
    return index_options(search, err);
}

/* --- reaching --- */

static uint32_t find(uint32_t *parents, uint32_t member) {
    while (parents[member] != member) {
        parents[member] = parents[parents[member]];
        member = parents[member];
    }
    return member;
}

static void join(struct search *search, uint32_t node, uint32_t other) {
    uint32_t a = find(search->parents, node), b = find(search->parents, other);

    search->parents[a > b ? a : b] = a > b ? b : a;
}

static void reach(struct search *search, uint32_t node) {
    if (!search->is_reached[node]) {
        search->is_reached[node] = true;
        search->queue[search->queued++] = node;
    }
}

static void reach_demands(struct search *search, uint32_t option) {
    const struct allocation_option *of = &search->problem->options[option];

    for (uint32_t i = 0; i < of->demand_count; i++) {
        reach(search, search->problem->option_demands[of->first_demand + i]);
    }
}

static void reach_lots(struct search *search, uint32_t option, uint32_t demand) {
    const struct allocation_option *of = &search->problem->options[option];

    for (uint32_t i = 0; i < of->source_count; i++) {
        uint32_t lot = search->lot_base + search->problem->sources[of->first_source + i].lot;

        reach(search, lot);
        join(search, lot, demand);
    }
}

static uint32_t first_demand_of(const struct search *search, uint32_t option) {
    return search->problem->option_demands[search->problem->options[option].first_demand];
}

/* What is missing is missing for all demands of the option. */
static void reach_missing(struct search *search, uint32_t option) {
    const struct allocation_option *of = &search->problem->options[option];

    reach_demands(search, option);
    for (uint32_t i = 1; i < of->demand_count; i++) {
        join(search, search->problem->option_demands[of->first_demand + i], first_demand_of(search, option));
    }
}

static void reach_all(struct search *search) {
    for (size_t i = 0; i < search->allocation->placement_count; i++) {
        if (search->allocation->placements[i].lot == ALLOCATION_MISSING) {
            reach_missing(search, search->allocation->placements[i].option);
        }
    }
    for (size_t done = 0; done < search->queued; done++) {
        uint32_t node = search->queue[done];

        for (size_t i = search->firsts[node]; i < search->firsts[node + 1]; i++) {
            if (node < search->lot_base) {
                reach_lots(search, search->options[i], node);
            } else {
                reach_demands(search, search->options[i]);
            }
        }
    }
}

/* --- parts --- */

struct ranked {
    uint32_t rank, number;
};

/* What has been reached, each by rank: demands by that of their group. */
struct reached {
    struct ranked *demands, *lots;
    size_t demand_count, lot_count;
    uint32_t *parts; /* by member of the forest that stands for a part: its number */
};

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left, *b = right;
    int order = (a->rank > b->rank) - (a->rank < b->rank);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static void list_reached(const struct search *search, struct reached *reached) {
    const struct allocation_problem *problem = search->problem;

    for (uint32_t i = 0; i < problem->demand_count; i++) {
        if (search->is_reached[i]) {
            reached->demands[reached->demand_count++] =
                (struct ranked){problem->groups[problem->demands[i].group].rank, i};
        }
    }
    for (uint32_t i = 0; i < problem->lot_count; i++) {
        if (search->is_reached[search->lot_base + i]) {
            reached->lots[reached->lot_count++] = (struct ranked){problem->lots[i].rank, i};
        }
    }
    qsort(reached->demands, reached->demand_count, sizeof *reached->demands, compare_ranked);
    qsort(reached->lots, reached->lot_count, sizeof *reached->lots, compare_ranked);
}

static enum err_code reached_init(const struct search *search, struct reached *reached, struct err *err) {
    const struct allocation_problem *problem = search->problem;
    size_t members = problem->lot_count + problem->demand_count;

    reached->demands = arena_alloc_array(search->arena, problem->demand_count + 1, sizeof *reached->demands);
    reached->lots = arena_alloc_array(search->arena, problem->lot_count + 1, sizeof *reached->lots);
    reached->parts = arena_alloc_array(search->arena, members + 1, sizeof *reached->parts);
    if (arena_failed(search->arena)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < members; i++) {
        reached->parts[i] = NONE;
    }
    list_reached(search, reached);
    return ERR_OK;
}

static struct allocation_shortage *part_of(struct search *search, const struct reached *reached,
                                           struct allocation_shortages *shortages, uint32_t node) {
    return &shortages->parts[reached->parts[find(search->parents, node)]];
}

/* Every part has a demand: it is numbered by its first. */
static void count_members(struct search *search, const struct reached *reached,
                          struct allocation_shortages *shortages) {
    for (size_t i = 0; i < reached->demand_count; i++) {
        uint32_t *part = &reached->parts[find(search->parents, reached->demands[i].number)];

        *part = *part == NONE ? (uint32_t)shortages->count++ : *part;
        shortages->parts[*part].demand_count++;
    }
    for (size_t i = 0; i < reached->lot_count; i++) {
        part_of(search, reached, shortages, search->lot_base + reached->lots[i].number)->lot_count++;
    }
    for (size_t i = 0; i < search->allocation->placement_count; i++) {
        const struct allocation_placement *placement = &search->allocation->placements[i];

        if (placement->lot == ALLOCATION_MISSING) {
            uint32_t demand = first_demand_of(search, placement->option);
            part_of(search, reached, shortages, demand)->missing += placement->units;
        }
    }
}

/* Where the numbers of each part will stand. */
static void lay_out(struct allocation_shortages *shortages) {
    uint32_t *at = shortages->numbers;

    for (size_t i = 0; i < shortages->count; i++) {
        struct allocation_shortage *part = &shortages->parts[i];

        part->demands = at;
        part->lots = at += part->demand_count;
        at += part->lot_count;
        part->demand_count = part->lot_count = 0;
    }
}

static void place_members(struct search *search, const struct reached *reached,
                          struct allocation_shortages *shortages) {
    uint32_t *numbers = shortages->numbers;

    for (size_t i = 0; i < reached->demand_count; i++) {
        uint32_t demand = reached->demands[i].number;
        struct allocation_shortage *part = part_of(search, reached, shortages, demand);

        numbers[(size_t)(part->demands - numbers) + part->demand_count++] = demand;
    }
    for (size_t i = 0; i < reached->lot_count; i++) {
        uint32_t lot = reached->lots[i].number;
        struct allocation_shortage *part = part_of(search, reached, shortages, search->lot_base + lot);

        numbers[(size_t)(part->lots - numbers) + part->lot_count++] = lot;
    }
}

static enum err_code collect(struct search *search, struct allocation_shortages **ret_shortages, struct err *err) {
    struct allocation_shortages *shortages CLEANUP(allocation_shortages_free_cleanup) = calloc(1, sizeof *shortages);
    struct reached reached = {0};
    enum err_code code = shortages ? reached_init(search, &reached, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    shortages->parts = calloc(reached.demand_count + 1, sizeof *shortages->parts);
    shortages->numbers = calloc(reached.demand_count + reached.lot_count + 1, sizeof *shortages->numbers);
    if (!shortages->parts || !shortages->numbers) {
        return err_no_memory(err);
    }
    count_members(search, &reached, shortages);
    lay_out(shortages);
    place_members(search, &reached, shortages);
    *ret_shortages = TAKE_PTR(shortages);
    return ERR_OK;
}

enum err_code allocation_shortages_find(const struct allocation_problem *problem, const struct allocation *allocation,
                                        struct allocation_shortages **ret_shortages, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct search search = {.problem = problem, .allocation = allocation, .arena = arena};
    enum err_code code = arena ? search_init(&search, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    reach_all(&search);
    return collect(&search, ret_shortages, err);
}

void allocation_shortages_free(struct allocation_shortages *shortages) {
    if (shortages) {
        free(shortages->parts);
        free(shortages->numbers);
        free(shortages);
    }
}
