#include "licenses/fact_findings.h"

/* What the arguments of a sentence are. */
enum fact_arguments {
    NO_ARGUMENTS,
    TITLE,      /* the product as the ledger writes it */
    START_END,  /* both days */
    CONTRARY,   /* the names of the two columns */
    UPGRADE_OF, /* what it is an upgrade of, as the ledger writes it */
};

static const struct {
    enum message message;
    enum fact_arguments arguments;
    bool is_notice;
} sentences[FACT_COUNT] = {
    [FACT_VENDOR] = {MESSAGE_INCOMPLETE_VENDOR, NO_ARGUMENTS, false},
    [FACT_TITLE] = {MESSAGE_INCOMPLETE_TITLE, TITLE, false},
    [FACT_QUANTITY] = {MESSAGE_INCOMPLETE_QUANTITY, NO_ARGUMENTS, false},
    [FACT_UNIT_SIZE] = {MESSAGE_INCOMPLETE_UNIT_SIZE, NO_ARGUMENTS, false},
    [FACT_METRIC] = {MESSAGE_INCOMPLETE_METRIC, NO_ARGUMENTS, false},
    [FACT_CAL_KIND] = {MESSAGE_INCOMPLETE_CAL_KIND, NO_ARGUMENTS, false},
    [FACT_START] = {MESSAGE_INCOMPLETE_START, NO_ARGUMENTS, false},
    [FACT_END] = {MESSAGE_INCOMPLETE_END, NO_ARGUMENTS, false},
    [FACT_REVERSED] = {MESSAGE_INCOMPLETE_REVERSED, START_END, false},
    [FACT_PERPETUAL] = {MESSAGE_INCOMPLETE_PERPETUAL, CONTRARY, false},
    [FACT_TERM_DAYS] = {MESSAGE_INCOMPLETE_TERM_DAYS, NO_ARGUMENTS, false},
    [FACT_DISPOSED] = {MESSAGE_INCOMPLETE_DISPOSED, NO_ARGUMENTS, false},
    [FACT_TERMS] = {MESSAGE_INCOMPLETE_TERMS, NO_ARGUMENTS, true},
    [FACT_BASE] = {MESSAGE_INCOMPLETE_BASE, UPGRADE_OF, false},
    [FACT_BASE_UNCLEAR] = {MESSAGE_INCOMPLETE_BASE_UNCLEAR, UPGRADE_OF, false},
    [FACT_BASE_CIRCULAR] = {MESSAGE_INCOMPLETE_BASE_CIRCULAR, UPGRADE_OF, false},
};

static enum err_code report_reversed(const struct ledger_check *check, struct finding *finding, struct err *err) {
    char start[11], end[11];

    date_format(check->entitlement->period.start, start);
    date_format(check->entitlement->period.end, end);
    finding_add_text(finding, str_from(start));
    finding_add_text(finding, str_from(end));
    finding->documented = str_from(end);
    return ledger_check_add(check, finding, LICENSES_END_ON, err);
}

static enum err_code report_fact(const struct ledger_check *check, enum entitlement_fact fact, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;
    struct finding finding = finding_of_entitlement(CODE_LIC_INCOMPLETE, sentences[fact].message, entitlement);

    if (sentences[fact].is_notice) {
        finding.outcome = OUTCOME_NOTICE;
    }
    switch (sentences[fact].arguments) {
    case NO_ARGUMENTS:
        break;
    case TITLE:
        finding_add_text(&finding, entitlement->title);
        finding.documented = entitlement->title;
        break;
    case START_END:
        return report_reversed(check, &finding, err);
    case CONTRARY:
        finding_add_field(&finding, ledger_column(LICENSES_PERPETUAL));
        finding_add_field(&finding, ledger_column(LICENSES_END_ON));
        break;
    case UPGRADE_OF:
        finding_add_text(&finding, entitlement->upgrade_of);
        finding.documented = entitlement->upgrade_of;
        break;
    }
    return ledger_check_add(check, &finding, entitlement_fact_column(fact), err);
}

/* --- what a row by itself does not show ----------------------------------------------------------------------------
 */

static void add_units(struct finding *finding, struct units units) {
    if (units.is_unlimited) {
        finding_add_word(finding, STR("unlimited"));
    } else {
        finding_add_number(finding, units.count);
    }
}

/* An upgrade of a right on record, which has too few units for it, or none on the day (M27). */
static enum err_code report_base(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;
    bool is_short = check->supply->reason == SUPPLY_BASE_SHORT;

    if (entitlement->base == ENTITLEMENT_NONE || (!is_short && check->supply->reason != SUPPLY_BASE_INACTIVE)) {
        return ERR_OK;
    }
    const struct entitlement *base = entitlements_get(check->input->entitlements, entitlement->base);
    enum message message = is_short ? MESSAGE_INCOMPLETE_BASE_SHORT : MESSAGE_INCOMPLETE_BASE_INACTIVE;
    struct finding finding = finding_of_entitlement(CODE_LIC_INCOMPLETE, message, entitlement);
    finding_add_text(&finding, base->license_id);
    if (is_short) {
        add_units(&finding, (struct units){entitlement->units.is_unlimited, entitlement->units.number});
        add_units(&finding, check->supply->most);
    }
    finding.documented = entitlement->upgrade_of;
    return ledger_check_add(check, &finding, LICENSES_UPGRADE_OF, err);
}

/* M29: such a right holds on one device only. */
static enum err_code report_bound_to(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;

    if (!entitlement_comes_with_device(entitlement) || entitlement->bound_to.n) {
        return ERR_OK;
    }
    struct finding finding = finding_of_entitlement(CODE_LIC_INCOMPLETE, MESSAGE_INCOMPLETE_BOUND_TO, entitlement);
    return ledger_check_add(check, &finding, LICENSES_BOUND_TO, err);
}

enum err_code fact_findings_report(const struct ledger_check *check, struct err *err) {
    enum err_code code = ERR_OK;

    const bool *is_known = check->input->is_known;
    uint32_t facts = check->entitlement->facts;

    if (is_known && is_known[check->number]) {
        facts &= ~(UINT32_C(1) << FACT_TITLE);
    }
    for (unsigned fact = 0; !code && fact < FACT_COUNT; fact++) {
        if (facts >> fact & 1) {
            code = report_fact(check, fact, err);
        }
    }
    code = code ? code : report_base(check, err);
    return code ? code : report_bound_to(check, err);
}
