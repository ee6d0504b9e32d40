#include "licenses/maintained_quantity.h"

#include "licenses/maintained_units.h"

static bool is_in_force(const struct ledger_check *check) {
    enum supply_reason reason = check->supply->reason;
    bool is_over = reason == SUPPLY_ENDED || reason == SUPPLY_NOT_BEGUN || reason == SUPPLY_FALLBACK;

    return !is_over && entitlement_is_maintained(check->entitlement, check->input->as_of) != TERM_NO;
}

enum err_code maintained_quantity_report(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;

    if (entitlement->maintenance_rule == MAINTENANCE_PARTIAL || !is_in_force(check) ||
        !maintenance_is_partial(entitlement)) {
        return ERR_OK;
    }
    int64_t maintained = entitlement->maintenance_units.number, packs = entitlement->quantity.number;
    bool is_unclear = maintained > packs, is_blank = entitlement->maintenance_rule == WORD_BLANK;
    enum message message = is_blank     ? MESSAGE_MAINTENANCE_RULE_BLANK
                           : is_unclear ? MESSAGE_MAINTENANCE_PACKS
                                        : MESSAGE_MAINTENANCE_PARTIAL;
    struct finding finding = finding_of_entitlement(CODE_LIC_QUANTITY, message, entitlement);
    finding.outcome = message == MESSAGE_MAINTENANCE_PARTIAL ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding.field = STR("maintenance");
    finding_add_number(&finding, maintained);
    finding_add_number(&finding, is_blank && is_unclear ? entitlement->units.number : packs);
    if (message == MESSAGE_MAINTENANCE_PACKS) {
        finding_add_number(&finding, entitlement->units.number);
    }
    return finding_sink_add(check->findings, check->lane, &finding, err);
}
