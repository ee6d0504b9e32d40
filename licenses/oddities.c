#include "licenses/oddities.h"

#include "licenses/suite_parts.h"

static struct finding notice_of(const struct ledger_check *check, enum message message) {
    struct finding finding = finding_of_entitlement(CODE_LIC_INCOMPLETE, message, check->entitlement);

    finding.outcome = OUTCOME_NOTICE;
    return finding;
}

static enum err_code report_pretended(const struct ledger_check *check, struct err *err) {
    if (!check->entitlement->is_pretended) {
        return ERR_OK;
    }
    struct finding finding = notice_of(check, MESSAGE_INCOMPLETE_PRETENDED);
    finding_add_number(&finding, check->entitlement->quantity.number);
    return ledger_check_add(check, &finding, LICENSES_QUANTITY, err);
}

/* Where nothing is counted, to have no limit is what the metric means. */
static bool is_counted(const struct entitlement *entitlement) {
    return entitlement->metric != WORD_BLANK && entitlement->metric != METRIC_SITE &&
           entitlement->metric != METRIC_ENTERPRISE;
}

static enum err_code report_unbounded(const struct ledger_check *check, struct err *err) {
    static const unsigned bounds[] = {LICENSES_SITES, LICENSES_DEPARTMENTS, LICENSES_CONTRACT_ID};
    const struct entitlement *entitlement = check->entitlement;
    bool is_bounded = entitlement->sites.count || entitlement->departments.count || entitlement->contract_id.n;

    if (!entitlement->quantity.is_unlimited || !is_counted(entitlement) || is_bounded) {
        return ERR_OK;
    }
    struct finding finding = notice_of(check, MESSAGE_INCOMPLETE_UNBOUNDED);
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        finding_add_field(&finding, ledger_column(bounds[i]));
    }
    return ledger_check_add(check, &finding, LICENSES_QUANTITY, err);
}

static enum err_code report_components(const struct ledger_check *check, enum message message,
                                       const struct buffer *components, struct err *err) {
    if (components->n == 0) {
        return ERR_OK;
    }
    struct finding finding = notice_of(check, message);
    finding_add_text(&finding, buffer_view(components));
    finding.documented = buffer_view(components);
    return ledger_check_add(check, &finding, LICENSES_COMPONENTS, err);
}

static enum err_code report_suite(const struct ledger_check *check, struct err *err) {
    CLEANUP(buffer_done) struct buffer unknown = {0}, itself = {0};

    if (!check->suite_parts || check->entitlement->components.count == 0) {
        return ERR_OK;
    }
    enum err_code code = suite_parts_look(check->suite_parts, check->entitlement, &unknown, &itself, err);
    code = code ? code : report_components(check, MESSAGE_INCOMPLETE_COMPONENTS, &unknown, err);
    return code ? code : report_components(check, MESSAGE_INCOMPLETE_SUITE_OF_ITSELF, &itself, err);
}

enum err_code oddities_report(const struct ledger_check *check, struct err *err) {
    enum err_code code = report_pretended(check, err);

    code = code ? code : report_unbounded(check, err);
    return code ? code : report_suite(check, err);
}
