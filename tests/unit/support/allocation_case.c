#include "tests/unit/support/allocation_case.h"

#include "tests/unit/support/chance.h"

#include <stdlib.h>

struct allocation_case *case_new(void) {
    return calloc(1, sizeof(struct allocation_case));
}

void case_free(struct allocation_case *c) {
    free(c);
}

uint32_t case_lot(struct allocation_case *c, int64_t units) {
    uint32_t number = (uint32_t)c->lot_count++;

    c->lots[number] = (struct allocation_lot){.units = units, .rank = number};
    return number;
}

uint32_t case_group(struct allocation_case *c, uint32_t sites) {
    uint32_t number = (uint32_t)c->group_count++;

    c->groups[number] = (struct allocation_group){sites, number};
    return number;
}

uint32_t case_demand(struct allocation_case *c, uint32_t group) {
    c->demands[c->demand_count] = (struct allocation_demand){group, true};
    return (uint32_t)c->demand_count++;
}

uint32_t case_first_demand(const struct allocation_case *c, uint32_t group) {
    uint32_t i = 0;

    while (i < c->demand_count && c->demands[i].group != group) {
        i++;
    }
    return i;
}

uint32_t case_option(struct allocation_case *c, uint32_t group, uint64_t demands, int64_t units) {
    uint32_t first = case_first_demand(c, group);
    struct allocation_option *option = &c->options[c->option_count];

    *option = (struct allocation_option){.group = group,
                                         .first_demand = c->option_demand_count,
                                         .first_source = c->source_count,
                                         .units = units,
                                         .price = 1,
                                         .rights = 1};
    for (uint32_t i = 0; i < 64; i++) {
        if (demands >> i & 1) {
            c->option_demands[c->option_demand_count++] = first + i;
            option->demand_count++;
        }
    }
    return (uint32_t)c->option_count++;
}

void case_source(struct allocation_case *c, uint32_t lot, int64_t breaches, int64_t moves) {
    c->sources[c->source_count++] = (struct allocation_source){lot, breaches, moves};
    c->options[c->option_count - 1].source_count++;
}

uint32_t case_host(struct allocation_case *c, uint32_t sites, int64_t units, uint32_t lot) {
    uint32_t group = case_group(c, sites), option;

    case_demand(c, group);
    option = case_option(c, group, 1, units);
    case_source(c, lot, 0, 0);
    return option;
}

void case_suites(struct allocation_case *c, uint32_t sites, unsigned products, uint32_t suite, const uint32_t *singles,
                 uint32_t product_count) {
    uint32_t group = case_group(c, sites);
    uint32_t demands = 0;

    for (uint32_t i = 0; i < product_count; i++) {
        if (products >> i & 1) {
            case_demand(c, group);
            case_option(c, group, UINT64_C(1) << demands++, 1);
            case_source(c, singles[i], 0, 0);
        }
    }
    case_option(c, group, (UINT64_C(1) << demands) - 1, 1);
    case_source(c, suite, 0, 0);
}

struct allocation_problem case_problem(const struct allocation_case *c, uint64_t nodes) {
    return (struct allocation_problem){.lots = c->lots,
                                       .lot_count = c->lot_count,
                                       .groups = c->groups,
                                       .group_count = c->group_count,
                                       .demands = c->demands,
                                       .demand_count = c->demand_count,
                                       .options = c->options,
                                       .option_count = c->option_count,
                                       .option_demands = c->option_demands,
                                       .sources = c->sources,
                                       .nodes = nodes};
}

int case_compare_levels(const int64_t *a, const int64_t *b) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* --- what things cost --- */

static bool is_certain(const struct allocation_case *c, const struct allocation_option *option) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (c->demands[c->option_demands[option->first_demand + i]].is_certain) {
            return true;
        }
    }
    return false;
}

void case_cost_missing(const struct allocation_case *c, const struct allocation_option *option, int64_t units,
                       int64_t *levels) {
    levels[0] += is_certain(c, option) ? units * option->price : 0;
    levels[1] += units * option->price;
    levels[2] += units > 0;
    levels[4] -= units * option->rights;
}

void case_cost_given(const struct allocation_case *c, const struct allocation_source *source, int64_t units,
                     int64_t *levels) {
    levels[3] += units * source->breaches;
    levels[5] += units * source->moves;
    levels[6] += units * c->lots[source->lot].width;
    levels[7] += units * c->lots[source->lot].worth;
}

static const struct allocation_source *source_of(const struct allocation_case *c,
                                                 const struct allocation_option *option, uint32_t lot) {
    for (uint32_t i = 0; i < option->source_count; i++) {
        if (c->sources[option->first_source + i].lot == lot) {
            return &c->sources[option->first_source + i];
        }
    }
    return NULL;
}

/* --- judging --- */

static uint64_t place_of(const struct allocation_case *c, const struct allocation_placement *placement) {
    return (uint64_t)c->groups[placement->group].rank << 32 | placement->site;
}

static uint64_t lot_place(const struct allocation_case *c, uint32_t lot) {
    return lot == ALLOCATION_MISSING ? UINT32_MAX + UINT64_C(1) : c->lots[lot].rank;
}

static bool is_behind(const struct allocation_case *c, const struct allocation_placement *a,
                      const struct allocation_placement *b) {
    if (place_of(c, a) != place_of(c, b)) {
        return place_of(c, a) < place_of(c, b);
    }
    return a->option != b->option ? a->option < b->option : lot_place(c, a->lot) < lot_place(c, b->lot);
}

static const char *judge_placement(const struct allocation_case *c, const struct allocation_placement *placement,
                                   int64_t *levels) {
    const struct allocation_option *option = &c->options[placement->option];
    const struct allocation_source *source;

    if (placement->group != option->group || placement->site >= c->groups[placement->group].sites ||
        placement->units < 1) {
        return "a placement is nowhere or nothing";
    }
    if (placement->lot == ALLOCATION_MISSING) {
        case_cost_missing(c, option, placement->units, levels);
        return NULL;
    }
    source = source_of(c, option, placement->lot);
    if (!source) {
        return "a lot is no source";
    }
    case_cost_given(c, source, placement->units, levels);
    return NULL;
}

/* By demand. */
struct coverage {
    uint32_t *sites;  /* how many it is covered at: of all up to the one that is looked at, if it is well */
    uint32_t *covers; /* options that cover it there */
};

static bool covers_alone(const struct allocation_case *c, const struct allocation_option *option,
                         const struct coverage *coverage) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (coverage->covers[c->option_demands[option->first_demand + i]] == 1) {
            return true;
        }
    }
    return false;
}

/* All of an option's placements at a site stand together: each option once, by its first. */
static bool is_first_of(const struct allocation_placement *placements, size_t i) {
    return i == 0 || placements[i].option != placements[i - 1].option;
}

/* Units of the options used at a site are all there, and without any of them a demand would not be covered. */
static const char *judge_site(const struct allocation_case *c, const struct allocation_placement *placements,
                              size_t count, struct coverage *coverage) {
    int64_t units = 0;

    for (size_t i = 0; i < count; i++) {
        const struct allocation_option *option = &c->options[placements[i].option];

        units = is_first_of(placements, i) ? placements[i].units : units + placements[i].units;
        if ((i + 1 == count || is_first_of(placements, i + 1)) && units != option->units) {
            return "an option has more or less than its units";
        }
        for (uint32_t k = 0; is_first_of(placements, i) && k < option->demand_count; k++) {
            uint32_t demand = c->option_demands[option->first_demand + k];
            coverage->sites[demand] += coverage->sites[demand] == placements->site;
            coverage->covers[demand]++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!covers_alone(c, &c->options[placements[i].option], coverage)) {
            return "an option is used for nothing";
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct allocation_option *option = &c->options[placements[i].option];

        for (uint32_t k = 0; k < option->demand_count; k++) {
            coverage->covers[c->option_demands[option->first_demand + k]] = 0;
        }
    }
    return NULL;
}

static bool is_short(const struct allocation_placement *placements, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (placements[i].lot == ALLOCATION_MISSING) {
            return true;
        }
    }
    return false;
}

static const char *judge_sites(const struct allocation_case *c, const struct allocation *allocation,
                               struct coverage *coverage) {
    const struct allocation_placement *placements = allocation->placements;
    const char *wrong = NULL;
    bool was_short = false;

    for (size_t first = 0, end; !wrong && first < allocation->placement_count; first = end) {
        bool is_same_group = first > 0 && placements[first].group == placements[first - 1].group;

        for (end = first;
             end < allocation->placement_count && place_of(c, &placements[end]) == place_of(c, &placements[first]);
             end++) {
        }
        wrong = judge_site(c, placements + first, end - first, coverage);
        if (was_short && is_same_group && !is_short(placements + first, end - first)) {
            wrong = "a site that is short is not behind those that are not";
        }
        was_short = is_short(placements + first, end - first);
    }
    for (size_t i = 0; !wrong && i < c->demand_count; i++) {
        bool is_all = coverage->sites[i] == c->groups[c->demands[i].group].sites;
        wrong = is_all ? NULL : "a demand is not covered everywhere";
    }
    return wrong;
}

static const char *judge_given(const struct allocation_case *c, const struct allocation *allocation) {
    for (uint32_t i = 0; i < c->lot_count; i++) {
        int64_t given = 0;

        for (size_t k = 0; k < allocation->placement_count; k++) {
            given += allocation->placements[k].lot == i ? allocation->placements[k].units : 0;
        }
        if (given != allocation->given[i] || given > c->lots[i].units) {
            return "a lot gives what it has not";
        }
    }
    return NULL;
}

const char *case_judge(const struct allocation_case *c, const struct allocation *allocation, int64_t *ret_levels) {
    struct coverage coverage = {calloc(c->demand_count + 1, sizeof(uint32_t)),
                                calloc(c->demand_count + 1, sizeof(uint32_t))};
    const char *wrong = coverage.sites && coverage.covers ? NULL : "memory";

    for (int i = 0; i < CASE_LEVELS; i++) {
        ret_levels[i] = 0;
    }
    for (size_t i = 0; !wrong && i < allocation->placement_count; i++) {
        wrong = judge_placement(c, &allocation->placements[i], ret_levels);
        if (!wrong && i > 0 && !is_behind(c, &allocation->placements[i - 1], &allocation->placements[i])) {
            wrong = "placements are not in order";
        }
    }
    wrong = wrong ? wrong : judge_sites(c, allocation, &coverage);
    free(coverage.sites);
    free(coverage.covers);
    return wrong ? wrong : judge_given(c, allocation);
}

/* --- another order --- */

static void copy_option(const struct allocation_case *c, uint32_t option, const uint32_t *lots, const uint32_t *groups,
                        const uint32_t *demands, struct allocation_case *copy) {
    const struct allocation_option *from = &c->options[option];
    struct allocation_option *to = &copy->options[copy->option_count++];
    uint32_t order[CASE_LOTS];

    *to = *from;
    to->group = groups[from->group];
    to->first_demand = copy->option_demand_count;
    to->first_source = copy->source_count;
    pick_order(order, from->demand_count);
    for (uint32_t i = 0; i < from->demand_count; i++) {
        copy->option_demands[to->first_demand + order[i]] = demands[c->option_demands[from->first_demand + i]];
    }
    pick_order(order, from->source_count);
    for (uint32_t i = 0; i < from->source_count; i++) {
        struct allocation_source *source = &copy->sources[to->first_source + order[i]];

        *source = c->sources[from->first_source + i];
        source->lot = lots[source->lot];
    }
    copy->option_demand_count += from->demand_count;
    copy->source_count += from->source_count;
}

struct allocation_case *case_shuffled(const struct allocation_case *c, uint32_t *ret_options) {
    struct allocation_case *copy = case_new();
    uint32_t lots[CASE_LOTS], groups[CASE_ITEMS], demands[CASE_ITEMS], options[CASE_ITEMS];

    pick_order(lots, copy->lot_count = c->lot_count);
    pick_order(groups, copy->group_count = c->group_count);
    pick_order(demands, copy->demand_count = c->demand_count);
    pick_order(options, c->option_count);
    for (size_t i = 0; i < c->lot_count; i++) {
        copy->lots[lots[i]] = c->lots[i];
    }
    for (size_t i = 0; i < c->group_count; i++) {
        copy->groups[groups[i]] = c->groups[i];
    }
    for (size_t i = 0; i < c->demand_count; i++) {
        copy->demands[demands[i]] = (struct allocation_demand){groups[c->demands[i].group], c->demands[i].is_certain};
    }
    for (size_t i = 0; i < c->option_count; i++) {
        ret_options[i] = options[i];
        copy_option(c, options[i], lots, groups, demands, copy);
    }
    return copy;
}
