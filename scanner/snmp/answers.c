#include "scanner/snmp/answers.h"

#include "base/arena.h"

#include <stdlib.h>

struct failure {
    struct failure *next;
    const char *entry, *why;
};

struct snmp_answers {
    struct arena *arena;
    size_t bytes_max;
    struct snmp_variable *items;
    size_t count, capacity;
    unsigned streams; /* beside 0 */
    struct failure *failures, **failures_end;
};

struct snmp_answers *snmp_answers_new(size_t bytes_max) {
    struct snmp_answers *answers = calloc(1, sizeof *answers);

    if (answers) {
        answers->bytes_max = bytes_max;
        answers->failures_end = &answers->failures;
        answers->arena = arena_new();
    }
    if (answers && !answers->arena) {
        free(answers);
        return NULL;
    }
    return answers;
}

void snmp_answers_free(struct snmp_answers *answers) {
    if (answers) {
        arena_free(answers->arena);
        free(answers->items);
        free(answers);
    }
}

size_t snmp_answers_footprint(const struct snmp_answers *answers) {
    return arena_footprint(answers->arena) + answers->capacity * sizeof *answers->items;
}

/* --- adding --- */

static bool reserve(struct snmp_answers *answers) {
    size_t capacity = answers->capacity ? answers->capacity + answers->capacity / 2 : 256;
    struct snmp_variable *items;

    if (answers->count < answers->capacity) {
        return snmp_answers_footprint(answers) <= answers->bytes_max;
    }
    if (arena_footprint(answers->arena) + capacity * sizeof *items > answers->bytes_max) {
        return false;
    }
    items = reallocarray(answers->items, capacity, sizeof *items);
    if (!items) {
        return false;
    }
    answers->items = items;
    answers->capacity = capacity;
    return true;
}

static struct snmp_oid keep_oid(struct arena *arena, struct snmp_oid oid) {
    uint32_t *ids = oid.n ? arena_alloc_array(arena, oid.n, sizeof *ids) : NULL;

    if (!ids) {
        return (struct snmp_oid){0};
    }
    memcpy(ids, oid.ids, oid.n * sizeof *ids);
    return (struct snmp_oid){ids, oid.n};
}

unsigned snmp_answers_stream(struct snmp_answers *answers) {
    return ++answers->streams;
}

bool snmp_answers_add(struct snmp_answers *answers, unsigned stream, const struct snmp_variable *variable) {
    struct snmp_variable *item;

    if (!reserve(answers)) {
        return false;
    }
    item = &answers->items[answers->count];
    *item = *variable;
    item->stream = stream;
    item->oid = keep_oid(answers->arena, variable->oid);
    item->identifier = keep_oid(answers->arena, variable->identifier);
    item->bytes = variable->bytes.n ? arena_dup(answers->arena, variable->bytes) : STR_NONE;
    answers->count += !arena_failed(answers->arena);
    return !arena_failed(answers->arena);
}

void snmp_answers_fail(struct snmp_answers *answers, const char *entry, const char *why) {
    struct failure *failure = arena_alloc(answers->arena, sizeof *failure);

    if (failure) {
        *failure = (struct failure){NULL, entry, why};
        *answers->failures_end = failure;
        answers->failures_end = &failure->next;
    }
}

bool snmp_answers_failure_at(const struct snmp_answers *answers, size_t place, const char **ret_entry,
                             const char **ret_why) {
    const struct failure *failure = answers->failures;

    for (; failure && place > 0; place--) {
        failure = failure->next;
    }
    if (!failure) {
        return false;
    }
    *ret_entry = failure->entry;
    *ret_why = failure->why;
    return true;
}

const char *snmp_answers_failure(const struct snmp_answers *answers, const char *entry) {
    for (const struct failure *failure = answers->failures; failure; failure = failure->next) {
        if (strcmp(failure->entry, entry) == 0) {
            return failure->why;
        }
    }
    return NULL;
}

/* --- bringing them in order --- */

static int compare_variables(const void *a, const void *b) {
    const struct snmp_variable *left = a, *right = b;
    int order = snmp_oid_cmp(left->oid, right->oid);

    return order ? order : (left->stream > right->stream) - (left->stream < right->stream);
}

static bool is_sorted(const struct snmp_answers *answers) {
    for (size_t i = 1; i < answers->count; i++) {
        if (snmp_oid_cmp(answers->items[i - 1].oid, answers->items[i].oid) >= 0) {
            return false;
        }
    }
    return true;
}

/* The variables of one stream, in their order, from PLACE on in another array. */
struct stream {
    const struct snmp_variable *first; /* NULL: it has none */
    size_t place, count;
};

static int compare_streams(const void *a, const void *b) {
    const struct stream *left = *(const struct stream *const *)a, *right = *(const struct stream *const *)b;

    return left->first && right->first ? snmp_oid_cmp(left->first->oid, right->first->oid)
                                       : (left->first == NULL) - (right->first == NULL);
}

static void find_places(struct stream *streams, const struct stream **order, size_t count) {
    size_t place = 0;

    for (size_t i = 0; i < count; i++) {
        order[i] = &streams[i];
    }
    qsort(order, count, sizeof *order, compare_streams);
    for (size_t i = 0; i < count; i++) {
        struct stream *stream = &streams[order[i] - streams];
        stream->place = place;
        place += stream->count;
    }
}

/* One stream behind the other, by their first objects: mostly that is all the order there is to make. */
static void line_up_streams(const struct snmp_answers *answers, struct stream *streams, const struct stream **order,
                            struct snmp_variable *to) {
    for (size_t i = 0; i < answers->count; i++) {
        struct stream *stream = &streams[answers->items[i].stream];
        stream->first = stream->first ? stream->first : &answers->items[i];
        stream->count++;
    }
    find_places(streams, order, answers->streams + 1);
    for (size_t i = 0; i < answers->count; i++) {
        to[streams[answers->items[i].stream].place++] = answers->items[i];
    }
}

/* Where memory is out, all of it is left to sorting. */
static void join_streams(struct snmp_answers *answers) {
    struct snmp_variable *items = reallocarray(NULL, answers->capacity, sizeof *items);
    struct stream *streams = calloc(answers->streams + 1, sizeof *streams);
    const struct stream **order = calloc(answers->streams + 1, sizeof *order);

    if (items && streams && order) {
        line_up_streams(answers, streams, order, items);
        free(answers->items);
        answers->items = items;
    } else {
        free(items);
    }
    free(streams);
    free(order);
}

/* glibc's qsort keeps the order of equals, which are two of one stream, as long as there is memory for it to merge in;
 * without, any of them stays. */
static void sort_and_drop(struct snmp_answers *answers) {
    size_t kept = 0;

    qsort(answers->items, answers->count, sizeof *answers->items, compare_variables);
    for (size_t i = 0; i < answers->count; i++) {
        if (kept == 0 || snmp_oid_cmp(answers->items[kept - 1].oid, answers->items[i].oid) != 0) {
            answers->items[kept++] = answers->items[i];
        }
    }
    answers->count = kept;
}

void snmp_answers_finish(struct snmp_answers *answers) {
    if (!is_sorted(answers)) {
        join_streams(answers);
    }
    if (!is_sorted(answers)) {
        sort_and_drop(answers);
    }
    for (size_t i = 0; i < answers->count; i++) {
        answers->items[i].stream = 0;
    }
    answers->streams = 0;
}

/* --- looking up --- */

size_t snmp_answers_count(const struct snmp_answers *answers) {
    return answers->count;
}

const struct snmp_variable *snmp_answers_at(const struct snmp_answers *answers, size_t place) {
    return place < answers->count ? &answers->items[place] : NULL;
}

size_t snmp_answers_place(const struct snmp_answers *answers, struct snmp_oid oid) {
    size_t low = 0, high = answers->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (snmp_oid_cmp(answers->items[middle].oid, oid) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The first one under the object, and how many numbers that has; NULL when there is none. */
static const struct snmp_variable *find_first(const struct snmp_answers *answers, const char *object,
                                              size_t *ret_length) {
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid oid;
    const struct snmp_variable *variable;

    if (!snmp_oid_read(str_from(object), ids, &oid)) {
        return NULL;
    }
    *ret_length = oid.n;
    variable = snmp_answers_at(answers, snmp_answers_place(answers, oid));
    return variable && snmp_oid_starts_with(variable->oid, oid) ? variable : NULL;
}

const struct snmp_variable *snmp_answers_get(const struct snmp_answers *answers, const char *object) {
    size_t length = 0;
    const struct snmp_variable *variable = find_first(answers, object, &length);

    return variable && variable->oid.n == length ? variable : NULL;
}

const struct snmp_variable *snmp_answers_first(const struct snmp_answers *answers, const char *object) {
    size_t length = 0;

    return find_first(answers, object, &length);
}

/* --- rows --- */

/* Each column's variables stand together; they are merged by index. */
void snmp_rows_begin(struct snmp_rows *rows, const struct snmp_answers *answers, const struct snmp_table *table) {
    uint32_t ids[SNMP_OID_MAX + 1];
    struct snmp_oid entry;

    *rows = (struct snmp_rows){.answers = answers};
    if (!snmp_oid_read(str_from(table->entry), ids, &entry) || entry.n == SNMP_OID_MAX) {
        return;
    }
    rows->entry_length = entry.n;
    entry.n++;
    while (rows->column_count < SNMP_COLUMNS_MAX && table->columns[rows->column_count]) {
        size_t column = rows->column_count++;
        ids[entry.n - 1] = table->columns[column];
        rows->places[column] = snmp_answers_place(answers, entry);
        ids[entry.n - 1]++;
        rows->ends[column] = snmp_answers_place(answers, entry);
    }
}

static struct snmp_oid index_at(const struct snmp_rows *rows, size_t column) {
    return snmp_oid_sub(snmp_answers_at(rows->answers, rows->places[column])->oid, rows->entry_length + 1, SIZE_MAX);
}

bool snmp_rows_next(struct snmp_rows *rows, struct snmp_row *ret_row) {
    bool has_row = false;

    *ret_row = (struct snmp_row){0};
    for (size_t column = 0; column < rows->column_count; column++) {
        struct snmp_oid index;
        if (rows->places[column] == rows->ends[column]) {
            continue;
        }
        index = index_at(rows, column);
        if (!has_row || snmp_oid_cmp(index, ret_row->index) < 0) {
            ret_row->index = index;
            has_row = true;
        }
    }
    for (size_t column = 0; has_row && column < rows->column_count; column++) {
        if (rows->places[column] < rows->ends[column] && snmp_oid_eq(index_at(rows, column), ret_row->index)) {
            ret_row->cells[column] = snmp_answers_at(rows->answers, rows->places[column]++);
        }
    }
    return has_row;
}

bool snmp_rows_next_of(struct snmp_rows *rows, size_t length, struct snmp_row *ret_row) {
    while (snmp_rows_next(rows, ret_row)) {
        if (ret_row->index.n == length) {
            return true;
        }
    }
    return false;
}

size_t snmp_rows_count(const struct snmp_answers *answers, const struct snmp_table *table) {
    struct snmp_rows rows;
    struct snmp_row row;
    size_t count = 0;

    snmp_rows_begin(&rows, answers, table);
    while (count < SNMP_ROWS_DEFAULT && snmp_rows_next(&rows, &row)) {
        count++;
    }
    return count;
}

void snmp_side_begin(struct snmp_side *side, const struct snmp_answers *answers, const struct snmp_table *table) {
    snmp_rows_begin(&side->rows, answers, table);
    side->has_row = snmp_rows_next(&side->rows, &side->row);
}

bool snmp_side_next(struct snmp_side *side, struct snmp_oid index, struct snmp_row *ret_row) {
    while (side->has_row && snmp_oid_cmp(side->row.index, index) < 0) {
        side->has_row = snmp_rows_next(&side->rows, &side->row);
    }
    if (!side->has_row || !snmp_oid_starts_with(side->row.index, index)) {
        return false;
    }
    *ret_row = side->row;
    side->has_row = snmp_rows_next(&side->rows, &side->row);
    return true;
}
