#include "licenses/reusable.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"

/* What came with a machine goes with it, and what was bought for a time is of no use when that is over. */
static bool is_reusable_form(int form) {
    return form != FORM_OEM && form != FORM_PREINSTALL && form != FORM_SUBSCRIPTION && form != FORM_TRIAL;
}

static bool is_endless(const struct entitlement *entitlement) {
    return entitlement->period.is_perpetual && !date_is_set(entitlement->period.end) && !entitlement->is_renewing &&
           !date_is_set(entitlement->disposed_on);
}

/* Is what nothing needs of the right of use elsewhere? TERM_BLANK: the ledger does not say, in *RET_COLUMN of licenses.
 * What says that it may be reassigned says as well that it did not come with a machine. */
static enum term is_reusable(const struct entitlement *entitlement, struct date day, unsigned *ret_column) {
    enum term reassignable = entitlement->reassignable;

    if (!is_endless(entitlement) || !is_reusable_form(entitlement->form) || entitlement->bound_to.n ||
        reassignable == TERM_NO) {
        return TERM_NO;
    }
    if (reassignable == TERM_YES) {
        return TERM_YES;
    }
    bool is_confirmed = entitlement_restriction(entitlement, false, day) == RESTRICTION_NONE;
    *ret_column = is_confirmed ? LICENSES_FORM : LICENSES_REASSIGNABLE;
    return is_confirmed && entitlement->form != WORD_BLANK ? TERM_YES : TERM_BLANK;
}

static enum err_code record(const struct plan *plan, const struct right *right, struct str product, int64_t units,
                            const char *lacking, struct err *err) {
    const struct entitlement *entitlement = right->entitlement;
    const struct reuse_record reuse = {
        .license_id = entitlement->license_id,
        .model = product,
        .quantity = units,
        .stopped_on = DATE_NONE,
        .storage_location = entitlement->storage,
        .support_end = milestone_on(entitlement->maintenance_end),
        .code = CODE_REU_LICENSE,
        .hold_reason = str_from(lacking),
        .evidence = entitlement->evidence,
    };
    struct lifecycle_records *records = plan->audit->input->lifecycle;
    return records ? lifecycle_records_add_reuse(records, plan->worker->lane, &reuse, err) : ERR_OK;
}

enum err_code reusable_tell(const struct plan *plan, const struct right *right, struct str product, int64_t units,
                            struct err *err) {
    unsigned column = 0;
    enum term answer = is_reusable(right->entitlement, plan->audit->input->as_of, &column);
    bool is_open = answer == TERM_BLANK;
    const char *lacking = is_open ? schema_column(TABLE_LICENSES, column)->name : "";
    struct finding finding = finding_of_entitlement(
        CODE_REU_LICENSE, is_open ? MESSAGE_REUSE_LICENSE_OPEN : MESSAGE_REUSE_LICENSE, right->entitlement);

    if (answer == TERM_NO) {
        return ERR_OK;
    }
    finding.field = product;
    finding_add_text(&finding, product);
    finding_add_number(&finding, units);
    if (is_open) {
        finding.outcome = OUTCOME_UNDETERMINED;
        finding_add_field(&finding, str_from(lacking));
    }
    enum err_code code = finding_sink_add(plan->audit->findings, plan->worker->lane, &finding, err);
    return code == ERR_OK ? record(plan, right, product, units, lacking, err) : code;
}
