#include "report/export/license_changes.h"

#include "report/result/read.h"

#include <stdlib.h>

#define FILE_NAME "license_position.csv"

static const char *const columns[] = {"vendor",   "product",   "edition",  "metric",
                                      "entitled", "effective", "need_max", "outcome"};
enum { ENTITLED = 4, EFFECTIVE, NEED, OUTCOME };

struct reading {
    struct license_changes changes;
    bool is_after;
};

static enum err_code take(void *context, const struct str *cells, struct err *err) {
    struct reading *reading = context;
    struct license_changes *changes = &reading->changes;
    struct str kept[ARRAY_LEN(columns)];
    bool is_after = reading->is_after;

    changes->items =
        arena_grow(changes->arena, changes->items, changes->count, 1, &changes->capacity, sizeof *changes->items);
    if (!changes->items) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        kept[i] = arena_dup(changes->arena, cells[i]);
    }
    struct license_change *change = &changes->items[changes->count++];
    *change = (struct license_change){.vendor = kept[0], .product = kept[1], .edition = kept[2], .metric = kept[3]};
    *(is_after ? &change->entitled_after : &change->entitled_before) = kept[ENTITLED];
    *(is_after ? &change->effective_after : &change->effective_before) = kept[EFFECTIVE];
    *(is_after ? &change->need_after : &change->need_before) = kept[NEED];
    *(is_after ? &change->outcome_after : &change->outcome_before) = kept[OUTCOME];
    return arena_failed(changes->arena) ? err_no_memory(err) : ERR_OK;
}

static int compare_keys(const struct license_change *a, const struct license_change *b) {
    int order = str_cmp(a->vendor, b->vendor);

    order = order ? order : str_cmp(a->product, b->product);
    order = order ? order : str_cmp(a->edition, b->edition);
    return order ? order : str_cmp(a->metric, b->metric);
}

/* That of before comes first: every position has an outcome. */
static int compare(const void *a, const void *b) {
    const struct license_change *x = a, *y = b;
    int order = compare_keys(x, y);

    return order ? order : (x->outcome_before.n ? -1 : 1);
}

static void fill_after(struct license_change *change, const struct license_change *after) {
    change->entitled_after = after->entitled_after;
    change->effective_after = after->effective_after;
    change->need_after = after->need_after;
    change->outcome_after = after->outcome_after;
}

static bool is_changed(const struct license_change *change) {
    return !str_eq(change->entitled_before, change->entitled_after) ||
           !str_eq(change->effective_before, change->effective_after) ||
           !str_eq(change->need_before, change->need_after) || !str_eq(change->outcome_before, change->outcome_after);
}

/* Both rows of a product become one; those that say the same are left out. */
static void join(struct license_changes *changes) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < changes->count; i++) {
        struct license_change change = changes->items[i];
        if (i + 1 < changes->count && change.outcome_before.n && compare_keys(&change, &changes->items[i + 1]) == 0) {
            fill_after(&change, &changes->items[++i]);
        }
        if (is_changed(&change)) {
            changes->items[count++] = change;
        }
    }
    changes->count = count;
}

enum err_code license_changes_read(const struct result_set *before, const struct result_set *after, struct arena *arena,
                                   struct license_changes *ret_changes, struct err *err) {
    const struct result_set *const sides[] = {before, after};
    struct reading reading = {.changes = {.arena = arena}};
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < ARRAY_LEN(sides) && code == ERR_OK; i++) {
        reading.is_after = sides[i] == after;
        code = result_read_rows(result_set_fd(sides[i]), FILE_NAME, columns, ARRAY_LEN(columns), take, &reading, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    if (reading.changes.count) {
        qsort(reading.changes.items, reading.changes.count, sizeof *reading.changes.items, compare);
    }
    join(&reading.changes);
    *ret_changes = reading.changes;
    return ERR_OK;
}
