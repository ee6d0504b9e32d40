#include "licenses/assignment_checks.h"

#include "licenses/assignment_moves.h"

/* --- findings ------------------------------------------------------------------------------------------------------
 */

static struct finding make(const struct entitlement *entitlement, const char *field, enum message message) {
    struct finding finding = finding_make(CODE_LIC_ASSIGNMENT, message);

    finding.subject_kind = SUBJECT_LICENSE;
    finding.subject = entitlement->license_id;
    finding.department = entitlement->department;
    finding.field = str_from(field);
    return finding;
}

/* NULL: the id is of none on record. */
static const struct entitlement *right_of(const struct assignment_checks *checks, const struct assignment *assignment) {
    bool is_known = assignment->entitlement != ENTITLEMENT_NONE;
    return is_known ? entitlements_get(checks->entitlements, assignment->entitlement) : NULL;
}

static enum err_code add(const struct assignment_checks *checks, const struct finding *finding, struct err *err) {
    return finding_sink_add(checks->sink, checks->lane, finding, err);
}

/* --- people who have left ------------------------------------------------------------------------------------------
 */

/* Somebody who has left, and what is assigned to them. */
struct leaver {
    const struct assignment *assignment;
    const struct person *person;
    struct date last_used_on;
    bool is_used;           /* after the last day */
    struct buffer snapshot; /* where that was observed */
};

static void leaver_done(struct leaver *leaver) {
    buffer_done(&leaver->snapshot);
}

static void find_last_use(const struct assignment_checks *checks, struct leaver *leaver) {
    const struct assignment *assignment = leaver->assignment;
    struct date observed =
        checks->last_used ? checks->last_used(checks->context, assignment, &leaver->snapshot) : DATE_NONE;
    bool is_observed = observed.days > assignment->last_used_on.days;

    leaver->last_used_on = is_observed ? observed : assignment->last_used_on;
    leaver->is_used = leaver->last_used_on.days > leaver->person->left_on.days;
    if (!is_observed || !leaver->is_used) {
        buffer_reset(&leaver->snapshot);
    }
}

static enum err_code add_left(const struct assignment_checks *checks, const struct leaver *leaver, struct err *err) {
    CLEANUP(buffer_done) struct buffer evidence = {0};
    const struct assignment *assignment = leaver->assignment;
    const struct person *person = leaver->person;
    char left_on[11], used_on[11];
    struct finding finding =
        finding_make(CODE_LIC_ASSIGNMENT, leaver->is_used ? MESSAGE_ASSIGNMENT_LEFT_USED : MESSAGE_ASSIGNMENT_LEFT);
    const struct entitlement *right = right_of(checks, assignment);

    date_format(person->left_on, left_on);
    date_format(leaver->last_used_on, used_on);
    buffer_append(&evidence, assignment->evidence);
    buffer_append_char(&evidence, ' ');
    buffer_append(&evidence, person->evidence);
    if (evidence.failed || leaver->snapshot.failed) {
        return err_no_memory(err);
    }
    finding.outcome = leaver->is_used ? OUTCOME_VIOLATION : OUTCOME_NOTICE;
    finding.subject_kind = SUBJECT_USER;
    finding.subject = person->user_id.n ? person->user_id : assignment->assignee;
    finding.department = person->department.n || !right ? person->department : right->department;
    finding.field = STR("left");
    finding.distinct = finding.documented = right ? right->license_id : assignment->license_id;
    finding.ledger_evidence = buffer_view(&evidence);
    finding.snapshot_evidence = buffer_view(&leaver->snapshot);
    finding_add_text(&finding, assignment->assignee);
    finding_add_text(&finding, str_from(left_on));
    finding_add_text(&finding, finding.documented);
    if (leaver->is_used) {
        finding.observed = str_from(used_on);
        finding_add_text(&finding, str_from(used_on));
    }
    return add(checks, &finding, err);
}

/* The last day is still one of theirs. */
static enum err_code check_left(const struct assignment_checks *checks, const struct assignment *assignment,
                                struct err *err) {
    if (assignment->person == PERSON_NONE) {
        return ERR_OK;
    }
    CLEANUP(leaver_done)
    struct leaver leaver = {.assignment = assignment, .person = people_get(checks->people, assignment->person)};
    if (!date_is_set(leaver.person->left_on) || leaver.person->left_on.days >= checks->as_of.days) {
        return ERR_OK;
    }
    find_last_use(checks, &leaver);
    if (!leaver.is_used && !assignment_is_active(assignment, checks->as_of)) {
        return ERR_OK;
    }
    return add_left(checks, &leaver, err);
}

/* --- units assigned ------------------------------------------------------------------------------------------------
 */

enum { DEVICES = 1 << ASSIGNEE_DEVICE, USERS = 1 << ASSIGNEE_USER, DEPARTMENTS = 1 << ASSIGNEE_DEPARTMENT };

/* To whom units of a metric are assigned. Of others, as many may be assigned as one likes. */
static const unsigned holders[METRIC_COUNT] = {
    [METRIC_DEVICE] = DEVICES | DEPARTMENTS, [METRIC_INSTALL] = DEVICES | DEPARTMENTS,
    [METRIC_USER] = USERS | DEPARTMENTS,     [METRIC_NAMED] = USERS | DEVICES | DEPARTMENTS,
    [METRIC_SOCKET] = DEVICES | DEPARTMENTS, [METRIC_CORE] = DEVICES | DEPARTMENTS,
    [METRIC_POINTS] = DEVICES | DEPARTMENTS, [METRIC_VM] = DEVICES | DEPARTMENTS,
    [METRIC_HOST] = DEVICES | DEPARTMENTS,   [METRIC_SERVER] = DEVICES | DEPARTMENTS,
    [METRIC_CAL_USER] = USERS | DEPARTMENTS, [METRIC_CAL_DEVICE] = DEVICES | DEPARTMENTS,
};

enum term assignment_takes_units(const struct entitlement *entitlement, const struct assignment *assignment) {
    unsigned allowed = entitlement->metric == WORD_BLANK ? 0 : holders[entitlement->metric];

    if (!allowed || (assignment->kind != WORD_BLANK && !(allowed >> assignment->kind & 1))) {
        return TERM_NO;
    }
    if (assignment->is_primary != TERM_NO || entitlement->second_copy == TERM_NO) {
        return TERM_YES;
    }
    return entitlement->second_copy == TERM_YES ? TERM_NO : TERM_BLANK; /* M28: the second copy is free */
}

static void add_units(struct units *units, int64_t quantity) {
    units->is_unlimited |= __builtin_add_overflow(units->count, quantity, &units->count);
    units->count = units->is_unlimited ? 0 : units->count;
}

struct assigned_units assigned_units_on(const struct assignments *assignments, const struct entitlements *entitlements,
                                        uint32_t entitlement, struct date day) {
    struct assigned_units units = {0};
    uint32_t first, count;

    assignments_of(assignments, entitlement, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct assignment *assignment = assignments_get(assignments, i);
        enum term takes = assignment_takes_units(entitlements_get(entitlements, entitlement), assignment);
        enum term state = assignment_state(assignment, day);
        if (takes == TERM_NO || state == TERM_NO || assignment->quantity <= 0) {
            continue;
        }
        if (takes == TERM_YES && state == TERM_YES) {
            add_units(&units.least, assignment->quantity);
        }
        add_units(&units.most, assignment->quantity);
        units.most.is_unlimited |= assignment->is_quantity_unclear;
        units.most.count = units.most.is_unlimited ? 0 : units.most.count;
    }
    return units;
}

static enum err_code check_units(const struct assignment_checks *checks, uint32_t number, struct err *err) {
    const struct entitlement *entitlement = entitlements_get(checks->entitlements, number);
    struct assigned_units assigned =
        assigned_units_on(checks->assignments, checks->entitlements, number, checks->as_of);
    struct units units = {entitlement->units.is_unlimited, entitlement->units.number};

    if (!entitlement->units.is_set || units_cmp(assigned.most, units) <= 0) {
        return ERR_OK;
    }
    bool is_sure = units_cmp(assigned.least, units) > 0;
    struct finding finding =
        make(entitlement, "over-assigned", is_sure ? MESSAGE_ASSIGNMENT_OVER : MESSAGE_ASSIGNMENT_OVER_OPEN);
    char documented[STR_I64_SIZE], observed[STR_I64_SIZE];
    finding.outcome = is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding.documented = str_format_i64(units.count, documented);
    finding.observed = str_format_i64(assigned.least.count, observed);
    finding.ledger_evidence = entitlement->evidence;
    finding_add_number(&finding, assigned.least.count);
    finding_add_number(&finding, units.count);
    return add(checks, &finding, err);
}

/* --- reassignments -------------------------------------------------------------------------------------------------
 */

static enum err_code add_move(const struct assignment_checks *checks, const struct entitlement *entitlement,
                              const struct assignment *assignment, int32_t days, struct err *err) {
    struct finding finding = make(entitlement, "interval", MESSAGE_ASSIGNMENT_INTERVAL);
    char day[11];

    date_format(assignment->assigned_on, day);
    finding.distinct = finding.documented = assignment->assignee;
    finding.observed = str_from(day);
    finding.ledger_evidence = assignment->evidence;
    finding_add_text(&finding, assignment->assignee);
    finding_add_text(&finding, str_from(day));
    finding_add_number(&finding, days);
    finding_add_number(&finding, entitlement->reassign_days.number);
    return add(checks, &finding, err);
}

static enum err_code add_open(const struct assignment_checks *checks, const struct entitlement *entitlement,
                              struct err *err) {
    struct finding finding = make(entitlement, "interval", MESSAGE_ASSIGNMENT_INTERVAL_OPEN);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.ledger_evidence = entitlement->evidence;
    finding_add_number(&finding, entitlement->reassign_days.number);
    return add(checks, &finding, err);
}

/* Every move that is surely too soon; and once, if there may be others. */
static enum err_code check_moves(const struct assignment_checks *checks, uint32_t number, struct err *err) {
    CLEANUP(assignment_moves_done) struct assignment_moves moves = {0};
    const struct entitlement *entitlement = entitlements_get(checks->entitlements, number);
    enum err_code code =
        assignment_moves_find(checks->assignments, checks->entitlements, number, checks->as_of, &moves, err);

    for (uint32_t i = 0; !code && i < moves.count; i++) {
        code = add_move(checks, entitlement, assignments_get(checks->assignments, moves.items[i].assignment),
                        moves.items[i].days, err);
    }
    return !code && moves.is_open ? add_open(checks, entitlement, err) : code;
}

/* -------------------------------------------------------------------------------------------------------------------
 */

enum err_code assignment_checks_run(const struct assignment_checks *checks, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < assignments_count(checks->assignments); i++) {
        code = check_left(checks, assignments_get(checks->assignments, i), err);
    }
    for (uint32_t i = 0; !code && i < entitlements_count(checks->entitlements); i++) {
        code = check_units(checks, i, err);
        code = code ? code : check_moves(checks, i, err);
    }
    return code;
}
