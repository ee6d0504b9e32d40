#include "licenses/ties.h"

#include "inventory/words.h"

#include <stdlib.h>

/* An owner and one entitlement of it. */
struct tie {
    uint32_t owner, entitlement;
};

struct tie_table {
    struct tie *ties; /* by owner, then entitlement */
    uint32_t *items;  /* the entitlements in the same order */
    uint32_t count;
};

struct ties {
    struct tie_table assets, users;
    bool *has_any, *has_unplaced; /* by entitlement */
};

static void tie_table_done(struct tie_table *table) {
    free(table->ties);
    free(table->items);
}

void ties_free(struct ties *ties) {
    if (ties) {
        tie_table_done(&ties->assets);
        tie_table_done(&ties->users);
        free(ties->has_any);
        free(ties->has_unplaced);
        free(ties);
    }
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static int compare_ties(const void *a, const void *b) {
    const struct tie *x = a, *y = b;
    int order = (x->owner > y->owner) - (x->owner < y->owner);
    return order ? order : (x->entitlement > y->entitlement) - (x->entitlement < y->entitlement);
}

static bool tie_table_init(struct tie_table *table, uint32_t most) {
    table->ties = malloc(((size_t)most + 1) * sizeof *table->ties);
    table->items = malloc(((size_t)most + 1) * sizeof *table->items);
    return table->ties && table->items;
}

static void tie_table_add(struct tie_table *table, uint32_t owner, uint32_t entitlement) {
    if (owner != UINT32_MAX) {
        table->ties[table->count++] = (struct tie){owner, entitlement};
    }
}

static void tie_table_finish(struct tie_table *table) {
    uint32_t kept = 0;

    qsort(table->ties, table->count, sizeof *table->ties, compare_ties);
    for (uint32_t i = 0; i < table->count; i++) {
        if (i == 0 || compare_ties(&table->ties[i], &table->ties[kept - 1]) != 0) {
            table->ties[kept++] = table->ties[i];
        }
    }
    table->count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        table->items[i] = table->ties[i].entitlement;
    }
}

/* Without a kind, who is a person may be a device as well, and is then taken for neither. */
static uint32_t user_of(const struct estate *estate, const struct assignment *assignment) {
    bool may_be_user = assignment->kind == ASSIGNEE_USER || assignment->kind == WORD_BLANK;

    if (assignment->person != PERSON_NONE || !may_be_user) {
        return assignment->person;
    }
    uint32_t user = estate_user_by_id(estate, assignment->assignee);
    bool is_person = user != UINT32_MAX && estate_person(estate, user) != PERSON_NONE;
    return is_person && assignment->kind == WORD_BLANK ? PERSON_NONE : user;
}

static void add_assignments(struct ties *ties, const struct assignments *assignments, const struct estate *estate,
                            struct date day) {
    for (uint32_t i = 0; i < assignments_count(assignments); i++) {
        const struct assignment *assignment = assignments_get(assignments, i);
        if (assignment->entitlement == ENTITLEMENT_NONE || !assignment_is_active(assignment, day)) {
            continue;
        }
        uint32_t user = user_of(estate, assignment);
        bool is_said = assignment->kind == ASSIGNEE_USER || assignment->kind == ASSIGNEE_DEVICE;
        bool is_nobody = assignment->asset == UINT32_MAX && user == PERSON_NONE;
        tie_table_add(&ties->assets, assignment->asset, assignment->entitlement);
        tie_table_add(&ties->users, user, assignment->entitlement);
        ties->has_any[assignment->entitlement] = true;
        ties->has_unplaced[assignment->entitlement] |= is_nobody && !is_said;
    }
}

enum err_code ties_new(const struct entitlements *entitlements, const struct assignments *assignments,
                       const struct estate *estate, struct date day, struct ties **ret_ties, struct err *err) {
    CLEANUP(ties_free_cleanup) struct ties *ties = calloc(1, sizeof *ties);
    uint32_t count = entitlements_count(entitlements), most = assignments_count(assignments);

    if (!ties || !(ties->has_any = calloc((size_t)count + 1, sizeof *ties->has_any)) ||
        !(ties->has_unplaced = calloc((size_t)count + 1, sizeof *ties->has_unplaced)) ||
        !tie_table_init(&ties->assets, most) || !tie_table_init(&ties->users, most)) {
        return err_no_memory(err);
    }
    add_assignments(ties, assignments, estate, day);
    tie_table_finish(&ties->assets);
    tie_table_finish(&ties->users);
    *ret_ties = TAKE_PTR(ties);
    return ERR_OK;
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

/* The first tie of an owner that is not below it. */
static uint32_t lower_bound(const struct tie_table *table, uint32_t owner) {
    uint32_t low = 0, high = table->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table->ties[middle].owner < owner) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct tie_list list_of(const struct tie_table *table, uint32_t owner) {
    uint32_t first = lower_bound(table, owner), end = first;

    while (end < table->count && table->ties[end].owner == owner) {
        end++;
    }
    return (struct tie_list){table->items + first, end - first};
}

struct tie_list ties_of_asset(const struct ties *ties, uint32_t asset) {
    return list_of(&ties->assets, asset);
}

struct tie_list ties_of_user(const struct ties *ties, uint32_t user) {
    return list_of(&ties->users, user);
}

bool ties_has_any(const struct ties *ties, uint32_t entitlement) {
    return ties->has_any[entitlement];
}

bool ties_has_unplaced(const struct ties *ties, uint32_t entitlement) {
    return ties->has_unplaced[entitlement];
}
