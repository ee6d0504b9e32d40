#include "scanner/collect/observation.h"

#include "base/calendar.h"
#include "base/text.h"

#include <inttypes.h>

#define ROWS_MAX       1000000
#define CELL_MAX_BYTES 65536
#define NOTES_MAX      8192
#define NUMBER_MAX     UINT64_C(1000000000000000) /* readers of numbers refuse more */

bool observation_init(struct observation *observation, struct arena *arena) {
    *observation = (struct observation){.arena = arena};
    return observation_add(observation, TABLE_DEVICES) != NULL;
}

static bool is_control(unsigned char c) {
    return c < 0x20 || c == 0x7f;
}

static bool is_clean(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (is_control((unsigned char)text.p[i])) {
            return false;
        }
    }
    return text_first_invalid(text) == SIZE_MAX;
}

/* One U+FFFD for each malformed byte. */
static void append_clean(struct str text, struct buffer *out) {
    while (text.n > 0) {
        size_t bad = text_first_invalid(text);
        size_t good = bad == SIZE_MAX ? text.n : bad;

        for (size_t i = 0; i < good; i++) {
            buffer_append_char(out, is_control((unsigned char)text.p[i]) ? ' ' : text.p[i]);
        }
        if (bad == SIZE_MAX) {
            return;
        }
        buffer_append(out, STR("\xef\xbf\xbd"));
        text = str_sub(text, good + 1, SIZE_MAX);
    }
}

/* A cut must not leave half a character. */
static struct str cut(struct str text, size_t limit) {
    if (text.n <= limit) {
        return text;
    }
    while (limit > 0 && ((unsigned char)text.p[limit] & 0xc0) == 0x80) {
        limit--;
    }
    return str_sub(text, 0, limit);
}

struct str observation_text(const struct observation *observation, struct str text) {
    CLEANUP(buffer_done) struct buffer clean = {0};

    text = cut(str_trim(text), CELL_MAX_BYTES);
    if (is_clean(text)) {
        return str_is_empty(text) ? STR_NONE : arena_dup(observation->arena, text);
    }
    append_clean(text, &clean);
    text = str_trim(buffer_view(&clean));
    return clean.failed || str_is_empty(text) ? STR_NONE : arena_dup(observation->arena, text);
}

void observation_set(struct observation *observation, unsigned devices_column, struct str text) {
    struct str *cell = &observation->rows->cells[devices_column];

    if (str_is_empty(*cell)) {
        *cell = observation_text(observation, text);
    }
}

struct str observation_get(const struct observation *observation, unsigned devices_column) {
    return observation->rows->cells[devices_column];
}

void observation_clear(struct observation *observation, unsigned devices_column) {
    observation->rows->cells[devices_column] = STR_NONE;
}

struct observation_row *observation_add(struct observation *observation, enum table_id table) {
    struct observation_row *row;
    size_t cells = schema_table(table)->column_count * sizeof(struct str);

    if (observation->row_count >= ROWS_MAX) {
        return NULL;
    }
    row = arena_alloc(observation->arena, sizeof(*row) + cells);
    if (!row) {
        return NULL;
    }
    row->table = table;
    if (observation->last) {
        observation->last->next = row;
    } else {
        observation->rows = row;
    }
    observation->last = row;
    observation->row_count++;
    return row;
}

void observation_cell(struct observation *observation, struct observation_row *row, unsigned column, struct str text) {
    row->cells[column] = observation_text(observation, text);
}

void observation_cell_list(struct observation *observation, struct observation_row *row, unsigned column,
                           const struct str *texts, size_t count) {
    CLEANUP(buffer_done) struct buffer list = {0};

    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(&list, i > 0 ? ";" : "");
        buffer_append(&list, texts[i]);
    }
    if (!list.failed) {
        observation_cell(observation, row, column, buffer_view(&list));
    }
}

size_t observation_drop(struct observation *observation, enum table_id table) {
    size_t before = observation->row_count;
    struct observation_row *kept = observation->rows; /* the devices row stays */

    for (struct observation_row *row = kept->next; row; row = row->next) {
        if (row->table == table) {
            observation->row_count--;
            continue;
        }
        kept->next = row;
        kept = row;
    }
    kept->next = NULL;
    observation->last = kept;
    return before - observation->row_count;
}

void observation_note(struct observation *observation, struct str text) {
    struct str clean = observation_text(observation, text), rest = observation->notes, note, part;

    /* what stands behind the list's separator is cut off */
    if (!str_cut(&clean, ';', &note) || str_is_empty(str_trim(note)) || observation->notes.n + note.n > NOTES_MAX) {
        return;
    }
    note = str_trim(note);
    while (str_cut(&rest, ';', &part)) {
        if (str_eq(part, note)) {
            return;
        }
    }
    observation->notes = str_is_empty(observation->notes) ? note
                                                          : arena_printf(observation->arena, "%.*s;%.*s",
                                                                         STR_FMT(observation->notes), STR_FMT(note));
}

void observation_set_number(struct observation *observation, unsigned devices_column, uint64_t number) {
    if (number <= NUMBER_MAX) {
        observation_set(observation, devices_column, arena_printf(observation->arena, "%" PRIu64, number));
    }
}

void observation_set_count(struct observation *observation, unsigned devices_column, uint64_t count) {
    if (count > 0) {
        observation_set_number(observation, devices_column, count);
    }
}

struct str observation_instant(const struct observation *observation, int64_t seconds) {
    char text[26];

    instant_format((struct instant){seconds, observation->utc_offset}, text);
    return arena_dup(observation->arena, str_from(text));
}

void observation_set_instant(struct observation *observation, unsigned devices_column, int64_t seconds) {
    observation_set(observation, devices_column, observation_instant(observation, seconds));
}
