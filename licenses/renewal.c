#include "licenses/renewal.h"

/* What ends, and how it is said. */
struct ending {
    struct date last;
    unsigned column;
    enum message soon;  /* 0: the last day, 1: days left */
    enum message today; /* 0: the last day; the same as above where that day is no different */
};

static enum err_code report_ending(const struct ledger_check *check, const struct ending *ending, struct err *err) {
    int64_t left = (int64_t)ending->last.days - check->input->as_of.days;
    char last[11];

    if (!date_is_set(ending->last) || left < 0 || left > check->input->policy->renewal_days) {
        return ERR_OK;
    }
    enum message message = left ? ending->soon : ending->today;
    struct finding finding = finding_of_entitlement(CODE_LIC_RENEWAL, message, check->entitlement);
    date_format(ending->last, last);
    finding_add_text(&finding, str_from(last));
    if (message == ending->soon) {
        finding_add_number(&finding, left);
    }
    finding.documented = str_from(last);
    return ledger_check_add(check, &finding, ending->column, err);
}

/* Nobody renews what is to be disposed of before it ends. */
static bool goes_before(const struct entitlement *entitlement, struct date last) {
    return date_is_set(entitlement->disposed_on) && entitlement->disposed_on.days < last.days;
}

static struct ending ending_of_right(const struct entitlement *entitlement) {
    struct ending ending = {entitlement->period.end, LICENSES_END_ON, MESSAGE_RENEWAL_SOON, MESSAGE_RENEWAL_TODAY};

    if (entitlement->period.has_fallback) {
        ending.soon = ending.today = MESSAGE_RENEWAL_FALLBACK;
    }
    if (!date_is_set(entitlement->period.end)) {
        ending.last = entitlement->renews_on;
        ending.soon = ending.today = MESSAGE_RENEWAL_AUTOMATIC;
    }
    return ending;
}

/* A right that ends by then takes its maintenance with it. */
static bool outlasts(const struct period *period, struct date maintenance_end) {
    return !date_is_set(period->end) || maintenance_end.days < period->end.days;
}

static enum err_code report_maintenance(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;
    struct ending ending = {entitlement->maintenance_end, LICENSES_MAINTENANCE_END, MESSAGE_RENEWAL_MAINTENANCE,
                            MESSAGE_RENEWAL_MAINTENANCE_TODAY};

    if (!outlasts(&entitlement->period, ending.last) || goes_before(entitlement, ending.last)) {
        return ERR_OK;
    }
    return report_ending(check, &ending, err);
}

enum err_code renewal_report(const struct ledger_check *check, struct err *err) {
    const struct entitlement *entitlement = check->entitlement;
    struct ending ending = ending_of_right(entitlement);
    enum err_code code = ERR_OK;

    if (period_on(&entitlement->period, check->input->as_of) == PERIOD_REVERSED) {
        return ERR_OK; /* nobody knows when it ends */
    }
    if (!goes_before(entitlement, ending.last)) {
        code = report_ending(check, &ending, err);
    }
    return code ? code : report_maintenance(check, err);
}

bool renewal_ended_finding(const struct entitlement *entitlement, struct date day, char ret_end[11],
                           struct finding *ret_finding) {
    struct finding finding = finding_of_entitlement(CODE_LIC_RENEWAL, MESSAGE_RENEWAL_ENDED, entitlement);
    int32_t left;

    if (period_on(&entitlement->period, day) != PERIOD_ENDED || !period_days_left(&entitlement->period, day, &left)) {
        return false;
    }
    date_format(entitlement->period.end, ret_end);
    finding_add_text(&finding, str_from(ret_end));
    finding_add_number(&finding, -(int64_t)left);
    finding.field = ledger_column(LICENSES_END_ON);
    finding.documented = str_from(ret_end);
    *ret_finding = finding;
    return true;
}
