#include "licenses/ledger_checks.h"

#include "licenses/fact_findings.h"
#include "licenses/ledger_check.h"
#include "licenses/maintained_quantity.h"
#include "licenses/oddities.h"
#include "licenses/proof.h"
#include "licenses/renewal.h"
#include "licenses/suite_parts.h"

static enum err_code (*const checks[])(const struct ledger_check *check, struct err *err) = {
    fact_findings_report, oddities_report, renewal_report, proof_report, maintained_quantity_report,
};

static enum err_code check_right(const struct ledger_check *check, struct err *err) {
    enum err_code code = ERR_OK;

    if (check->supply->reason == SUPPLY_DISPOSED) {
        return ERR_OK;
    }
    for (size_t i = 0; !code && i < ARRAY_LEN(checks); i++) {
        code = checks[i](check, err);
    }
    return code;
}

enum err_code ledger_checks_report(const struct ledger_checks_input *input, struct finding_sink *findings,
                                   unsigned lane, struct err *err) {
    CLEANUP(suite_parts_free_cleanup) struct suite_parts *suite_parts = NULL;
    uint32_t count = entitlements_count(input->entitlements);
    enum err_code code = input->rules ? suite_parts_new(input->rules, &suite_parts, err) : ERR_OK;

    for (uint32_t i = 0; !code && i < count; i++) {
        struct ledger_check check = {.input = input,
                                     .number = i,
                                     .entitlement = entitlements_get(input->entitlements, i),
                                     .supply = &input->supplies[i],
                                     .suite_parts = suite_parts,
                                     .findings = findings,
                                     .lane = lane};
        code = check_right(&check, err);
    }
    return code;
}
