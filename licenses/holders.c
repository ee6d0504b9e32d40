#include "licenses/holders.h"

#include "inventory/words.h"
#include "licenses/assignment_checks.h"
#include "licenses/holding.h"
#include "licenses/license_finding.h"
#include "licenses/plan.h"

#include <stdlib.h>

/* One device or user, and all active assignments of one right to it. */
struct holder {
    bool is_user;
    uint32_t number; /* of the machine or the user; UINT32_MAX: a user whom no ledger knows but by this assignment */
    uint32_t order;  /* of the first assignment */
    const struct assignment *assignment;
    int64_t units;
    struct date assigned_on, last_used_on; /* the latest */
};

struct checking {
    const struct audit *audit;
    const struct assignment_use *use;
    const struct right *right;
    struct holder *holders; /* of the right */
    uint32_t count;
    bool is_remote;
    int64_t idle;
};

/* --- who holds a right ---------------------------------------------------------------------------------------------
 */

/* False: a department, or nothing that is known. */
static bool find_holder(const struct checking *checking, const struct assignment *assignment, struct holder *holder) {
    const struct estate *estate = checking->audit->estate;
    uint32_t person = assignment->person;

    holder->is_user = assignment->kind == ASSIGNEE_USER;
    if (holder->is_user) {
        holder->number = person != PERSON_NONE ? person : estate_user_by_id(estate, assignment->assignee);
        return true;
    }
    if (assignment->kind != ASSIGNEE_DEVICE || assignment->asset == UINT32_MAX) {
        return false;
    }
    holder->number = estate_of_asset(estate, assignment->asset);
    return true;
}

static int compare_holders(const void *a, const void *b) {
    const struct holder *x = a, *y = b;
    int order = x->is_user - y->is_user;

    order = order ? order : (x->number > y->number) - (x->number < y->number);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool is_same_holder(const struct holder *a, const struct holder *b) {
    return a->is_user == b->is_user && a->number == b->number && a->number != UINT32_MAX;
}

static struct date later(struct date a, struct date b) {
    return a.days > b.days ? a : b;
}

static int64_t sum_of(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static void join_holders(struct checking *checking) {
    struct holder *holders = checking->holders;
    uint32_t kept = 0;

    if (checking->count) {
        qsort(holders, checking->count, sizeof *holders, compare_holders);
    }
    for (uint32_t i = 0; i < checking->count; i++) {
        struct holder *last = kept ? &holders[kept - 1] : NULL;
        if (last && is_same_holder(last, &holders[i])) {
            last->units = sum_of(last->units, holders[i].units);
            last->assigned_on = later(last->assigned_on, holders[i].assigned_on);
            last->last_used_on = later(last->last_used_on, holders[i].last_used_on);
        } else {
            holders[kept++] = holders[i];
        }
    }
    checking->count = kept;
}

static void find_holders(struct checking *checking) {
    const struct audit *audit = checking->audit;
    uint32_t first, count;

    checking->count = 0;
    assignments_of(audit->assignments, checking->right->number, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct assignment *assignment = assignments_get(audit->assignments, i);
        bool is_counted = assignment_takes_units(checking->right->entitlement, assignment) == TERM_YES;
        struct holder holder = {
            .order = i,
            .assignment = assignment,
            .units = is_counted && assignment->quantity > 0 ? assignment->quantity : 0,
            .assigned_on = assignment->assigned_on,
            .last_used_on = assignment->last_used_on,
        };
        if (assignment_state(assignment, audit->input->as_of) == TERM_YES &&
            find_holder(checking, assignment, &holder)) {
            checking->holders[checking->count++] = holder;
        }
    }
    join_holders(checking);
}

/* --- what is said of one -------------------------------------------------------------------------------------------
 */

static uint32_t person_of(const struct checking *checking, const struct holder *holder) {
    return holder->is_user ? estate_person(checking->audit->estate, holder->number) : PERSON_NONE;
}

static bool has_left(const struct checking *checking, const struct holder *holder) {
    const struct audit *audit = checking->audit;
    uint32_t person = person_of(checking, holder);
    struct date left_on = person == PERSON_NONE ? DATE_NONE : people_get(audit->people, person)->left_on;

    return date_is_set(left_on) && left_on.days < audit->input->as_of.days;
}

static void set_subject(const struct checking *checking, const struct holder *holder, struct finding *finding) {
    const struct estate *estate = checking->audit->estate;

    if (holder->is_user) {
        uint32_t person = person_of(checking, holder);
        finding->subject_kind = SUBJECT_USER;
        finding->subject =
            holder->number == UINT32_MAX ? holder->assignment->assignee : estate_user_id(estate, holder->number);
        finding->department =
            person == PERSON_NONE ? STR_NONE : people_get(checking->audit->people, person)->department;
        return;
    }
    const struct machine *machine = estate_machine(estate, holder->number);
    finding->subject_kind = SUBJECT_ASSET;
    finding->subject = machine->asset_id;
    finding_set_machine(finding, machine);
}

static enum err_code tell(const struct checking *checking, const struct holder *holder, unsigned states,
                          const struct right_use *known, struct date last_used_on, struct err *err) {
    CLEANUP(buffer_done) struct buffer ledger = {0}, snapshot = {0};
    const struct audit *audit = checking->audit;
    struct finding finding = finding_make(CODE_LIC_ASSIGNMENT, MESSAGE_ASSIGNMENT_UNUSED);
    char text[11];

    set_subject(checking, holder, &finding);
    struct holding_words words = {
        .holder = finding.subject,
        .product = catalog_product(audit->catalog, checking->right->product)->name,
        .last_used_on = last_used_on,
        .idle_days = audit->input->policy->idle_days,
    };
    bool is_named = checking->right->entitlement->metric == METRIC_NAMED;
    if (!holding_finding(states, is_named, &words, text, &finding)) {
        return ERR_OK;
    }
    buffer_append(&ledger, holder->assignment->evidence);
    if (known->use && !use_is_certain(known->use)) {
        buffer_append_char(&ledger, ' ');
        use_evidence(audit->uses, known->use, &ledger);
    } else if (known->use) {
        use_evidence(audit->uses, known->use, &snapshot);
    }
    finding.distinct = finding.documented = checking->right->entitlement->license_id;
    finding.observed = str_from(text);
    finding.ledger_evidence = buffer_view(&ledger);
    finding.snapshot_evidence = buffer_view(&snapshot);
    return ledger.failed || snapshot.failed ? err_no_memory(err) : finding_sink_add(audit->findings, 0, &finding, err);
}

/* Of those who have left the ledger of assignments is told by itself (licenses/assignment_checks.h). */
static enum err_code check_holder(struct checking *checking, const struct holder *holder, struct err *err) {
    const struct audit_input *input = checking->audit->input;

    if (has_left(checking, holder)) {
        checking->idle = sum_of(checking->idle, holder->units);
        return ERR_OK;
    }
    struct right_use known = holder->is_user ? assignment_use_by(checking->use, checking->right, holder->number)
                                             : assignment_use_on(checking->use, checking->right, holder->number);
    struct holding_facts facts = {
        .is_assigned = true,
        .assigned_on = holder->assigned_on,
        .is_installed = known.is_installed,
        .is_remote = holder->is_user && checking->is_remote,
        .is_logged = known.is_logged,
        .last_used_on = later(holder->last_used_on, known.last_used_on),
    };
    facts.is_logged &= !facts.is_remote;
    unsigned states = holding_states(&facts, input->as_of, input->policy->idle_days);
    if (holding_is_idle(states)) {
        checking->idle = sum_of(checking->idle, holder->units);
    }
    return tell(checking, holder, states, &known, facts.last_used_on, err);
}

/* --- all rights ----------------------------------------------------------------------------------------------------
 */

int64_t holders_recoverable(int64_t idle, struct units assigned, struct units supply) {
    if (assigned.is_unlimited || supply.is_unlimited) {
        return idle;
    }
    int64_t used = assigned.count > idle ? assigned.count - idle : 0;
    int64_t left = supply.count > used ? supply.count - used : 0;
    return idle < left ? idle : left;
}

/* Is it something that is installed where it is assigned, and gives anything? */
static bool is_checked(const struct right *right) {
    enum shape shape = shape_of_metric(right->entitlement->metric);
    return shape != SHAPE_BLANKET && shape != SHAPE_ACCESS && !units_is_none(right->supply.most);
}

static enum err_code check_right(struct checking *checking, int64_t *ret_recoverable, struct err *err) {
    const struct audit *audit = checking->audit;
    const struct right *right = checking->right;
    enum err_code code = ERR_OK;

    find_holders(checking);
    checking->is_remote = checking->count && assignment_use_is_remote(checking->use, right);
    checking->idle = 0;
    for (uint32_t i = 0; i < checking->count && code == ERR_OK; i++) {
        code = check_holder(checking, &checking->holders[i], err);
    }
    struct assigned_units assigned =
        assigned_units_on(audit->assignments, audit->entitlements, right->number, audit->input->as_of);
    *ret_recoverable = holders_recoverable(checking->idle, assigned.least, right->supply.least);
    return code;
}

enum err_code holders_check(const struct audit *audit, const struct assignment_use *use, int64_t *recoverable,
                            struct err *err) {
    struct checking checking = {.audit = audit, .use = use};
    enum err_code code = ERR_OK;

    checking.holders = malloc(((size_t)assignments_count(audit->assignments) + 1) * sizeof *checking.holders);
    if (!checking.holders) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < rights_count(audit->rights) && code == ERR_OK; i++) {
        checking.right = rights_get(audit->rights, i);
        if (is_checked(checking.right)) {
            code = check_right(&checking, &recoverable[i], err);
        }
    }
    free(checking.holders);
    return code;
}
