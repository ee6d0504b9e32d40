#include "reconciler/change_rows.h"

#include "base/intern.h"
#include "base/text.h"
#include "inventory/row_cells.h"

#include <assert.h>
#include <stdlib.h>

enum { IDS_SHOWN = 4 };

/* An id, by its number: folded, so that CHG-101 and ＣＨＧ－１０１ are one. */
struct id {
    struct str text; /* as written; of several spellings the first in order */
    uint32_t parent; /* of the tree that its change is; itself at the root */
    bool is_named;   /* some other row's related_id is it */
};

/* What all rows of a change say. */
struct facts {
    bool has_field, has_approval;
    enum change_approval approval;
    struct date approved_on, applied_on;
    struct str shown;
};

struct reading {
    const struct table *table;
    struct arena *arena;
    struct intern *numbers;
    struct id *ids;
    uint32_t id_capacity;
    struct facts *facts; /* by root */
    struct change_row *rows;
    uint32_t *id_of_row; /* INTERN_NONE: it has none */
    bool failed;         /* memory is out */
};

/* --- which rows are of one change ------------------------------------------------------------------------------------
 */

static uint32_t root_of(struct id *ids, uint32_t number) {
    assert(ids);
    while (ids[number].parent != number) {
        ids[number].parent = ids[ids[number].parent].parent;
        number = ids[number].parent;
    }
    return number;
}

static void join(struct id *ids, uint32_t a, uint32_t b) {
    uint32_t x = root_of(ids, a), y = root_of(ids, b);
    ids[x > y ? x : y].parent = x > y ? y : x;
}

static bool make_room(struct reading *reading, uint32_t number) {
    struct id *room = arena_grow(reading->arena, reading->ids, number, 1, &reading->id_capacity, sizeof *room);

    reading->ids = room ? room : reading->ids;
    return room != NULL;
}

static uint32_t add_id(struct reading *reading, struct str text) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint32_t known = intern_count(reading->numbers);

    if (str_is_empty(text)) {
        return INTERN_NONE;
    }
    text_fold(text, &folded);
    uint32_t number = folded.failed ? INTERN_NONE : intern_add(reading->numbers, buffer_view(&folded));
    if (number == INTERN_NONE || !make_room(reading, number)) {
        reading->failed = true;
        return INTERN_NONE;
    }
    struct id *id = &reading->ids[number];
    if (number >= known) {
        *id = (struct id){arena_dup(reading->arena, text), number, false};
    } else if (str_cmp(text, id->text) < 0) {
        id->text = arena_dup(reading->arena, text);
    }
    return number;
}

static void read_ids(struct reading *reading, struct row_reader *reader, uint32_t row) {
    uint32_t own = add_id(reading, row_reader_text(reader, CHANGES_CHANGE_ID));
    uint32_t related = add_id(reading, row_reader_text(reader, CHANGES_RELATED_ID));

    reading->id_of_row[row] = own != INTERN_NONE ? own : related;
    if (own != INTERN_NONE && related != INTERN_NONE && own != related) {
        join(reading->ids, own, related);
        reading->ids[related].is_named = true;
    }
}

/* --- what a row says -------------------------------------------------------------------------------------------------
 */

static void read_row(struct reading *reading, struct row_reader *reader, uint32_t row) {
    struct value approval = row_reader_value(reader, CHANGES_APPROVAL);

    reading->rows[row] = (struct change_row){
        .row = row,
        .target = row_reader_dup(reader, CHANGES_TARGET, reading->arena),
        .field = row_reader_dup(reader, CHANGES_FIELD, reading->arena),
        .before = row_reader_dup(reader, CHANGES_BEFORE, reading->arena),
        .after = row_reader_dup(reader, CHANGES_AFTER, reading->arena),
        .has_approval = approval.is_set,
        .approval = approval.is_set ? (enum change_approval)approval.number : APPROVAL_PENDING,
        .approved_on = row_reader_date(reader, CHANGES_APPROVED_ON),
        .applied_on = row_reader_date(reader, CHANGES_APPLIED_ON),
    };
    read_ids(reading, reader, row);
}

static enum err_code read_rows(struct reading *reading, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(reading->table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(reading->table); row++) {
        row_reader_move(reader, row);
        read_row(reading, reader, row);
        if (reading->failed || arena_failed(reading->arena)) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

/* --- what the rows of a change say together --------------------------------------------------------------------------
 */

static struct date later(struct date a, struct date b) {
    return a.days > b.days ? a : b; /* a date that is not set is before all others */
}

static void gather(struct reading *reading, const struct change_row *row) {
    struct facts *facts = &reading->facts[root_of(reading->ids, reading->id_of_row[row->row])];

    if (row->has_approval) {
        facts->approval = facts->has_approval && facts->approval > row->approval ? facts->approval : row->approval;
        facts->has_approval = true;
    }
    facts->has_field |= !str_is_empty(row->field);
    facts->approved_on = later(facts->approved_on, row->approved_on);
    facts->applied_on = later(facts->applied_on, row->applied_on);
}

static void complete(struct reading *reading, struct change_row *row) {
    const struct facts *facts = &reading->facts[root_of(reading->ids, reading->id_of_row[row->row])];

    if (!row->has_approval) {
        row->has_approval = facts->has_approval;
        row->approval = facts->approval;
    }
    row->approved_on = date_is_set(row->approved_on) ? row->approved_on : facts->approved_on;
    row->applied_on = date_is_set(row->applied_on) ? row->applied_on : facts->applied_on;
    row->is_continued = str_is_empty(row->field) && facts->has_field;
    row->id = facts->shown;
}

/* --- how a change is called ------------------------------------------------------------------------------------------
 */

struct named {
    uint32_t root;
    bool is_named;
    struct str text;
};

/* Those that name others come first. */
static int compare_named(const void *left, const void *right) {
    const struct named *a = left, *b = right;

    if (a->root != b->root) {
        return a->root < b->root ? -1 : 1;
    }
    return a->is_named != b->is_named ? a->is_named - b->is_named : str_cmp(a->text, b->text);
}

static struct str show(struct arena *arena, const struct named *ids, size_t count) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append(&text, ids[0].text);
    for (size_t i = 1; i < count && i <= IDS_SHOWN; i++) {
        buffer_append_cstr(&text, i == 1 ? " (" : ", ");
        buffer_append(&text, i < IDS_SHOWN ? ids[i].text : STR("…"));
    }
    buffer_append_cstr(&text, count > 1 ? ")" : "");
    return arena_dup(arena, buffer_view(&text));
}

static bool name_changes(struct reading *reading) {
    uint32_t count = intern_count(reading->numbers);
    struct named *ids = arena_alloc_array(reading->arena, (size_t)count + 1, sizeof *ids);

    for (uint32_t i = 0; ids && i < count; i++) {
        ids[i] = (struct named){root_of(reading->ids, i), reading->ids[i].is_named, reading->ids[i].text};
    }
    if (ids) {
        qsort(ids, count, sizeof *ids, compare_named);
    }
    for (uint32_t begin = 0, end; ids && begin < count; begin = end) {
        for (end = begin; end < count && ids[end].root == ids[begin].root;) {
            end++;
        }
        reading->facts[ids[begin].root].shown = show(reading->arena, ids + begin, end - begin);
    }
    return ids != NULL;
}

static enum err_code complete_rows(struct reading *reading, struct err *err) {
    uint32_t ids = intern_count(reading->numbers), rows = table_rows(reading->table);

    reading->facts = arena_alloc_array(reading->arena, (size_t)ids + 1, sizeof *reading->facts);
    for (uint32_t i = 0; reading->facts && i < ids; i++) {
        reading->facts[i] = (struct facts){.approved_on = DATE_NONE, .applied_on = DATE_NONE};
    }
    if (!reading->facts || !name_changes(reading)) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row++) {
        if (reading->id_of_row[row] != INTERN_NONE) {
            gather(reading, &reading->rows[row]);
        }
    }
    for (uint32_t row = 0; row < rows; row++) {
        if (reading->id_of_row[row] != INTERN_NONE) {
            complete(reading, &reading->rows[row]);
        }
    }
    return arena_failed(reading->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code change_rows_read(const struct table *table, struct arena *arena, struct change_row **ret_rows,
                               struct err *err) {
    CLEANUP(intern_free_cleanup) struct intern *numbers = intern_new_within(table_budget(table));
    size_t count = (size_t)table_rows(table) + 1;
    struct reading reading = {
        .table = table,
        .arena = arena,
        .numbers = numbers,
        .rows = arena_alloc_array(arena, count, sizeof *reading.rows),
        .id_of_row = arena_alloc_array(arena, count, sizeof *reading.id_of_row),
    };

    if (!numbers || !reading.rows || !reading.id_of_row) {
        return err_no_memory(err);
    }
    enum err_code code = read_rows(&reading, err);
    if (code == ERR_OK) {
        code = complete_rows(&reading, err);
    }
    if (code == ERR_OK) {
        *ret_rows = reading.rows;
    }
    return code;
}
