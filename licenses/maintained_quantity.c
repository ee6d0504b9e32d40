#include "licenses/maintained_quantity.h"

static bool is_in_force(const struct ledger_check *check) {
    enum supply_reason reason = check->supply->reason;
    bool is_over = reason == SUPPLY_ENDED || reason == SUPPLY_NOT_BEGUN || reason == SUPPLY_FALLBACK;

    return !is_over && entitlement_is_maintained(check->entitlement, check->input->as_of) != TERM_NO;
}

/* Some, but not all: neither counted in packs nor in the units that these hold. */
static bool is_partial(const struct entitlement *entitlement) {
    const struct figure *quantity = &entitlement->quantity, *units = &entitlement->units;
    const struct figure *maintained = &entitlement->maintenance_units;

    if (!quantity->is_set || quantity->is_unlimited || !maintained->is_set || maintained->is_unlimited) {
        return false;
    }
    int64_t all = units->is_set ? units->number : quantity->number;
    return maintained->number > 0 && maintained->number != quantity->number && maintained->number < all;
}

enum err_code maintained_quantity_report(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;

    if (entitlement->maintenance_rule == MAINTENANCE_PARTIAL || !is_in_force(check) || !is_partial(entitlement)) {
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
