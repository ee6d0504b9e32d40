#include "cli/examined_names.h"

#include "base/buffer.h"
#include "base/intern.h"
#include "inventory/schema.h"

#include <stdlib.h>

struct name {
    bool is_answered, is_cut_off; /* of several machines of the name one */
};

struct examined_names {
    struct intern *labels; /* on either side */
    struct name *items;    /* by number of the label */
    size_t capacity;
    struct buffer label; /* room */
};

/* srv01.example and SRV01 are one. Borrowed until the next. */
static struct str label_of(struct buffer *room, struct str hostname) {
    struct str label = STR_NONE;

    if (!str_cut(&hostname, '.', &label)) {
        return STR_NONE;
    }
    buffer_reset(room);
    buffer_append_lower(room, str_trim(label));
    return buffer_view(room);
}

static bool make_room(struct examined_names *names, size_t count) {
    size_t capacity = names->capacity ? names->capacity : 256;

    while (capacity < count) {
        capacity *= 2;
    }
    if (capacity == names->capacity) {
        return true;
    }
    struct name *items = reallocarray(names->items, capacity, sizeof *items);
    if (!items) {
        return false;
    }
    memset(items + names->capacity, 0, (capacity - names->capacity) * sizeof *items);
    names->items = items;
    names->capacity = capacity;
    return true;
}

static bool add_row(struct examined_names *names, struct row_reader *reader, bool is_observed) {
    struct str label = label_of(&names->label, row_reader_text(reader, DEVICES_HOSTNAME));
    uint32_t number = str_is_empty(label) ? 0 : intern_add(names->labels, label);

    if (str_is_empty(label)) {
        return !names->label.failed;
    }
    if (number == INTERN_NONE || !make_room(names, (size_t)number + 1)) {
        return false;
    }
    if (is_observed) {
        bool is_whole = str_is_empty(row_reader_text(reader, DEVICES_SECTIONS_MISSING));
        names->items[number].is_answered = true;
        names->items[number].is_cut_off |= !is_whole;
    }
    return true;
}

static enum err_code add_table(struct examined_names *names, const struct table *table, bool is_observed,
                               struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = table ? row_reader_new(table, &reader, err) : ERR_OK;

    for (uint32_t row = 0; !code && table && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = add_row(names, reader, is_observed) ? ERR_OK : err_no_memory(err);
    }
    return code || !table ? code : row_reader_error(reader, err);
}

enum err_code examined_names_new(const struct table *ledger, const struct table *snapshot, struct budget *budget,
                                 struct examined_names **ret_names, struct err *err) {
    CLEANUP(examined_names_free_cleanup) struct examined_names *names = calloc(1, sizeof *names);
    enum err_code code;

    if (!names || !(names->labels = intern_new_within(budget))) {
        return err_no_memory(err);
    }
    code = add_table(names, ledger, false, err);
    if (!code) {
        code = add_table(names, snapshot, true, err);
    }
    if (!code) {
        *ret_names = TAKE_PTR(names);
    }
    return code;
}

void examined_names_free(struct examined_names *names) {
    if (names) {
        intern_free(names->labels);
        free(names->items);
        buffer_done(&names->label);
        free(names);
    }
}

bool examined_names_answered(const struct examined_names *names, struct str hostname) {
    CLEANUP(buffer_done) struct buffer room = {0};
    struct str label = label_of(&room, hostname);
    uint32_t number = room.failed || str_is_empty(label) ? INTERN_NONE : intern_find(names->labels, label);

    if (room.failed) {
        return false;
    }
    return number == INTERN_NONE || (names->items[number].is_answered && !names->items[number].is_cut_off);
}
