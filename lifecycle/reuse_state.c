#include "lifecycle/reuse_state.h"

#include "inventory/words.h"

/* What keeps data of those who used it: files, mail, logs, images of pages, keys. Configuration alone is no data in
 * this sense, but who says of a switch that it has not been erased is believed. */
static const enum term keeps_data[] = {
    [KIND_SERVER] = TERM_YES,  [KIND_PC] = TERM_YES,      [KIND_LAPTOP] = TERM_YES,   [KIND_TABLET] = TERM_YES,
    [KIND_SWITCH] = TERM_NO,   [KIND_ROUTER] = TERM_NO,   [KIND_FIREWALL] = TERM_YES, [KIND_WIRELESS] = TERM_NO,
    [KIND_STORAGE] = TERM_YES, [KIND_PRINTER] = TERM_YES, [KIND_UPS] = TERM_NO,       [KIND_APPLIANCE] = TERM_YES,
    [KIND_VM] = TERM_YES,      [KIND_OTHER] = TERM_BLANK,
};

static bool is_past(struct date date, struct date day) {
    return date_is_set(date) && date.days <= day.days;
}

/* What is stored was not necessarily ever in use; what is stopped was. */
static enum term is_stopped(int status, struct date stopped_on, struct date day) {
    if (date_is_set(stopped_on) && stopped_on.days > day.days) {
        return TERM_NO;
    }
    switch (status) {
    case STATUS_STOPPED:
        return date_is_set(stopped_on) ? TERM_YES : TERM_BLANK;
    case STATUS_STOCK:
        return date_is_set(stopped_on) ? TERM_YES : TERM_NO;
    default:
        return status < 0 && date_is_set(stopped_on) ? TERM_BLANK : TERM_NO;
    }
}

bool reuse_may_be(int status, struct date stopped_on, struct date day) {
    return is_stopped(status, stopped_on, day) != TERM_NO;
}

static enum term is_supported(struct milestone end, struct date day, int64_t min_days) {
    switch (end.word) {
    case DATE_WORD_ENDLESS:
        return TERM_YES;
    case DATE_WORD_OVER:
        return TERM_NO;
    case DATE_WORD_NONE:
    case DATE_WORD_NOT_ANNOUNCED:
    case DATE_WORD_RENEWING:
        break;
    }
    if (!date_is_set(end.day)) {
        return TERM_BLANK;
    }
    return (int64_t)end.day.days >= day.days + min_days ? TERM_YES : TERM_NO;
}

/* REASON where IS_GOOD is not known. */
static unsigned unless_known(enum term is_good, enum reuse_reason reason) {
    return is_good == TERM_BLANK ? 1u << reason : 0;
}

static unsigned reason_of_data(const struct reuse_facts *facts) {
    enum term keeps = facts->kind < 0 ? TERM_BLANK : keeps_data[facts->kind];

    if (facts->is_erased == TERM_YES || (facts->is_erased == TERM_BLANK && keeps == TERM_NO)) {
        return 0;
    }
    return facts->is_erased == TERM_BLANK && keeps == TERM_BLANK ? 1u << REUSE_DATA : 1u << REUSE_ERASURE;
}

static unsigned reason_of_support(const struct reuse_facts *facts, enum term is_supported_so_long) {
    if (is_supported_so_long == TERM_YES) {
        return facts->is_end_old ? 1u << REUSE_OLD_DATA : 0;
    }
    return 1u << (facts->support_end.word == DATE_WORD_NONE ? REUSE_SUPPORT_END : REUSE_UNANNOUNCED);
}

static unsigned reasons_to_hold(const struct reuse_facts *facts, enum term is_supported_so_long) {
    return unless_known(facts->is_working, REUSE_WORKING) | reason_of_support(facts, is_supported_so_long) |
           reason_of_data(facts);
}

static unsigned reasons_of_stop(const struct reuse_facts *facts, enum term is_really_stopped) {
    enum reuse_reason missing = facts->status < 0 ? REUSE_STATUS : REUSE_STOPPED_ON;
    return unless_known(is_really_stopped, missing) | unless_known(facts->is_in_use, REUSE_IDENTITY);
}

struct reuse_state reuse_state_on(const struct reuse_facts *facts, struct date day, int64_t min_days) {
    const struct reuse_state none = {REUSE_NONE, 0};
    enum term is_out = is_stopped(facts->status, facts->stopped_on, day);
    enum term is_supported_so_long = is_supported(facts->support_end, day, min_days);
    bool is_machine = facts->kind != KIND_VM && facts->is_virtual != TERM_YES;
    bool is_of_no_use = facts->is_working == TERM_NO || is_supported_so_long == TERM_NO;

    if (!is_machine || is_out == TERM_NO || is_past(facts->disposed_on, day) || facts->is_in_use == TERM_YES) {
        return none;
    }
    unsigned reasons = reasons_of_stop(facts, is_out);
    if (facts->acquisition == ACQUISITION_LEASE || facts->acquisition == ACQUISITION_RENTAL) {
        reasons &= ~(1u << REUSE_STOPPED_ON); /* it goes back, since whenever it is stopped */
        return (struct reuse_state){reasons ? REUSE_HOLD : REUSE_RETURN, reasons};
    }
    if (facts->acquisition == ACQUISITION_PURCHASE && is_of_no_use) {
        return none;
    }
    reasons |= facts->acquisition < 0 ? 1u << REUSE_ACQUISITION : 0;
    reasons |= is_of_no_use ? 0 : reasons_to_hold(facts, is_supported_so_long);
    return (struct reuse_state){reasons ? REUSE_HOLD : REUSE_CANDIDATE, reasons};
}
