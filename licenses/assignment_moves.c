#include "licenses/assignment_moves.h"

#include "base/text.h"
#include "licenses/reassignment.h"

#include <stdlib.h>

/* Who held units of one right, as far as its days are known. */
struct history {
    struct tenure *tenures;
    uint32_t *rows; /* numbers of assignments */
    uint32_t count;
    int64_t units, days; /* of the right */
    bool has_gaps;       /* rows were left out, or are doubtful */
    bool has_releases;   /* so that something may have been moved */
};

static bool is_same_text(struct str a, struct str b, struct buffer *folded_a, struct buffer *folded_b) {
    buffer_reset(folded_a);
    buffer_reset(folded_b);
    text_fold(a, folded_a);
    text_fold(b, folded_b);
    return str_eq(buffer_view(folded_a), buffer_view(folded_b));
}

static bool is_same_holder(const struct assignment *a, const struct assignment *b, struct buffer *folded_a,
                           struct buffer *folded_b) {
    if (a->kind != b->kind || a->asset != b->asset || a->person != b->person) {
        return false;
    }
    return a->asset != UINT32_MAX || a->person != PERSON_NONE ||
           is_same_text(a->assignee, b->assignee, folded_a, folded_b);
}

/* What a row says of who had it. False: nothing that can be used. */
static bool read_tenure(const struct assignment *assignment, struct date as_of, struct tenure *ret_tenure) {
    bool is_over = date_is_set(assignment->released_on) && assignment->released_on.days <= as_of.days;
    int64_t quantity = assignment->quantity;

    *ret_tenure = (struct tenure){
        .from = assignment->assigned_on,
        .until = is_over ? assignment->released_on : DATE_NONE,
        .quantity = quantity < 0                     ? 0
                    : quantity > TENURE_QUANTITY_MAX ? TENURE_QUANTITY_MAX
                                                     : quantity,
    };
    return date_is_set(assignment->assigned_on) && !assignment->is_released_unclear &&
           !assignment->is_quantity_unclear && (!is_over || ret_tenure->until.days >= ret_tenure->from.days);
}

/* Second copies go with the first. */
static void note_row(const struct assignment *assignment, uint32_t number, struct date as_of, struct history *history) {
    struct tenure *tenure = &history->tenures[history->count];

    if (assignment->is_primary == TERM_NO ||
        (date_is_set(assignment->assigned_on) && assignment->assigned_on.days > as_of.days)) {
        return;
    }
    history->has_releases |= assignment->is_released_unclear ||
                             (date_is_set(assignment->released_on) && assignment->released_on.days <= as_of.days);
    if (!read_tenure(assignment, as_of, tenure)) {
        history->has_gaps = true;
        return;
    }
    history->rows[history->count++] = number;
}

struct holder {
    const struct assignment *assignment;
    uint32_t tenure;
};

/* Those of one holder behind each other; people and assets by what they are, however they are written. */
static int compare_holders(const void *a, const void *b) {
    const struct holder *x = a, *y = b;
    const struct assignment *p = x->assignment, *q = y->assignment;
    int sign = (p->kind > q->kind) - (p->kind < q->kind);

    sign = sign ? sign : (p->asset > q->asset) - (p->asset < q->asset);
    sign = sign ? sign : (p->person > q->person) - (p->person < q->person);
    return sign ? sign : (x->tenure > y->tenure) - (x->tenure < y->tenure);
}

static enum err_code number_holders(const struct assignments *assignments, struct history *history, struct err *err) {
    CLEANUP(buffer_done) struct buffer folded_a = {0}, folded_b = {0};
    struct holder *list = calloc((size_t)history->count + 1, sizeof *list);

    if (!list) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < history->count; i++) {
        list[i] = (struct holder){assignments_get(assignments, history->rows[i]), i};
    }
    qsort(list, history->count, sizeof *list, compare_holders);
    for (uint32_t i = 0, holder = 0; i < history->count; i++) {
        holder += i > 0 && !is_same_holder(list[i - 1].assignment, list[i].assignment, &folded_a, &folded_b);
        history->tenures[list[i].tenure].holder = holder;
    }
    free(list);
    return folded_a.failed || folded_b.failed ? err_no_memory(err) : ERR_OK;
}

static enum err_code sort_out(const struct history *history, const struct reassignment *found, uint32_t count,
                              struct assignment_moves *to, struct err *err) {
    to->items = calloc((size_t)count + 1, sizeof *to->items);
    if (!to->items) {
        return err_no_memory(err);
    }
    to->is_open = history->has_gaps && history->has_releases;
    for (uint32_t i = 0; i < count; i++) {
        if (found[i].is_sure && !history->has_gaps) {
            to->items[to->count++] = (struct assignment_move){history->rows[found[i].tenure], found[i].days};
        } else {
            to->is_open = true;
        }
    }
    return ERR_OK;
}

static enum err_code judge(const struct history *history, struct assignment_moves *to, struct err *err) {
    struct reassignment *found = NULL;
    uint32_t count = 0;
    enum err_code code =
        reassignments_find(history->tenures, history->count, history->units, history->days, &found, &count, err);

    code = code ? code : sort_out(history, found, count, to, err);
    free(found);
    return code;
}

static enum err_code find(const struct assignments *assignments, uint32_t first, uint32_t count, struct date as_of,
                          struct history *history, struct assignment_moves *to, struct err *err) {
    for (uint32_t i = first; i < first + count; i++) {
        note_row(assignments_get(assignments, i), i, as_of, history);
    }
    enum err_code code = number_holders(assignments, history, err);
    return code ? code : judge(history, to, err);
}

enum err_code assignment_moves_find(const struct assignments *assignments, const struct entitlements *entitlements,
                                    uint32_t entitlement, struct date as_of, struct assignment_moves *ret_moves,
                                    struct err *err) {
    const struct entitlement *right = entitlements_get(entitlements, entitlement);
    const struct figure *units = &right->units, *days = &right->reassign_days;
    struct history history = {.units = units->is_set ? units->number : REASSIGNMENT_UNITS_UNKNOWN,
                              .days = days->number};
    struct assignment_moves moves = {0};
    uint32_t first, count;

    assignments_of(assignments, entitlement, &first, &count);
    if (count == 0 || !days->is_set || days->number <= 0 || units->is_unlimited) {
        *ret_moves = moves;
        return ERR_OK;
    }
    history.tenures = calloc(count, sizeof *history.tenures);
    history.rows = calloc(count, sizeof *history.rows);
    enum err_code code = history.tenures && history.rows ? find(assignments, first, count, as_of, &history, &moves, err)
                                                         : err_no_memory(err);
    free(history.tenures);
    free(history.rows);
    if (!code) {
        *ret_moves = moves;
    }
    return code;
}

void assignment_moves_done(struct assignment_moves *moves) {
    free(moves->items);
    *moves = (struct assignment_moves){0};
}
