#include "licenses/plan_overlaps.h"

#include <string.h>

/* The end of the grants of one option, and whether it has all its units. */
static uint32_t end_of_option(const struct plan_solution *solution, uint32_t begin, uint32_t end,
                              bool *ret_is_complete) {
    const struct plan_grant *grants = solution->grants;
    uint32_t next = begin;

    *ret_is_complete = true;
    while (next < end && grants[next].option == grants[begin].option) {
        *ret_is_complete &= grants[next++].right != NULL;
    }
    return next;
}

/* Demands that are not told yet are told with the option. */
static void take(const struct plan *plan, struct plan_solution *solution, uint32_t site, uint32_t number) {
    const struct plan_option *option = &plan->options[number];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t *told_with = &solution->told_with[plan->sites[site].first_demand + option->demands[i]];
        *told_with = *told_with == UINT32_MAX ? number : *told_with;
    }
}

static void settle_site(const struct plan *plan, struct plan_solution *solution, uint32_t site) {
    uint32_t begin = solution->first_grant[site], end = solution->first_grant[site + 1];

    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t i = begin, next; i < end; i = next) {
            bool is_complete;
            next = end_of_option(solution, i, end, &is_complete);
            if (is_complete == (pass == 0)) {
                take(plan, solution, site, solution->grants[i].option);
            }
        }
    }
}

enum err_code plan_overlaps_settle(const struct plan *plan, struct plan_solution *solution, struct err *err) {
    size_t count = (size_t)plan->demand_count + 1;

    solution->told_with = arena_alloc_array(plan->arena, count, sizeof *solution->told_with);
    if (!solution->told_with) {
        return err_no_memory(err);
    }
    memset(solution->told_with, 0xFF, count * sizeof *solution->told_with);
    for (uint32_t site = 0; site < plan->site_count; site++) {
        settle_site(plan, solution, site);
    }
    return ERR_OK;
}

struct plan_option plan_told_option(const struct plan *plan, const struct plan_solution *solution, uint32_t site,
                                    uint32_t option) {
    struct plan_option told = plan->options[option];
    const uint32_t *told_with = &solution->told_with[plan->sites[site].first_demand];
    uint32_t count = 0, kept = 0;

    for (uint32_t i = 0; i < told.demand_count; i++) {
        count += told_with[told.demands[i]] == option;
    }
    uint32_t *demands =
        count && count < told.demand_count ? arena_alloc_array(plan->arena, count, sizeof *demands) : NULL;
    if (!demands) {
        return told;
    }
    for (uint32_t i = 0; i < told.demand_count; i++) {
        if (told_with[told.demands[i]] == option) {
            demands[kept++] = told.demands[i];
        }
    }
    told.demands = demands;
    told.demand_count = count;
    return told;
}
