#include "licenses/allocation_check.h"

#include <stdlib.h>

static enum err_code refuse(struct err *err, const char *what, const char *allowed) {
    return err_set(err, ERR_USAGE, "", str_from(what), str_from(allowed));
}

static bool is_cost(int64_t cost) {
    return cost >= 0 && cost <= ALLOCATION_COST_MAX;
}

/* --- ranks --- */

static int compare_ranks(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static enum err_code check_distinct(uint32_t *ranks, size_t count, struct err *err) {
    qsort(ranks, count, sizeof *ranks, compare_ranks);
    for (size_t i = 1; i < count; i++) {
        if (ranks[i - 1] == ranks[i]) {
            return refuse(err, "rank", "once");
        }
    }
    return ERR_OK;
}

static enum err_code check_ranks(const struct allocation_problem *problem, struct err *err) {
    size_t most = problem->lot_count > problem->group_count ? problem->lot_count : problem->group_count;
    uint32_t *ranks = calloc(most + 1, sizeof *ranks);
    enum err_code code = ranks ? ERR_OK : err_no_memory(err);

    for (size_t i = 0; !code && i < problem->lot_count; i++) {
        ranks[i] = problem->lots[i].rank;
    }
    code = code ? code : check_distinct(ranks, problem->lot_count, err);
    for (size_t i = 0; !code && i < problem->group_count; i++) {
        ranks[i] = problem->groups[i].rank;
    }
    code = code ? code : check_distinct(ranks, problem->group_count, err);
    free(ranks);
    return code;
}

/* --- lots, groups and demands --- */

static enum err_code check_sizes(const struct allocation_problem *problem, struct err *err) {
    if (problem->lot_count >= UINT32_MAX / 2 || problem->group_count >= UINT32_MAX ||
        problem->demand_count >= UINT32_MAX / 2 || problem->option_count >= UINT32_MAX) {
        return refuse(err, "allocation", "2^31");
    }
    return problem->nodes == 0 ? refuse(err, "nodes", "1…") : ERR_OK;
}

static enum err_code check_items(const struct allocation_problem *problem, struct err *err) {
    for (size_t i = 0; i < problem->lot_count; i++) {
        const struct allocation_lot *lot = &problem->lots[i];

        if (lot->units < 0) {
            return refuse(err, "units", "0…");
        }
        if (!is_cost(lot->width) || !is_cost(lot->worth)) {
            return refuse(err, "width and worth", "0…1000000");
        }
    }
    for (size_t i = 0; i < problem->group_count; i++) {
        if (problem->groups[i].sites < 1 || problem->groups[i].sites > ALLOCATION_UNITS_MAX) {
            return refuse(err, "sites", "1…1000000");
        }
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        if (problem->demands[i].group >= problem->group_count) {
            return refuse(err, "demand", "of a group");
        }
    }
    return ERR_OK;
}

/* --- options --- */

/* The last option, counted from 1, that a demand or lot was met in. */
struct marks {
    uint32_t *demands, *lots;
};

static enum err_code check_option(const struct allocation_problem *problem, const struct allocation_option *option,
                                  struct err *err) {
    if (option->group >= problem->group_count || option->demand_count == 0) {
        return refuse(err, "option", "of a group and its demands");
    }
    if (option->units < 1 || option->units > ALLOCATION_UNITS_MAX) {
        return refuse(err, "units", "1…1000000");
    }
    return option->price < 1 || !is_cost(option->price) || !is_cost(option->rights) || !is_cost(option->further)
               ? refuse(err, "price, rights, further", "0…1000000")
               : ERR_OK;
}

static enum err_code check_covered(const struct allocation_problem *problem, uint32_t number, struct marks *marks,
                                   struct err *err) {
    const struct allocation_option *option = &problem->options[number];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t demand = problem->option_demands[option->first_demand + i];

        if (demand >= problem->demand_count || problem->demands[demand].group != option->group ||
            marks->demands[demand] == number + 1) {
            return refuse(err, "option", "demands of its group, each once");
        }
        marks->demands[demand] = number + 1;
    }
    return ERR_OK;
}

static enum err_code check_sources(const struct allocation_problem *problem, uint32_t number, struct marks *marks,
                                   struct err *err) {
    const struct allocation_option *option = &problem->options[number];

    for (uint32_t i = 0; i < option->source_count; i++) {
        const struct allocation_source *source = &problem->sources[option->first_source + i];

        if (source->lot >= problem->lot_count || marks->lots[source->lot] == number + 1) {
            return refuse(err, "source", "a lot, once for an option");
        }
        if (!is_cost(source->breaches) || !is_cost(source->moves)) {
            return refuse(err, "breaches and moves", "0…1000000");
        }
        marks->lots[source->lot] = number + 1;
    }
    return ERR_OK;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* What an option can come to in any level, whatever is given to it, and more than that. */
static __int128 most_of(const struct allocation_problem *problem, const struct allocation_option *option) {
    __int128 costs = option->price + option->rights + option->further + 1;

    for (uint32_t i = 0; i < option->source_count; i++) {
        const struct allocation_source *source = &problem->sources[option->first_source + i];
        const struct allocation_lot *lot = &problem->lots[source->lot];

        costs += larger(larger(source->breaches, source->moves), larger(lot->width, lot->worth));
    }
    return costs * option->units * problem->groups[option->group].sites;
}

static enum err_code check_options(const struct allocation_problem *problem, struct marks *marks, struct err *err) {
    __int128 most = 0;

    for (uint32_t i = 0; i < problem->option_count; i++) {
        enum err_code code = check_option(problem, &problem->options[i], err);

        code = code ? code : check_covered(problem, i, marks, err);
        code = code ? code : check_sources(problem, i, marks, err);
        if (code) {
            return code;
        }
        most += most_of(problem, &problem->options[i]);
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        if (marks->demands[i] == 0) {
            return refuse(err, "demand", "in an option");
        }
    }
    return most > INT64_MAX / 2 ? refuse(err, "units and their costs", "2^62") : ERR_OK;
}

enum err_code allocation_check(const struct allocation_problem *problem, struct err *err) {
    struct marks marks = {0};
    enum err_code code = check_sizes(problem, err);

    code = code ? code : check_items(problem, err);
    code = code ? code : check_ranks(problem, err);
    if (code) {
        return code;
    }
    marks.demands = calloc(problem->demand_count + 1, sizeof *marks.demands);
    marks.lots = calloc(problem->lot_count + 1, sizeof *marks.lots);
    code = marks.demands && marks.lots ? check_options(problem, &marks, err) : err_no_memory(err);
    free(marks.demands);
    free(marks.lots);
    return code;
}
