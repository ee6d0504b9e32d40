#include "tests/unit/support/flow_shortages.h"

#include <assert.h>
#include <stdlib.h>

#define NONE UINT32_MAX

/* Classes are numbered: supplies, then demands. */
struct search {
    const struct flow_problem *problem;
    const struct flow *flow;
    uint32_t class_count;
    uint32_t *firsts, *arcs; /* the arcs of class c: arcs[firsts[c]] up to before arcs[firsts[c + 1]] */
    uint32_t *seeds, *order; /* uncovered demands; all classes: supplies, then demands, by rank */
    uint32_t *reached;       /* the seed that reached a class; NONE */
    uint32_t *joined;        /* seed → an earlier one whose part it belongs to, or itself */
    uint32_t *parts;         /* seed → which of the parts it is the first of */
    uint32_t *queue;
    uint32_t seed_count;
};

/* --- building --- */

static uint32_t supply_of(const struct search *search, uint32_t arc) {
    return search->problem->arcs[arc].supply;
}

static uint32_t demand_of(const struct search *search, uint32_t arc) {
    return (uint32_t)search->problem->supply_count + search->problem->arcs[arc].demand;
}

/* Counts, adds up, and fills from behind, which leaves each class with its first place. */
static void index_arcs(struct search *search) {
    uint32_t arc_count = (uint32_t)search->problem->arc_count;

    for (uint32_t arc = 0; arc < arc_count; arc++) {
        search->firsts[supply_of(search, arc)]++;
        search->firsts[demand_of(search, arc)]++;
    }
    for (uint32_t i = 1; i <= search->class_count; i++) {
        search->firsts[i] += search->firsts[i - 1];
    }
    for (uint32_t arc = arc_count; arc-- > 0;) {
        search->arcs[--search->firsts[supply_of(search, arc)]] = arc;
        search->arcs[--search->firsts[demand_of(search, arc)]] = arc;
    }
}

static uint32_t rank_of(const struct flow_problem *problem, uint32_t class) {
    return class < problem->supply_count ? problem->supplies[class].rank
                                         : problem->demands[class - problem->supply_count].rank;
}

static int compare_ranks(const void *left, const void *right, void *context) {
    uint32_t a = rank_of(context, *(const uint32_t *)left), b = rank_of(context, *(const uint32_t *)right);

    return (a > b) - (a < b);
}

static void sort_classes(struct search *search) {
    struct flow_problem problem = *search->problem;

    for (uint32_t i = 0; i < search->class_count; i++) {
        search->order[i] = i;
        search->reached[i] = NONE;
    }
    qsort_r(search->order, problem.supply_count, sizeof *search->order, compare_ranks, &problem);
    qsort_r(search->order + problem.supply_count, problem.demand_count, sizeof *search->order, compare_ranks, &problem);
}

static void search_done(struct search *search) {
    free(search->firsts);
    free(search->arcs);
    free(search->seeds);
    free(search->order);
    free(search->reached);
    free(search->joined);
    free(search->parts);
    free(search->queue);
}

static enum err_code search_init(struct search *search, struct err *err) {
    size_t n = search->class_count + (size_t)1;

    search->firsts = calloc(n, sizeof *search->firsts);
    search->arcs = calloc(2 * search->problem->arc_count + 1, sizeof *search->arcs);
    search->seeds = calloc(n, sizeof *search->seeds);
    search->order = calloc(n, sizeof *search->order);
    search->reached = calloc(n, sizeof *search->reached);
    search->joined = calloc(n, sizeof *search->joined);
    search->parts = calloc(n, sizeof *search->parts);
    search->queue = calloc(n, sizeof *search->queue);
    if (!search->firsts || !search->arcs || !search->seeds || !search->order || !search->reached || !search->joined ||
        !search->parts || !search->queue) {
        return err_no_memory(err);
    }
    index_arcs(search);
    sort_classes(search);
    return ERR_OK;
}

/* --- reaching --- */

static uint32_t part_of(struct search *search, uint32_t seed) {
    while (search->joined[seed] != seed) {
        search->joined[seed] = search->joined[search->joined[seed]];
        seed = search->joined[seed];
    }
    return seed;
}

/* The earlier seed stands for both. */
static void join(struct search *search, uint32_t a, uint32_t b) {
    uint32_t first = part_of(search, a), second = part_of(search, b);

    search->joined[first > second ? first : second] = first < second ? first : second;
}

/* From a demand to whoever could cover more of it, from a supply to whatever it covers; NONE: not along this arc. */
static uint32_t step(const struct search *search, uint32_t class, uint32_t arc) {
    if (class < search->problem->supply_count) {
        return search->flow->on_arcs[arc] > 0 ? demand_of(search, arc) : NONE;
    }
    return search->flow->on_arcs[arc] < search->problem->arcs[arc].limit ? supply_of(search, arc) : NONE;
}

static void reach_from(struct search *search, uint32_t seed) {
    uint32_t done = 0, queued = 0;

    search->joined[seed] = seed;
    search->queue[queued++] = search->seeds[seed];
    if (search->reached[search->seeds[seed]] != NONE) {
        join(search, seed, search->reached[search->seeds[seed]]);
        return;
    }
    search->reached[search->seeds[seed]] = seed;
    while (done < queued) {
        uint32_t class = search->queue[done++];

        for (uint32_t i = search->firsts[class]; i < search->firsts[class + 1]; i++) {
            uint32_t other = step(search, class, search->arcs[i]);

            if (other != NONE && search->reached[other] != NONE) {
                join(search, seed, search->reached[other]);
            } else if (other != NONE) {
                search->reached[other] = seed;
                search->queue[queued++] = other;
            }
        }
    }
}

/* --- parts --- */

static void count_class(struct search *search, struct flow_shortages *shortages, uint32_t class) {
    struct flow_shortage *part = &shortages->parts[search->parts[part_of(search, search->reached[class])]];
    size_t demand = class - search->problem->supply_count;

    if (class < search->problem->supply_count) {
        part->supply_count++;
        part->capacity += search->problem->supplies[class].capacity;
        assert(search->flow->spare[class] == 0);
        return;
    }
    part->demand_count++;
    part->amount += search->problem->demands[demand].amount;
    part->uncovered += search->flow->uncovered[demand];
    for (uint32_t i = search->firsts[class]; i < search->firsts[class + 1]; i++) {
        if (search->reached[supply_of(search, search->arcs[i])] == NONE) {
            part->limited += search->flow->on_arcs[search->arcs[i]];
        }
    }
}

/* Where each part's classes will stand. */
static void lay_out(struct flow_shortages *shortages) {
    uint32_t *at = shortages->classes;

    for (size_t i = 0; i < shortages->count; i++) {
        struct flow_shortage *part = &shortages->parts[i];

        part->supplies = at;
        part->demands = at += part->supply_count;
        at += part->demand_count;
        part->supply_count = part->demand_count = 0;
    }
}

static void place_class(struct search *search, struct flow_shortages *shortages, uint32_t class) {
    struct flow_shortage *part = &shortages->parts[search->parts[part_of(search, search->reached[class])]];
    uint32_t supply_count = (uint32_t)search->problem->supply_count;

    if (class < supply_count) {
        shortages->classes[(size_t)(part->supplies - shortages->classes) + part->supply_count++] = class;
    } else {
        shortages->classes[(size_t)(part->demands - shortages->classes) + part->demand_count++] = class - supply_count;
    }
}

static void each_reached(struct search *search, struct flow_shortages *shortages,
                         void (*visit)(struct search *search, struct flow_shortages *shortages, uint32_t class)) {
    for (uint32_t i = 0; i < search->class_count; i++) {
        if (search->reached[search->order[i]] != NONE) {
            visit(search, shortages, search->order[i]);
        }
    }
}

static enum err_code collect(struct search *search, struct flow_shortages **ret_shortages, struct err *err) {
    struct flow_shortages *shortages CLEANUP(flow_shortages_free_cleanup) = calloc(1, sizeof *shortages);

    if (!shortages) {
        return err_no_memory(err);
    }
    shortages->parts = calloc((size_t)search->seed_count + 1, sizeof *shortages->parts);
    shortages->classes = calloc((size_t)search->class_count + 1, sizeof *shortages->classes);
    if (!shortages->parts || !shortages->classes) {
        return err_no_memory(err);
    }
    for (uint32_t seed = 0; seed < search->seed_count; seed++) {
        if (part_of(search, seed) == seed) {
            search->parts[seed] = (uint32_t)shortages->count++;
        }
    }
    each_reached(search, shortages, count_class);
    lay_out(shortages);
    each_reached(search, shortages, place_class);
    *ret_shortages = TAKE_PTR(shortages);
    return ERR_OK;
}

/* ONLY: a demand, or NONE for all. */
static enum err_code find(const struct flow_problem *problem, const struct flow *flow, uint32_t only,
                          struct flow_shortages **ret_shortages, struct err *err) {
    uint32_t supply_count = (uint32_t)problem->supply_count;
    struct search search = {
        .problem = problem, .flow = flow, .class_count = supply_count + (uint32_t)problem->demand_count};
    enum err_code code = search_init(&search, err);

    if (!code) {
        for (uint32_t i = supply_count; i < search.class_count; i++) {
            uint32_t demand = search.order[i] - supply_count;

            if (flow->uncovered[demand] > 0 && (only == NONE || only == demand)) {
                search.seeds[search.seed_count] = search.order[i];
                reach_from(&search, search.seed_count++);
            }
        }
        code = collect(&search, ret_shortages, err);
    }
    search_done(&search);
    return code;
}

enum err_code flow_shortages_find(const struct flow_problem *problem, const struct flow *flow,
                                  struct flow_shortages **ret_shortages, struct err *err) {
    return find(problem, flow, NONE, ret_shortages, err);
}

enum err_code flow_shortages_of(const struct flow_problem *problem, const struct flow *flow, uint32_t demand,
                                struct flow_shortages **ret_shortages, struct err *err) {
    return find(problem, flow, demand, ret_shortages, err);
}

void flow_shortages_free(struct flow_shortages *shortages) {
    if (shortages) {
        free(shortages->parts);
        free(shortages->classes);
        free(shortages);
    }
}
