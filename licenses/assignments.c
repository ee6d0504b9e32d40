#include "licenses/assignments.h"

#include "base/text.h"
#include "inventory/row_cells.h"
#include "licenses/license_ids.h"
#include "licenses/row_place.h"
#include "pairing/asset_names.h"

#include <stdlib.h>

struct assignments {
    struct arena *arena;
    struct assignment *items;
    uint32_t count;
};

/* An assignment, and what it is ordered by. */
struct placed {
    struct assignment assignment;
    struct str assignee; /* folded */
    uint64_t hash;       /* of its row */
};

struct assignment_reader {
    const struct table *table;
    struct row_reader *row;
    const struct entitlements *entitlements;
    const struct people *people;
    const struct asset_names *names;
    struct arena *arena;
};

/* --- one row -------------------------------------------------------------------------------------------------------
 */

static struct value cell(const struct assignment_reader *reader, unsigned column) {
    return row_reader_value(reader->row, column);
}

/* Something stands there, and it is not what should. */
static bool is_unreadable(const struct value *value) {
    return !value->is_set && value->problem != PROBLEM_NONE;
}

static struct date read_day(const struct assignment_reader *reader, unsigned column, bool *ret_is_unclear) {
    struct value value = cell(reader, column);

    *ret_is_unclear = is_unreadable(&value);
    return value.is_set ? value.date : DATE_NONE;
}

static void read_facts(const struct assignment_reader *reader, struct assignment *to) {
    struct value quantity = cell(reader, ASSIGNMENTS_QUANTITY), primary = cell(reader, ASSIGNMENTS_PRIMARY);
    bool is_unclear;

    to->quantity = quantity.is_set ? quantity.number : 1;
    to->is_quantity_unclear = is_unreadable(&quantity);
    to->is_primary = !primary.is_set ? TERM_BLANK : primary.number ? TERM_YES : TERM_NO;
    to->assigned_on = read_day(reader, ASSIGNMENTS_ASSIGNED_ON, &to->is_assigned_unclear);
    to->released_on = read_day(reader, ASSIGNMENTS_RELEASED_ON, &to->is_released_unclear);
    to->last_used_on = read_day(reader, ASSIGNMENTS_LAST_USED_ON, &is_unclear);
}

/* Whom or what the assignee is, as far as the kind allows. */
static void find_assignee(const struct assignment_reader *reader, struct assignment *to) {
    struct value kind = cell(reader, ASSIGNMENTS_ASSIGNEE_KIND);
    bool may_be_device = !kind.is_set || kind.number == ASSIGNEE_DEVICE;
    bool may_be_user = !kind.is_set || kind.number == ASSIGNEE_USER;

    to->kind = kind.is_set ? (int)kind.number : WORD_BLANK;
    to->asset = may_be_device && reader->names ? asset_names_find(reader->names, to->assignee) : UINT32_MAX;
    to->person = may_be_user ? people_find(reader->people, to->assignee) : PERSON_NONE;
    if (kind.is_set) {
        return;
    }
    if (to->asset != UINT32_MAX && to->person != PERSON_NONE) {
        to->asset = UINT32_MAX;
        to->person = PERSON_NONE;
    }
    to->kind = to->asset != UINT32_MAX     ? (int)ASSIGNEE_DEVICE
               : to->person != PERSON_NONE ? (int)ASSIGNEE_USER
                                           : WORD_BLANK;
}

static enum err_code read_row(const struct assignment_reader *reader, uint32_t row, struct placed *to,
                              struct err *err) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct assignment *assignment = &to->assignment;
    enum err_code code = row_hash(reader->table, reader->row, row, &to->hash, err);

    if (code) {
        return code;
    }
    assignment->row = row;
    assignment->evidence = row_evidence(reader->table, row, reader->arena);
    assignment->license_id = arena_dup(reader->arena, row_reader_text(reader->row, ASSIGNMENTS_LICENSE_ID));
    assignment->assignee = arena_dup(reader->arena, row_reader_text(reader->row, ASSIGNMENTS_ASSIGNEE));
    read_facts(reader, assignment);
    find_assignee(reader, assignment);
    text_fold(assignment->assignee, &folded);
    to->assignee = arena_dup(reader->arena, buffer_view(&folded));
    code = license_ids_find(reader->entitlements, assignment->license_id, &assignment->entitlement, err);
    return !code && folded.failed ? err_no_memory(err) : code;
}

/* --- the list ------------------------------------------------------------------------------------------------------
 */

static int compare_placed(const void *a, const void *b) {
    const struct placed *x = a, *y = b;
    const struct assignment *p = &x->assignment, *q = &y->assignment;
    int sign = (p->entitlement > q->entitlement) - (p->entitlement < q->entitlement);

    sign = sign ? sign : (p->kind > q->kind) - (p->kind < q->kind);
    sign = sign ? sign : str_cmp(x->assignee, y->assignee);
    sign = sign ? sign : (p->assigned_on.days > q->assigned_on.days) - (p->assigned_on.days < q->assigned_on.days);
    sign = sign ? sign : (x->hash > y->hash) - (x->hash < y->hash);
    return sign ? sign : (p->row > q->row) - (p->row < q->row);
}

static enum err_code read_placed(const struct assignment_reader *reader, struct placed *placed, uint32_t count,
                                 struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t row = 0; !code && row < count; row++) {
        code = read_row(reader, row, &placed[row], err);
    }
    if (!code) {
        code = row_reader_error(reader->row, err);
    }
    return !code && arena_failed(reader->arena) ? err_no_memory(err) : code;
}

static enum err_code read_rows(struct assignment_reader *reader, struct assignments *to, struct err *err) {
    struct placed *placed = calloc(to->count, sizeof *placed);

    if (!placed) {
        return err_no_memory(err);
    }
    enum err_code code = row_reader_new(reader->table, &reader->row, err);
    code = code ? code : read_placed(reader, placed, to->count, err);
    if (!code) {
        qsort(placed, to->count, sizeof *placed, compare_placed);
    }
    for (uint32_t i = 0; !code && i < to->count; i++) {
        to->items[i] = placed[i].assignment;
    }
    row_reader_free(reader->row);
    free(placed);
    return code;
}

enum err_code assignments_read(const struct table *table, const struct entitlements *entitlements,
                               const struct people *people, const struct asset_names *names,
                               struct assignments **ret_assignments, struct err *err) {
    CLEANUP(assignments_free_cleanup) struct assignments *assignments = calloc(1, sizeof *assignments);

    if (!assignments || !(assignments->arena = arena_new())) {
        return err_no_memory(err);
    }
    assignments->count = table ? table_rows(table) : 0;
    assignments->items =
        arena_alloc_array(assignments->arena, (size_t)assignments->count + 1, sizeof *assignments->items);
    if (!assignments->items) {
        return err_no_memory(err);
    }
    struct assignment_reader reader = {
        .table = table, .entitlements = entitlements, .people = people, .names = names, .arena = assignments->arena};
    enum err_code code = assignments->count ? read_rows(&reader, assignments, err) : ERR_OK;
    if (!code) {
        *ret_assignments = TAKE_PTR(assignments);
    }
    return code;
}

void assignments_free(struct assignments *assignments) {
    if (assignments) {
        arena_free(assignments->arena);
        free(assignments);
    }
}

uint32_t assignments_count(const struct assignments *assignments) {
    return assignments->count;
}

const struct assignment *assignments_get(const struct assignments *assignments, uint32_t number) {
    return &assignments->items[number];
}

/* The first that is not of a right before ENTITLEMENT or, with IS_AFTER, is of one behind it. */
static uint32_t bound_of(const struct assignments *assignments, uint32_t entitlement, bool is_after) {
    uint32_t low = 0, high = assignments->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint32_t of = assignments->items[middle].entitlement;
        if (of < entitlement || (is_after && of == entitlement)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void assignments_of(const struct assignments *assignments, uint32_t entitlement, uint32_t *ret_first,
                    uint32_t *ret_count) {
    *ret_first = bound_of(assignments, entitlement, false);
    *ret_count = bound_of(assignments, entitlement, true) - *ret_first;
}

bool assignments_have_users(const struct assignments *assignments) {
    for (uint32_t i = 0; i < assignments->count; i++) {
        if (assignments->items[i].kind == ASSIGNEE_USER) {
            return true;
        }
    }
    return false;
}

bool assignment_is_active(const struct assignment *assignment, struct date day) {
    bool has_begun = !date_is_set(assignment->assigned_on) || assignment->assigned_on.days <= day.days;
    bool has_ended = date_is_set(assignment->released_on) && assignment->released_on.days < day.days;

    return has_begun && !has_ended;
}

enum term assignment_state(const struct assignment *assignment, struct date day) {
    if (!assignment_is_active(assignment, day)) {
        return TERM_NO;
    }
    return assignment->is_assigned_unclear || assignment->is_released_unclear ? TERM_BLANK : TERM_YES;
}
