#include "licenses/assignment_use.h"

#include "inventory/words.h"
#include "licenses/plan.h"
#include "licenses/stray_rights.h"
#include "licenses/whereabouts.h"

#include <stdlib.h>

struct assignment_use {
    const struct audit *audit;
    struct whereabouts *whereabouts; /* NULL where nothing is assigned to anybody */
    bool *is_logged;                 /* by machine: use of anything is on record there */
    bool *is_host;                   /* by machine */
    bool *is_traced;                 /* by family: its use is on record somewhere */
};

void assignment_use_free(struct assignment_use *use) {
    if (use) {
        whereabouts_free(use->whereabouts);
        free(use->is_logged);
        free(use->is_host);
        free(use->is_traced);
        free(use);
    }
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static uint32_t family_of(const struct assignment_use *use, uint32_t product) {
    return catalog_product(use->audit->catalog, product)->family;
}

static void mark(struct assignment_use *use) {
    const struct audit *audit = use->audit;

    for (uint32_t i = 0; i < uses_count(audit->uses); i++) {
        const struct use *at = uses_get(audit->uses, i);
        if (at->is_logged) {
            use->is_logged[at->machine] = true;
            use->is_traced[family_of(use, at->product)] = true;
        }
    }
    for (uint32_t i = 0; i < estate_numbers(audit->estate); i++) {
        const struct machine *machine = estate_machine(audit->estate, i);
        if (machine && machine->host != MACHINE_NONE) {
            use->is_host[machine->host] = true;
        }
    }
}

enum err_code assignment_use_new(const struct audit *audit, struct assignment_use **ret_use, struct err *err) {
    CLEANUP(assignment_use_free_cleanup) struct assignment_use *use = calloc(1, sizeof *use);
    size_t machines = (size_t)estate_numbers(audit->estate) + 1;
    size_t families = (size_t)catalog_family_count(audit->catalog) + 1;

    if (!use || !(use->is_logged = calloc(machines, sizeof *use->is_logged)) ||
        !(use->is_host = calloc(machines, sizeof *use->is_host)) ||
        !(use->is_traced = calloc(families, sizeof *use->is_traced))) {
        return err_no_memory(err);
    }
    use->audit = audit;
    enum err_code code = assignments_have_users(audit->assignments)
                             ? whereabouts_new(audit->estate, &audit->estate_input, &use->whereabouts, err)
                             : ERR_OK;
    if (code == ERR_OK) {
        mark(use);
        *ret_use = TAKE_PTR(use);
    }
    return code;
}

/* --- one machine ---------------------------------------------------------------------------------------------------
 */

/* The first use of a family that is not on a machine before this one. */
static uint32_t first_on(const struct uses *uses, uint32_t first, uint32_t end, uint32_t machine) {
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        if (uses_get(uses, middle)->machine < machine) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
}

static void add_use(const struct assignment_use *use, const struct use *at, struct right_use *sum) {
    bool is_later = !sum->use || at->last_used_on.days > sum->last_used_on.days;
    bool is_logged =
        at->source == USE_INSTALLED && use->is_logged[at->machine] && use->is_traced[family_of(use, at->product)];

    sum->is_logged = is_logged && (!sum->use || sum->is_logged);
    sum->is_installed = TERM_YES;
    if (is_later) {
        sum->use = at;
        sum->last_used_on = at->last_used_on;
    }
}

static void add_family(const struct assignment_use *use, uint32_t family, uint32_t machine, struct right_use *sum) {
    const struct uses *uses = use->audit->uses;
    uint32_t first, count;

    uses_of_family(uses, family, &first, &count);
    uint32_t end = first + count;
    for (uint32_t i = first_on(uses, first, end, machine); i < end && uses_get(uses, i)->machine == machine; i++) {
        add_use(use, uses_get(uses, i), sum);
    }
}

/* The right may be for what runs on another machine than the one it is assigned to: virtual machines of a host, or of
 * its cluster. */
static bool may_be_for_guests(const struct assignment_use *use, const struct right *right, uint32_t number) {
    int metric = right->entitlement->metric;
    bool is_by_host = metric == METRIC_HOST || shape_of_metric(metric) == SHAPE_CAPACITY;

    return is_by_host && (use->is_host[number] || estate_machine(use->audit->estate, number)->cluster.n > 0);
}

/* Where it is not installed, it cannot be used. */
struct right_use assignment_use_on(const struct assignment_use *use, const struct right *right, uint32_t machine) {
    const struct machine *facts = estate_machine(use->audit->estate, machine);
    struct right_use sum = {.is_installed = TERM_BLANK, .last_used_on = DATE_NONE};

    for (uint32_t i = 0; i < right->part_count; i++) {
        add_family(use, family_of(use, right->parts[i].product), machine, &sum);
    }
    if (!sum.use && facts && facts->is_examined && !may_be_for_guests(use, right, machine)) {
        sum.is_installed = TERM_NO;
        sum.is_logged = true;
    }
    return sum;
}

/* --- somebody ------------------------------------------------------------------------------------------------------
 */

static bool is_at_work(const struct assignment_use *use, const struct presence *presence) {
    const struct audit_input *input = use->audit->input;
    const struct machine *machine = estate_machine(use->audit->estate, presence->machine);
    bool is_recent =
        date_is_set(presence->last_login) && presence->last_login.days >= input->as_of.days - input->policy->usage_days;

    return (presence->is_user || is_recent) && !(machine && machine->has_left);
}

/* Installed on any machine of theirs; not installed, where that is sure of each. */
static void add_machine(struct right_use *sum, const struct right_use *on, bool is_first) {
    if (on->use) {
        sum->is_logged = on->is_logged && (!sum->use || sum->is_logged);
        sum->is_installed = TERM_YES;
        if (!sum->use || on->last_used_on.days > sum->last_used_on.days) {
            sum->use = on->use;
            sum->last_used_on = on->last_used_on;
        }
    } else if (!sum->use) {
        sum->is_installed = is_first || sum->is_installed == on->is_installed ? on->is_installed : TERM_BLANK;
        sum->is_logged = sum->is_installed == TERM_NO;
    }
}

struct right_use assignment_use_by(const struct assignment_use *use, const struct right *right, uint32_t user) {
    struct presence_list list = whereabouts_of(use->whereabouts, user);
    struct right_use sum = {.is_installed = TERM_BLANK, .last_used_on = DATE_NONE};
    bool is_first = true;

    for (uint32_t i = 0; i < list.count; i++) {
        if (is_at_work(use, &list.items[i])) {
            struct right_use on = assignment_use_on(use, right, list.items[i].machine);
            add_machine(&sum, &on, is_first);
            is_first = false;
        }
    }
    return sum;
}

/* --- services ------------------------------------------------------------------------------------------------------
 */

bool assignment_use_is_remote(const struct assignment_use *use, const struct right *right) {
    uint32_t first, count;

    assignments_of(use->audit->assignments, right->number, &first, &count);
    for (uint32_t i = first; i < first + count; i++) {
        if (date_is_set(assignments_get(use->audit->assignments, i)->last_used_on)) {
            return !right_is_in_use(use->audit, right);
        }
    }
    return false;
}

/* --- people who have left ------------------------------------------------------------------------------------------
 */

/* What shows that somebody was at a machine. */
struct sighting {
    struct date day;
    const struct presence *presence; /* a login */
    const struct use *use;           /* else */
};

static struct sighting sighting_of(const struct assignment_use *use, const struct assignment *assignment,
                                   const struct presence *presence) {
    bool is_theirs = presence->is_user && !whereabouts_has_login(use->whereabouts, presence->machine);

    if (date_is_set(presence->last_login) || !is_theirs || assignment->entitlement == ENTITLEMENT_NONE) {
        return (struct sighting){presence->last_login, presence, NULL};
    }
    struct right_use on =
        assignment_use_on(use, rights_get(use->audit->rights, assignment->entitlement), presence->machine);
    return (struct sighting){on.last_used_on, NULL, on.use};
}

static void append_evidence(const struct assignment_use *use, const struct sighting *sighting, struct buffer *out) {
    if (sighting->presence) {
        table_evidence(use->audit->estate_input.accounts, sighting->presence->row, out);
    } else if (use_is_certain(sighting->use)) {
        use_evidence(use->audit->uses, sighting->use, out);
    }
}

struct date assignment_use_last_day(const void *context, const struct assignment *assignment, struct buffer *evidence) {
    const struct assignment_use *use = context;
    struct sighting last = {.day = DATE_NONE};

    if (assignment->person == PERSON_NONE || !assignment_is_active(assignment, use->audit->input->as_of)) {
        return DATE_NONE;
    }
    struct presence_list list = whereabouts_of(use->whereabouts, assignment->person);
    for (uint32_t i = 0; i < list.count; i++) {
        struct sighting sighting = sighting_of(use, assignment, &list.items[i]);
        if (sighting.day.days > last.day.days) {
            last = sighting;
        }
    }
    if (date_is_set(last.day)) {
        append_evidence(use, &last, evidence);
    }
    return last.day;
}
