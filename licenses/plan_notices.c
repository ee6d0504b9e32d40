#include "licenses/plan_notices.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/renewal.h"

/* The rights of one group. */
struct noticing {
    const struct plan *plan;
    const struct plan_solution *solution;
    const struct plan_closing *closings;
    struct err *err;
};

static enum err_code add(const struct noticing *noticing, const struct finding *finding) {
    const struct plan *plan = noticing->plan;
    return finding_sink_add(plan->audit->findings, plan->worker->lane, finding, noticing->err);
}

/* Would it have covered what is short? */
static bool is_wanted(const struct noticing *noticing, const struct right *right) {
    uint32_t grants = noticing->solution->first_grant[noticing->plan->site_count];

    for (uint32_t i = 0; i < grants; i++) {
        if (noticing->closings[i].right == right) {
            return true;
        }
    }
    return false;
}

static enum err_code tell_ended(const struct noticing *noticing, const struct right *right) {
    struct finding finding;
    char end[11];
    bool is_of_access = shape_of_metric(right->entitlement->metric) == SHAPE_ACCESS; /* see licenses/access_report.h */
    bool is_told = right->supply.reason == SUPPLY_ENDED && !is_of_access && !is_wanted(noticing, right) &&
                   renewal_ended_finding(right->entitlement, noticing->plan->audit->input->as_of, end, &finding);

    return is_told ? add(noticing, &finding) : ERR_OK;
}

/* Uses other than production are each undetermined; where there are none, the ledger is to be completed all the same. A
 * row without any terms is told of by its terms. */
static enum err_code tell_purposes(const struct noticing *noticing, uint32_t place) {
    const struct entitlement *entitlement = noticing->plan->rights[place]->entitlement;
    struct date day = noticing->plan->audit->input->as_of;
    bool is_by_form = entitlement->form == FORM_ACADEMIC || entitlement->form == FORM_TRIAL;
    bool has_no_terms = entitlement->facts >> FACT_TERMS & 1;

    if (noticing->solution->given[place] == 0 || is_by_form || has_no_terms ||
        entitlement_list_restriction(entitlement, &entitlement->purposes, day) != RESTRICTION_UNKNOWN) {
        return ERR_OK;
    }
    struct finding finding = finding_of_entitlement(CODE_LIC_INCOMPLETE, MESSAGE_INCOMPLETE_PURPOSES, entitlement);
    finding.outcome = OUTCOME_NOTICE;
    finding.field = STR("purposes");
    return add(noticing, &finding);
}

static enum err_code tell_unproven(const struct noticing *noticing) {
    const struct plan *plan = noticing->plan;
    uint32_t product = plan->right_count ? plan->rights[0]->product : plan->demands[0].use->product;
    struct str name = catalog_product(plan->audit->catalog, product)->name;
    struct finding finding = finding_make(CODE_LIC_QUANTITY, MESSAGE_QUANTITY_NOT_PROVEN);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = finding.field = name;
    finding_add_text(&finding, name);
    finding_add_number(&finding, noticing->solution->value);
    finding_add_number(&finding, noticing->solution->bound);
    return add(noticing, &finding);
}

enum err_code plan_notices(const struct plan *plan, const struct plan_solution *solution,
                           const struct plan_closing *closings, struct err *err) {
    struct noticing noticing = {plan, solution, closings, err};
    enum err_code code = solution->is_proven ? ERR_OK : tell_unproven(&noticing);

    for (uint32_t i = 0; i < plan->right_count && code == ERR_OK; i++) {
        code = tell_ended(&noticing, plan->rights[i]);
        if (code == ERR_OK) {
            code = tell_purposes(&noticing, i);
        }
    }
    return code;
}
