#include "licenses/access.h"

#include "inventory/words.h"

bool access_right_is_of(const struct right *right, int metric) {
    return right->entitlement->metric == metric || right->entitlement->metric == METRIC_CAL;
}

bool access_right_is_for(struct plan *plan, uint32_t right, uint32_t variant) {
    struct plan_fit fit = plan_fit_variant(plan, right, variant);
    return fit.is_allowed != TERM_NO || fit.bar != BAR_PRODUCT;
}

/* The access licences of the group; false when memory is out. */
static bool take_rights(const struct plan *plan, struct plan *access) {
    const struct right **rights = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *rights);

    if (!rights) {
        return false;
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (shape_of_metric(plan->rights[i]->entitlement->metric) == SHAPE_ACCESS) {
            rights[access->right_count++] = plan->rights[i];
        }
    }
    access->rights = rights;
    access->price_unit = plan_price_unit(rights, access->right_count);
    return true;
}

enum err_code access_audit(struct plan *plan, struct plan_solution *solution, struct err *err) {
    struct access_plan access = {
        .plan = {.worker = plan->worker, .audit = plan->audit, .group = plan->group, .arena = plan->arena}};
    struct plan_solution given;

    if (!take_rights(plan, &access.plan)) {
        return err_no_memory(err);
    }
    if (access.plan.right_count == 0) {
        return ERR_OK;
    }
    enum err_code code = access_demands(&access, err);
    if (code == ERR_OK) {
        code = access_options(&access, err);
    }
    if (code == ERR_OK) {
        code = plan_solve(&access.plan, &given, err);
    }
    if (code == ERR_OK) {
        code = access_report(&access, &given, err);
    }
    for (uint32_t i = 0; i < access.plan.right_count && code == ERR_OK; i++) {
        solution->given[plan_place_of(plan, access.plan.rights[i])] = given.given[i];
    }
    return code;
}
