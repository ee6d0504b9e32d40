#include "lifecycle/contract_terms.h"

struct date contract_notice_deadline(struct date end, struct duration notice) {
    struct date day = date_add_months(end, -notice.months);
    char text[11];

    if (!date_is_set(day) || day.days < INT32_MIN + 1 + notice.days) {
        return DATE_NONE;
    }
    day.days -= notice.days;
    date_format(day, text);
    return text[0] ? day : DATE_NONE;
}

bool contract_is_reversed(const struct contract_terms *terms) {
    return date_is_set(terms->start_on) && milestone_is_day(terms->end_on) &&
           terms->end_on.day.days < terms->start_on.days;
}

bool contract_has_passed(const struct contract_terms *terms, struct date day) {
    return milestone_is_day(terms->end_on) && terms->end_on.day.days < day.days;
}

enum contract_force contract_force_on(const struct contract_terms *terms, struct date day) {
    bool has_passed = contract_has_passed(terms, day);

    if (contract_is_reversed(terms)) {
        return CONTRACT_FORCE_UNKNOWN;
    }
    if (date_is_set(terms->start_on) && day.days < terms->start_on.days) {
        return CONTRACT_NOT_BEGUN;
    }
    if (has_passed && !terms->renews_itself) {
        return CONTRACT_OVER;
    }
    if (!milestone_is_set(terms->end_on) || terms->is_start_unclear) {
        return CONTRACT_FORCE_UNKNOWN;
    }
    return CONTRACT_IN_FORCE;
}
