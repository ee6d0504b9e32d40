#include "licenses/plan_surely.h"

#include <string.h>

/* Do two options of a site cover a use in common? Their demands are in order. */
static bool have_demand_in_common(const struct plan_option *a, const struct plan_option *b) {
    uint32_t i = 0, k = 0;

    while (i < a->demand_count && k < b->demand_count) {
        if (a->demands[i] == b->demands[k]) {
            return true;
        }
        *(a->demands[i] < b->demands[k] ? &i : &k) += 1;
    }
    return false;
}

/* Puts down to a grant what of a lack it has room for. */
static void put_down(struct plan_solution *solution, uint32_t grant, int64_t *units) {
    int64_t room = solution->grants[grant].units - solution->surely_missing[grant];
    int64_t taken = room < *units ? room : *units;

    solution->surely_missing[grant] += taken;
    *units -= taken;
}

static void put_down_at_site(const struct plan *plan, struct plan_solution *solution, struct plan_lack *lack) {
    for (uint32_t i = solution->first_grant[lack->site]; i < solution->first_grant[lack->site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        if (!grant->right && have_demand_in_common(&plan->options[grant->option], &plan->options[lack->option])) {
            put_down(solution, i, &lack->units);
        }
    }
}

/* What is left of the lacks of one product. */
struct rest {
    uint32_t product;
    int64_t units;
};

static uint32_t first_product(const struct plan *plan, const struct plan_lack *lack) {
    return plan_demand_at(plan, lack->site, &plan->options[lack->option], 0)->use->product;
}

/* By product, of which a group has few. */
static uint32_t add_up(const struct plan *plan, const struct plan_lack *lacks, size_t count, struct rest *rests) {
    uint32_t found = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t at = 0;
        while (lacks[i].units && at < found && rests[at].product != first_product(plan, &lacks[i])) {
            at++;
        }
        if (lacks[i].units && at == found) {
            rests[found++] = (struct rest){first_product(plan, &lacks[i]), 0};
        }
        rests[at].units += lacks[i].units;
    }
    return found;
}

/* Does the option cover a use that there surely is, of the product unless any will do? */
static bool is_for(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t product,
                   bool is_same_product) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        if (demand->is_certain && (!is_same_product || demand->use->product == product)) {
            return true;
        }
    }
    return false;
}

/* Puts down what is left, with IS_SAME_PRODUCT only where the product is in use. */
static void put_down_rests(const struct plan *plan, struct plan_solution *solution, struct rest *rests, uint32_t count,
                           bool is_same_product) {
    for (uint32_t site = 0; site < plan->site_count && count; site++) {
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
            const struct plan_grant *grant = &solution->grants[i];
            for (uint32_t k = 0; k < count && !grant->right; k++) {
                if (is_for(plan, site, &plan->options[grant->option], rests[k].product, is_same_product)) {
                    put_down(solution, i, &rests[k].units);
                }
            }
        }
    }
}

bool plan_surely_missing(const struct plan *plan, struct plan_solution *solution, struct plan_lack *lacks,
                         size_t count) {
    struct rest *rests = arena_alloc_array(plan->arena, count + 1, sizeof *rests);

    if (!rests) {
        return false;
    }
    memset(solution->surely_missing, 0, solution->grant_count * sizeof *solution->surely_missing);
    for (size_t i = 0; i < count; i++) {
        put_down_at_site(plan, solution, &lacks[i]);
    }
    uint32_t found = add_up(plan, lacks, count, rests);
    put_down_rests(plan, solution, rests, found, true);
    put_down_rests(plan, solution, rests, found, false);
    return true;
}
