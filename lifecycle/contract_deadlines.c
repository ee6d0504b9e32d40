#include "lifecycle/contract_audit.h"

enum { LAST_MONTH_OF_FISCAL_YEAR = 3, LAST_DAY_OF_FISCAL_YEAR = 31 };

/* One contract, its last day a day. */
struct ending {
    struct contract_audit *audit;
    uint32_t number;
    const struct contract *contract;
    const struct contract_terms *terms;
    const struct contract_outlook *outlook;
    struct date end, deadline;
    int64_t days;    /* until the end; negative: since then */
    bool is_of_year; /* of a single fiscal year that has begun, which the next one is to follow (C3) */
};

/* A finding about a day: 0: the day, 1: days until then, or since. */
static struct finding finding_of_day(const struct ending *ending, enum finding_code code, enum message message,
                                     struct date day) {
    struct finding finding = contract_finding(ending->audit, code, message, ending->number);
    int64_t days = (int64_t)day.days - ending->audit->as_of.days;

    contract_finding_add_day(ending->audit, &finding, day);
    finding_add_number(&finding, days < 0 ? -days : days);
    finding.field = contract_field(ending->contract, ending->contract->ledger->end_on);
    return finding;
}

static bool is_soon(const struct ending *ending, struct date day) {
    int64_t left = (int64_t)day.days - ending->audit->as_of.days;
    return left >= 0 && left <= ending->audit->run->input->policy->renewal_days;
}

static bool is_past(const struct ending *ending, struct date day) {
    return day.days < ending->audit->as_of.days;
}

/* --- notice ---------------------------------------------------------------------------------------------------------
 */

/* 0: the deadline, 1: days, 2: the last day */
static enum err_code report_deadline(const struct ending *ending, enum message message, enum outcome outcome,
                                     struct err *err) {
    struct finding finding = finding_of_day(ending, CODE_CON_NOTICE, message, ending->deadline);

    finding.outcome = outcome;
    finding.field = contract_field(ending->contract, ending->contract->ledger->notice_period);
    contract_finding_add_day(ending->audit, &finding, ending->end);
    return contract_finding_add(ending->audit, &finding, err);
}

static enum err_code report_end(const struct ending *ending, enum message message, struct err *err) {
    struct finding finding = finding_of_day(ending, CODE_CON_NOTICE, message, ending->end);

    finding.outcome = OUTCOME_NOTICE;
    return contract_finding_add(ending->audit, &finding, err);
}

/* It goes on unless somebody ends it: nothing is late, but people may want to know. */
static enum err_code tell_renewal(const struct ending *ending, struct err *err) {
    bool is_open = date_is_set(ending->deadline) && !is_past(ending, ending->deadline);

    if (is_open) {
        return is_soon(ending, ending->deadline)
                   ? report_deadline(ending, MESSAGE_NOTICE_TERMINATION, OUTCOME_NOTICE, err)
                   : ERR_OK;
    }
    if (ending->days < 0) {
        return report_end(ending, MESSAGE_NOTICE_RENEWED_ITSELF, err);
    }
    return is_soon(ending, ending->end) ? report_end(ending, MESSAGE_NOTICE_RENEWS, err) : ERR_OK;
}

/* It is to end. That the other party has been told is what the record of it says once the deadline has passed. */
static enum err_code tell_termination(const struct ending *ending, struct err *err) {
    bool is_due = ending->terms->must_be_ended && date_is_set(ending->deadline) && is_soon(ending, ending->deadline);
    return is_due ? report_deadline(ending, MESSAGE_NOTICE_TELL, OUTCOME_NOTICE, err) : ERR_OK;
}

static enum err_code tell_deadline(const struct ending *ending, struct err *err) {
    if (!date_is_set(ending->deadline)) {
        /* Of a single year's contract, the gap behind it says so. */
        bool is_due = !ending->is_of_year && is_soon(ending, ending->end);
        return is_due ? report_end(ending, MESSAGE_NOTICE_END, err) : ERR_OK;
    }
    if (is_past(ending, ending->deadline)) {
        return report_deadline(ending, MESSAGE_NOTICE_PASSED, OUTCOME_VIOLATION, err);
    }
    return is_soon(ending, ending->deadline) ? report_deadline(ending, MESSAGE_NOTICE_COMING, OUTCOME_NOTICE, err)
                                             : ERR_OK;
}

static enum err_code tell_notice(const struct ending *ending, struct err *err) {
    if (ending->outlook->is_told_elsewhere) {
        return ERR_OK;
    }
    if (ending->terms->renews_itself) {
        return tell_renewal(ending, err);
    }
    return ending->terms->is_ending ? tell_termination(ending, err) : tell_deadline(ending, err);
}

/* --- ends -----------------------------------------------------------------------------------------------------------
 */

/* C3. Whatever it is for, the record has a hole. */
static enum err_code tell_year(const struct ending *ending, struct err *err) {
    struct finding finding = contract_finding(ending->audit, CODE_CON_GAP, MESSAGE_CONTRACT_GAP_YEAR, ending->number);

    finding.outcome = ending->days < 0 ? OUTCOME_VIOLATION : OUTCOME_NOTICE;
    finding.field = contract_field(ending->contract, CONTRACTS_NEXT_CONTRACT);
    contract_finding_add_day(ending->audit, &finding, ending->end);
    finding_add_number(&finding, date_fiscal_year(ending->end) + 1);
    return contract_finding_add(ending->audit, &finding, err);
}

/* It is over, and nothing follows. */
static enum err_code tell_expired(const struct ending *ending, struct err *err) {
    const struct contract_outlook *outlook = ending->outlook;
    bool is_certain = outlook->left_in_use > 0, is_own = contract_is_maintenance(ending->contract);

    if (outlook->left == 0) {
        return ERR_OK;
    }
    if (ending->is_of_year) {
        return tell_year(ending, err);
    }
    enum message message = !is_certain ? MESSAGE_CONTRACT_EXPIRED_UNKNOWN
                           : is_own    ? MESSAGE_CONTRACT_EXPIRED
                                       : MESSAGE_CONTRACT_EXPIRED_TERM;
    struct finding finding = finding_of_day(ending, CODE_CON_EXPIRED, message, ending->end);
    finding.outcome = is_certain ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    if (message == MESSAGE_CONTRACT_EXPIRED) {
        finding_add_number(&finding, outlook->left_in_use);
    }
    return contract_finding_add(ending->audit, &finding, err);
}

/* A domain that is to be used for longer than it is registered (C5). */
static enum err_code tell_retirement(const struct ending *ending, struct err *err) {
    struct date until = ending->contract->needed_until;
    bool ends_before = ending->contract->ledger->kind == CONTRACT_OF_DOMAIN && date_is_set(until) &&
                       until.days > ending->end.days && !ending->terms->renews_itself;

    if (!ends_before) {
        return ERR_OK;
    }
    struct finding finding = contract_finding(ending->audit, CODE_CON_GAP, MESSAGE_CONTRACT_GAP_RETIRE, ending->number);
    finding.outcome = OUTCOME_NOTICE;
    finding.field = contract_field(ending->contract, ending->contract->ledger->end_on);
    contract_finding_add_day(ending->audit, &finding, ending->end);
    contract_finding_add_day(ending->audit, &finding, until);
    finding_add_number(&finding, (int64_t)until.days - ending->end.days);
    return contract_finding_add(ending->audit, &finding, err);
}

/* The last day has not passed, or it renews itself. */
static enum err_code tell_coming(const struct ending *ending, struct err *err) {
    bool is_name = ending->contract->ledger->needed_until != NO_COLUMN;
    enum err_code code = ERR_OK;

    if (is_name && ending->outlook->targets == 0) {
        return ERR_OK; /* nobody needs it for longer */
    }
    if (ending->is_of_year) {
        code = tell_year(ending, err);
    }
    code = code ? code : tell_retirement(ending, err);
    return code ? code : tell_notice(ending, err);
}

/* --- all ------------------------------------------------------------------------------------------------------------
 */

static bool is_of_year(const struct contract_terms *terms, enum contract_force force) {
    struct civil end = date_to_civil(terms->end_on.day);
    return terms->is_single_year && !terms->is_ending && force != CONTRACT_NOT_BEGUN &&
           end.month == LAST_MONTH_OF_FISCAL_YEAR && end.day == LAST_DAY_OF_FISCAL_YEAR;
}

static enum err_code report_reversed(struct contract_audit *audit, uint32_t number, struct err *err) {
    const struct contract *contract = &audit->list.items[number];
    struct finding finding = contract_finding(audit, CODE_CON_EXPIRED, MESSAGE_CONTRACT_REVERSED, number);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = contract_field(contract, contract->ledger->start_on);
    contract_finding_add_day(audit, &finding, contract->terms.start_on);
    contract_finding_add_day(audit, &finding, contract->terms.end_on.day);
    return contract_finding_add(audit, &finding, err);
}

static enum err_code report_contract(struct contract_audit *audit, uint32_t number, struct err *err) {
    const struct contract *contract = &audit->list.items[number];
    const struct contract_terms *terms = &contract->terms;
    struct ending ending = {
        audit, number, contract, terms, &audit->outlooks[number], terms->end_on.day, terms->notice_deadline, 0, false};

    if (contract_is_reversed(terms)) {
        return report_reversed(audit, number, err);
    }
    if (!milestone_is_day(terms->end_on) || ending.outlook->is_renewed) {
        return ERR_OK;
    }
    ending.days = (int64_t)ending.end.days - audit->as_of.days;
    enum contract_force force = contract_force_on(terms, audit->as_of);
    ending.is_of_year = is_of_year(terms, force);
    return force == CONTRACT_OVER ? tell_expired(&ending, err) : tell_coming(&ending, err);
}

enum err_code contract_deadlines_report(struct contract_audit *audit, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < audit->list.count; i++) {
        code = report_contract(audit, i, err);
    }
    return code;
}
