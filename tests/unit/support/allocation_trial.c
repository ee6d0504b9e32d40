#include "tests/unit/support/allocation_trial.h"

#include "tests/unit/support/chance.h"

#include <stdlib.h>

/* --- at random --- */

void case_pick_ranks(struct allocation_case *c) {
    for (uint32_t i = 0; i < c->lot_count; i++) {
        uint32_t k = (uint32_t)between(0, i);

        c->lots[i].rank = c->lots[k].rank;
        c->lots[k].rank = 3 * i + 1;
    }
    for (uint32_t i = 0; i < c->group_count; i++) {
        uint32_t k = (uint32_t)between(0, i);

        c->groups[i].rank = c->groups[k].rank;
        c->groups[k].rank = 5 * i + 2;
    }
}

static void pick_sources(struct allocation_case *c, int64_t spread) {
    for (uint32_t i = 0; i < c->lot_count; i++) {
        if (between(0, 2)) {
            case_source(c, i, between(0, 3) ? 0 : between(0, spread), between(0, spread));
        }
    }
}

enum kind { SINGLES, SUITES, HOSTS, MIXED, KINDS };

void case_pick_option(struct allocation_case *c, uint32_t group, uint64_t demands, int64_t units, int64_t spread) {
    struct allocation_option *option = &c->options[case_option(c, group, demands, units)];

    option->price = between(1, 1 + spread);
    option->rights = between(0, 1 + spread);
    pick_sources(c, spread);
}

static void pick_group(struct allocation_case *c, enum kind kind, int64_t spread) {
    uint32_t group = case_group(c, (uint32_t)between(1, 2));
    int64_t count = between(1, 3), several = kind == SINGLES ? 0 : between(0, 3);
    uint64_t all = (UINT64_C(1) << count) - 1;

    for (int64_t i = 0; i < count; i++) {
        c->demands[case_demand(c, group)].is_certain = between(0, 3) > 0;
        for (int64_t k = kind == SINGLES || between(0, 3) ? 1 : 2; k > 0; k--) {
            case_pick_option(c, group, UINT64_C(1) << i,
                             kind == HOSTS || (kind == MIXED && between(0, 1)) ? between(1, 3) : 1, spread);
        }
    }
    for (int64_t i = 0; count > 1 && i < several; i++) {
        uint64_t demands = kind == HOSTS ? all : (uint64_t)between(1, (int64_t)all);

        case_pick_option(c, group, demands, kind == SUITES ? 1 : between(1, 4), spread);
    }
}

struct allocation_case *case_pick_any(void) {
    struct allocation_case *c = case_new();
    enum kind kind = (enum kind)between(0, KINDS - 1);
    int64_t lots = between(1, 3), groups = between(1, 3), spread = between(0, 2);

    for (int64_t i = 0; i < lots; i++) {
        uint32_t lot =
            case_lot(c, between(0, 7) ? between(0, kind == HOSTS || kind == MIXED ? 6 : 3) : ALLOCATION_UNLIMITED);

        c->lots[lot].width = between(0, spread);
        c->lots[lot].worth = between(0, spread);
    }
    for (int64_t i = 0; i < groups; i++) {
        pick_group(c, kind, spread);
    }
    case_pick_ranks(c);
    return c;
}

/* --- all allocations --- */

/* Sites are gone through one after the other, at each site its options, at each option its sources. What is best from
 * there on depends on what is covered at the site, and on what the lots have left. */
struct trial {
    const struct allocation_case *c;
    uint32_t *sites; /* by site: its group */
    uint32_t site_count;
    int64_t left[CASE_LOTS];
    int64_t states; /* how many there are of what is left */
    uint32_t demand_bits;
    bool *is_known;
    int64_t (*best)[CASE_LEVELS];
};

static void try_site(struct trial *trial, uint32_t site, uint32_t option, uint64_t covered, int64_t *ret_levels);

static int64_t state_of(const struct trial *trial) {
    int64_t state = 0;

    for (size_t i = 0; i < trial->c->lot_count; i++) {
        if (trial->c->lots[i].units != ALLOCATION_UNLIMITED) {
            state = state * (trial->c->lots[i].units + 1) + trial->left[i];
        }
    }
    return state;
}

static uint64_t bits_of(const struct allocation_case *c, uint32_t option) {
    const struct allocation_option *of = &c->options[option];
    uint32_t first = case_first_demand(c, of->group);
    uint64_t bits = 0;

    for (uint32_t i = 0; i < of->demand_count; i++) {
        bits |= UINT64_C(1) << (c->option_demands[of->first_demand + i] - first);
    }
    return bits;
}

static uint64_t all_bits(const struct allocation_case *c, uint32_t group) {
    uint32_t first = case_first_demand(c, group);
    uint64_t bits = 0;

    for (uint32_t i = 0; i < c->demand_count; i++) {
        bits |= c->demands[i].group == group ? UINT64_C(1) << (i - first) : 0;
    }
    return bits;
}

static void keep_better(int64_t *best, bool *has_any, const int64_t *levels) {
    if (!*has_any || case_compare_levels(levels, best) < 0) {
        for (int i = 0; i < CASE_LEVELS; i++) {
            best[i] = levels[i];
        }
        *has_any = true;
    }
}

/* An option that is used: COSTS are those of its units so far. */
struct use {
    uint32_t site, option;
    uint64_t covered;
    int64_t *best;
    bool *has_any;
};

static void try_sources(struct trial *trial, const struct use *use, uint32_t source, int64_t wanted,
                        const int64_t *costs) {
    const struct allocation_option *option = &trial->c->options[use->option];
    const struct allocation_source *from = &trial->c->sources[option->first_source + source];
    int64_t next[CASE_LEVELS], rest[CASE_LEVELS];

    for (int i = 0; i < CASE_LEVELS; i++) {
        next[i] = costs[i];
    }
    if (source == option->source_count) {
        case_cost_missing(trial->c, option, wanted, next);
        try_site(trial, use->site, use->option + 1, use->covered, rest);
        for (int i = 0; i < CASE_LEVELS; i++) {
            next[i] += rest[i];
        }
        keep_better(use->best, use->has_any, next);
        return;
    }
    for (int64_t units = 0; units <= wanted && units <= trial->left[from->lot]; units++) {
        bool is_limited = trial->c->lots[from->lot].units != ALLOCATION_UNLIMITED;

        for (int i = 0; i < CASE_LEVELS; i++) {
            next[i] = costs[i];
        }
        case_cost_given(trial->c, from, units, next);
        trial->left[from->lot] -= is_limited ? units : 0;
        try_sources(trial, use, source + 1, wanted - units, next);
        trial->left[from->lot] += is_limited ? units : 0;
    }
}

static void try_option(struct trial *trial, uint32_t site, uint32_t option, uint64_t covered, int64_t *best) {
    const struct allocation_option *of = &trial->c->options[option];
    int64_t levels[CASE_LEVELS] = {0};
    bool has_any = false;
    struct use use = {site, option, covered | bits_of(trial->c, option), best, &has_any};

    try_sources(trial, &use, 0, of->units, levels);
    try_site(trial, site, option + 1, covered, levels);
    keep_better(best, &has_any, levels);
}

/* Nothing covers what is left out: as dear as nothing else is. */
static void refuse(int64_t *levels) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        levels[i] = INT64_MAX / 4;
    }
}

static void try_site(struct trial *trial, uint32_t site, uint32_t option, uint64_t covered, int64_t *ret_levels) {
    const struct allocation_case *c = trial->c;
    int64_t key;

    for (int i = 0; i < CASE_LEVELS; i++) {
        ret_levels[i] = 0;
    }
    if (site == trial->site_count) {
        return;
    }
    while (option < c->option_count && c->options[option].group != trial->sites[site]) {
        option++;
    }
    if (option == c->option_count) {
        if (covered == all_bits(c, trial->sites[site])) {
            try_site(trial, site + 1, 0, 0, ret_levels);
        } else {
            refuse(ret_levels);
        }
        return;
    }
    key = ((((int64_t)site * (int64_t)c->option_count + option) << trial->demand_bits) + (int64_t)covered) *
              trial->states +
          state_of(trial);
    if (!trial->is_known[key]) {
        try_option(trial, site, option, covered, trial->best[key]);
        trial->is_known[key] = true;
    }
    for (int i = 0; i < CASE_LEVELS; i++) {
        ret_levels[i] = trial->best[key][i];
    }
}

static void trial_init(struct trial *trial) {
    const struct allocation_case *c = trial->c;
    size_t keys;

    trial->states = 1;
    for (size_t i = 0; i < c->lot_count; i++) {
        trial->left[i] = c->lots[i].units;
        trial->states *= c->lots[i].units == ALLOCATION_UNLIMITED ? 1 : c->lots[i].units + 1;
    }
    for (uint32_t i = 0; i < c->group_count; i++) {
        uint64_t bits = all_bits(c, i);

        while (bits >> trial->demand_bits) {
            trial->demand_bits++;
        }
        for (uint32_t k = 0; k < c->groups[i].sites; k++) {
            trial->site_count++;
            trial->sites = reallocarray(trial->sites, trial->site_count, sizeof *trial->sites);
            trial->sites[trial->site_count - 1] = i;
        }
    }
    keys = (trial->site_count * c->option_count << trial->demand_bits) * (size_t)trial->states;
    trial->is_known = calloc(keys + 1, sizeof *trial->is_known);
    trial->best = calloc(keys + 1, sizeof *trial->best);
}

void case_try_all(const struct allocation_case *c, int64_t *ret_levels) {
    struct trial trial = {.c = c};

    trial_init(&trial);
    try_site(&trial, 0, 0, 0, ret_levels);
    free(trial.sites);
    free(trial.is_known);
    free(trial.best);
}

/* --- first come, first served --- */

struct counter {
    const struct allocation_case *c;
    int64_t left[CASE_LOTS];
    int64_t *levels;
};

static int64_t can_have(const struct counter *counter, const struct allocation_option *option) {
    int64_t units = 0;

    for (uint32_t i = 0; i < option->source_count && units < option->units; i++) {
        int64_t left = counter->left[counter->c->sources[option->first_source + i].lot];
        units += left < option->units ? left : option->units;
    }
    return units < option->units ? units : option->units;
}

static void serve(struct counter *counter, const struct allocation_option *option) {
    int64_t wanted = option->units;

    for (uint32_t i = 0; i < option->source_count; i++) {
        const struct allocation_source *source = &counter->c->sources[option->first_source + i];
        int64_t *left = &counter->left[source->lot];
        int64_t units = *left < wanted ? *left : wanted;

        case_cost_given(counter->c, source, units, counter->levels);
        *left -= counter->c->lots[source->lot].units == ALLOCATION_UNLIMITED ? 0 : units;
        wanted -= units;
    }
    case_cost_missing(counter->c, option, wanted, counter->levels);
}

static uint32_t first_option(const struct counter *counter, uint32_t group, uint32_t demand) {
    const struct allocation_case *c = counter->c;
    uint32_t first = UINT32_MAX;

    for (uint32_t i = 0; i < c->option_count; i++) {
        if (c->options[i].group == group && bits_of(c, i) >> demand & 1) {
            first = first == UINT32_MAX ? i : first;
            if (can_have(counter, &c->options[i]) == c->options[i].units) {
                return i;
            }
        }
    }
    return first;
}

static void serve_site(struct counter *counter, uint32_t group) {
    uint64_t wanted = all_bits(counter->c, group);

    for (uint32_t demand = 0; demand < 64; demand++) {
        if (wanted >> demand & 1) {
            uint32_t option = first_option(counter, group, demand);

            serve(counter, &counter->c->options[option]);
            wanted &= ~bits_of(counter->c, option);
        }
    }
}

void case_first_come(const struct allocation_case *c, int64_t *ret_levels) {
    struct counter counter = {.c = c, .levels = ret_levels};

    for (int i = 0; i < CASE_LEVELS; i++) {
        ret_levels[i] = 0;
    }
    for (size_t i = 0; i < c->lot_count; i++) {
        counter.left[i] = c->lots[i].units;
    }
    for (uint32_t i = 0; i < c->group_count; i++) {
        for (uint32_t k = 0; k < c->groups[i].sites; k++) {
            serve_site(&counter, i);
        }
    }
}
