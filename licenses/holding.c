#include "licenses/holding.h"

enum { ASSIGNED = 4, INSTALLED = 2, USED = 1 };

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

/* Bits 1 for yes, 2 for no. */
enum { CAN_BE = 1, CAN_BE_NOT = 2, CAN_BE_EITHER = CAN_BE | CAN_BE_NOT };

static bool is_within(struct date day, struct date as_of, int64_t days) {
    return date_is_set(day) && (int64_t)as_of.days - day.days < days;
}

static unsigned use_of(const struct holding_facts *facts, struct date as_of, int64_t idle_days) {
    if (date_is_set(facts->last_used_on)) {
        return is_within(facts->last_used_on, as_of, idle_days) ? CAN_BE : CAN_BE_NOT;
    }
    return facts->is_logged ? CAN_BE_NOT : CAN_BE_EITHER;
}

static unsigned installation_of(const struct holding_facts *facts) {
    return facts->is_installed == TERM_BLANK ? CAN_BE_EITHER : facts->is_installed == TERM_YES ? CAN_BE : CAN_BE_NOT;
}

unsigned holding_states(const struct holding_facts *facts, struct date as_of, int64_t idle_days) {
    unsigned installation = installation_of(facts), use = use_of(facts, as_of, idle_days), states = 0;
    bool is_new = facts->is_assigned && is_within(facts->assigned_on, as_of, idle_days);

    for (unsigned bits = 0; bits < HOLDING_COUNT; bits++) {
        bool is_assigned = bits & ASSIGNED, is_used = bits & USED;
        bool is_installed = facts->is_remote ? is_assigned || is_used : (bits & INSTALLED) != 0;
        bool is_possible = is_assigned == facts->is_assigned && (use & (is_used ? CAN_BE : CAN_BE_NOT)) &&
                           (facts->is_remote || (installation & (is_installed ? CAN_BE : CAN_BE_NOT)));
        if (is_possible) {
            unsigned state = (is_assigned ? ASSIGNED : 0U) | (is_installed ? INSTALLED : 0U) | (is_used ? USED : 0U);
            state = state == HOLDING_UNUSED && is_new ? (unsigned)HOLDING_NORMAL : state;
            states |= 1U << state;
        }
    }
    return states;
}

bool holding_is_idle(unsigned states) {
    return states && !(states & ~(1U << HOLDING_UNUSED | 1U << HOLDING_NOT_INSTALLED));
}

/* --- what it means -------------------------------------------------------------------------------------------------
 */

static const struct meaning {
    bool is_said, is_named; /* of named rights alone */
    enum outcome outcome;
    enum message message;
    const char *field;
} meanings[HOLDING_COUNT] = {
    [HOLDING_USED_ONLY] = {true, false, OUTCOME_UNDETERMINED, MESSAGE_ASSIGNMENT_CONTRADICTION, "not-detected"},
    [HOLDING_INSTALLED_ONLY] = {true, true, OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_INSTALLED, "unassigned"},
    [HOLDING_UNASSIGNED_USE] = {true, true, OUTCOME_VIOLATION, MESSAGE_ASSIGNMENT_UNASSIGNED, "unassigned"},
    [HOLDING_NOT_INSTALLED] = {true, false, OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_NOT_INSTALLED, "not-installed"},
    [HOLDING_NOT_DETECTED] = {true, false, OUTCOME_UNDETERMINED, MESSAGE_ASSIGNMENT_NOT_DETECTED, "not-detected"},
    [HOLDING_UNUSED] = {true, false, OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_UNUSED, "unused"},
};

static bool is_said(enum holding state, bool is_named) {
    return meanings[state].is_said && (is_named || !meanings[state].is_named);
}

/* One that speaks for all of the states; HOLDING_NOTHING: none does. */
static enum holding speaker(unsigned states, bool is_named, enum outcome *ret_outcome) {
    enum holding found = HOLDING_NOTHING;
    unsigned count = 0, said = 0;

    /* Not used, whether it is installed or not. */
    if (states & 1U << HOLDING_UNUSED && holding_is_idle(states)) {
        states = 1U << HOLDING_UNUSED;
    }
    for (enum holding state = 0; state < HOLDING_COUNT; state++) {
        if (!(states >> state & 1)) {
            continue;
        }
        count++;
        if (is_said(state, is_named)) {
            said++;
            found = found == HOLDING_NOTHING || meanings[state].outcome > meanings[found].outcome ? state : found;
        }
    }
    bool is_alone = count == 1 && said == 1;
    if (!is_alone && (found == HOLDING_NOTHING || meanings[found].outcome != OUTCOME_VIOLATION)) {
        return HOLDING_NOTHING;
    }
    *ret_outcome = is_alone ? meanings[found].outcome : OUTCOME_UNDETERMINED;
    return found;
}

bool holding_finding(unsigned states, bool is_named, const struct holding_words *words, char text[11],
                     struct finding *finding) {
    enum outcome outcome;
    enum holding state = speaker(states, is_named, &outcome);

    if (state == HOLDING_NOTHING) {
        return false;
    }
    const struct meaning *meaning = &meanings[state];
    date_format(words->last_used_on, text);
    finding->code = CODE_LIC_ASSIGNMENT;
    finding->outcome = outcome;
    finding->message = outcome == OUTCOME_UNDETERMINED && meaning->outcome == OUTCOME_VIOLATION
                           ? MESSAGE_ASSIGNMENT_UNASSIGNED_OPEN
                           : meaning->message;
    finding->field = str_from(meaning->field);
    finding->argument_count = 0;
    finding_add_text(finding, words->holder);
    finding_add_text(finding, words->product);
    finding_add_text(finding, str_from(text));
    finding_add_number(finding, words->idle_days);
    return true;
}
