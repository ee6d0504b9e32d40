/* Which rights may cover which demands. */

#include "inventory/words.h"
#include "licenses/maintained_units.h"
#include "licenses/number_set.h"
#include "licenses/plan.h"
#include "licenses/ties.h"

#include <limits.h>
#include <string.h>

enum { MEMO_MAX = 1 << 24 /* answers that are kept */ };

bool plan_right_is_active(const struct right *right) {
    return !units_is_none(right->supply.most);
}

int64_t plan_price_unit(const struct right *const *rights, uint32_t count) {
    int64_t most = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct figure *price = &rights[i]->entitlement->unit_price;
        if (!price->is_set || price->number <= 0) {
            return 0;
        }
        most = price->number > most ? price->number : most;
    }
    return most ? (most - 1) / ALLOCATION_COST_MAX + 1 : 0;
}

int64_t plan_price_of(const struct plan *plan, const struct right *right) {
    const struct entitlement *entitlement = right->entitlement;
    int64_t price = 1;

    if (plan->price_unit) {
        price = entitlement->unit_price.number / entitlement_pack(entitlement) / plan->price_unit;
    }
    return price < 1 ? 1 : price;
}

uint32_t plan_place_of(const struct plan *plan, const struct right *right) {
    uint32_t low = 0, high = plan->right_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (plan->rights[middle]->number < right->number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Better: allowed rather than doubtful rather than not; of those that are not, what came further. */
static bool is_better(const struct eligibility *a, const struct eligibility *b) {
    static const unsigned char worth[] = {[TERM_NO] = 0, [TERM_BLANK] = 1, [TERM_YES] = 2};
    return worth[a->is_allowed] != worth[b->is_allowed] ? worth[a->is_allowed] > worth[b->is_allowed] : a->bar > b->bar;
}

/* Sites, enterprises, rights without limit: it is enough to have them. */
static bool is_uncounted(const struct entitlement *entitlement) {
    return shape_of_metric(entitlement->metric) == SHAPE_BLANKET || entitlement->units.is_unlimited;
}

/* By the part of the right that fits best. */
static struct eligibility look(const struct plan *plan, uint32_t number, uint32_t variant) {
    const struct right *right = plan->rights[number];
    const struct plan_variant *wanted = &plan->variants[variant];
    struct eligibility best = {TERM_NO, RIGHT_DIRECT, BAR_PRODUCT, STR_NONE, false};
    bool is_of_access = shape_of_metric(right->entitlement->metric) == SHAPE_ACCESS;

    for (uint32_t i = 0; i < right->part_count; i++) {
        struct eligibility found = (is_of_access ? eligibility_of_access : eligibility_of)(
            &plan->audit->eligibility, right->entitlement, &right->parts[i], wanted->product, wanted->version);
        if (is_better(&found, &best)) {
            best = found;
        }
    }
    if (best.is_allowed != TERM_NO && best.right == RIGHT_DIRECT && is_uncounted(right->entitlement)) {
        best.right = RIGHT_SITE;
    }
    if (best.is_allowed != TERM_NO && right->is_suite) {
        best.right = RIGHT_SUITE;
    }
    return best;
}

struct str plan_fit_evidence(const struct plan *plan, uint32_t right, uint32_t variant) {
    return look(plan, right, variant).evidence;
}

static struct plan_fit fit_of(const struct eligibility *eligibility) {
    return (struct plan_fit){(unsigned char)eligibility->is_allowed, (unsigned char)eligibility->right,
                             (unsigned char)eligibility->bar, eligibility->takes_maintenance};
}

/* Room for all answers, if these are not too many. */
static void make_memo(struct plan *plan) {
    size_t count = (size_t)plan->right_count * plan->variant_count;

    if (plan->fits || count > MEMO_MAX) {
        return;
    }
    plan->fits = arena_alloc_array(plan->arena, count + 1, sizeof *plan->fits);
    for (size_t i = 0; plan->fits && i < count; i++) {
        plan->fits[i].bar = BAR_COUNT;
    }
}

struct plan_fit plan_fit_variant(struct plan *plan, uint32_t right, uint32_t variant) {
    make_memo(plan);
    struct plan_fit *known = plan->fits ? &plan->fits[(size_t)right * plan->variant_count + variant] : NULL;

    if (known && known->bar != BAR_COUNT) {
        return *known;
    }
    struct eligibility found = look(plan, right, variant);
    struct plan_fit fit = fit_of(&found);
    if (known) {
        *known = fit;
    }
    return fit;
}

/* --- one machine, one user -----------------------------------------------------------------------------------------
 */

static bool needs_binding(const struct right *right) {
    return right_is_bound(right) || entitlement_comes_with_device(right->entitlement);
}

/* A right that came with a machine, nobody wrote down with which, may be for this one. */
static enum term is_bound_to(const struct plan *plan, const struct right *right, const struct right_numbers *bound) {
    if (!needs_binding(right)) {
        return TERM_YES;
    }
    if (!bindings_tell(plan->audit->bindings, right)) {
        return TERM_BLANK;
    }
    return number_set_find(bound->items, bound->count, right->number) != NUMBER_SET_NONE ? TERM_YES : TERM_NO;
}

bool plan_demand_is_tied(const struct plan_demand *demand, const struct right *right) {
    return number_set_find(demand->ties, demand->tie_count, right->number) != NUMBER_SET_NONE;
}

/* Free seats of a named right are nobody's. Where no assignment is on record at all, nobody knows whose they are. */
static enum term is_named(const struct plan *plan, const struct right *right, const struct plan_demand *demand) {
    if (right->entitlement->metric != METRIC_NAMED) {
        return TERM_YES;
    }
    if (!ties_has_any(plan->audit->ties, right->number)) {
        return TERM_BLANK;
    }
    if (plan_demand_is_tied(demand, right)) {
        return TERM_YES;
    }
    return ties_has_unplaced(plan->audit->ties, right->number) ? TERM_BLANK : TERM_NO;
}

static struct plan_fit with(struct plan_fit fit, enum term answer, enum eligibility_bar bar) {
    if (answer == TERM_NO || (answer == TERM_BLANK && fit.is_allowed == TERM_YES)) {
        fit.is_allowed = (unsigned char)answer;
        fit.bar = (unsigned char)bar;
    }
    return fit;
}

struct plan_fit plan_fit_demand(struct plan *plan, uint32_t right, const struct plan_demand *demand,
                                const struct right_numbers *bound) {
    struct plan_fit fit = plan_fit_variant(plan, right, demand->variant);

    if (fit.is_allowed == TERM_NO) {
        return fit;
    }
    fit = with(fit, is_bound_to(plan, plan->rights[right], bound), BAR_BOUND);
    return fit.is_allowed == TERM_NO ? fit : with(fit, is_named(plan, plan->rights[right], demand), BAR_NAMED);
}

enum term plan_takes_maintenance(struct plan *plan, uint32_t right, const struct plan_demand *demand, bool by_size) {
    const struct entitlement *entitlement = plan->rights[right]->entitlement;

    if (is_uncounted(entitlement) || !entitlement->units.is_set || !maintenance_is_partial(entitlement) ||
        !(by_size || plan_fit_variant(plan, right, demand->variant).takes_maintenance)) {
        return TERM_NO;
    }
    return demand->is_certain ? TERM_YES : TERM_BLANK;
}

/* --- soft terms ----------------------------------------------------------------------------------------------------
 */

struct term_verdict plan_terms(struct plan *plan, uint32_t right, uint32_t setting) {
    size_t count = (size_t)plan->right_count * plan->setting_count;

    if (!plan->verdicts && count <= MEMO_MAX) {
        plan->verdicts = arena_alloc_array(plan->arena, count + 1, sizeof *plan->verdicts);
        for (size_t i = 0; plan->verdicts && i < count; i++) {
            plan->verdicts[i].broken = UINT_MAX;
        }
    }
    struct term_verdict *known = plan->verdicts ? &plan->verdicts[(size_t)right * plan->setting_count + setting] : NULL;
    if (known && known->broken != UINT_MAX) {
        return *known;
    }
    struct term_verdict verdict = terms_check(plan->audit->words, plan->rights[right]->entitlement,
                                              &plan->settings[setting], plan->audit->input->as_of);
    if (known) {
        *known = verdict;
    }
    return verdict;
}
