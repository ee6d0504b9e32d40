#include "licenses/pool.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/position_rows.h"

static bool is_of(const struct right *right, uint32_t product, int metric) {
    return right->product == product && position_metric(right) == metric;
}

bool pool_counts(const struct plan *plan, uint32_t product, int metric) {
    if (metric != METRIC_CONCURRENT && metric != METRIC_CONSUMPTION) {
        return shape_of_metric(metric) == SHAPE_ACCESS;
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (is_of(plan->rights[i], product, metric) && plan_right_is_active(plan->rights[i])) {
            return true;
        }
    }
    return false;
}

static void add_units(struct units *sum, struct units units) {
    sum->is_unlimited |= units.is_unlimited;
    sum->count = sum->is_unlimited ? 0 : sum->count + units.count;
}

struct supply pool_supply(const struct plan *plan, uint32_t product, int metric) {
    struct supply sum = {.reason = SUPPLY_GIVEN};

    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (is_of(plan->rights[i], product, metric)) {
            add_units(&sum.least, plan->rights[i]->supply.least);
            add_units(&sum.most, plan->rights[i]->supply.most);
        }
    }
    return sum;
}

int64_t pool_shortage(int64_t needed, struct units held) {
    return held.is_unlimited || needed <= held.count ? 0 : needed - held.count;
}

struct finding pool_finding(const struct plan *plan, enum message message, enum outcome outcome, uint32_t product) {
    struct finding finding = finding_make(CODE_LIC_QUANTITY, message);

    finding.outcome = outcome;
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = finding.field = catalog_product(plan->audit->catalog, product)->name;
    finding_add_text(&finding, finding.subject);
    return finding;
}

struct finding pool_open_right(const struct plan *plan, uint32_t product, int metric) {
    struct finding finding = pool_finding(plan, MESSAGE_QUANTITY_RIGHTS, OUTCOME_UNDETERMINED, product);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (is_of(right, product, metric) && units_cmp(right->supply.least, right->supply.most) != 0) {
            finding_add_text(&finding, right->entitlement->license_id);
            finding_add_field(&finding, str_from(entitlement_lacking_column(right->entitlement)));
            finding.documented = right->entitlement->license_id;
            finding.ledger_evidence = right->entitlement->evidence;
            break;
        }
    }
    return finding;
}

enum err_code pool_tell(const struct plan *plan, const struct finding *finding, struct err *err) {
    return finding_sink_add(plan->audit->findings, plan->worker->lane, finding, err);
}
