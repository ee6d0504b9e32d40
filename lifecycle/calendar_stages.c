#include "lifecycle/calendar_stages.h"

#include "base/arena.h"
#include "base/intern.h"
#include "base/text.h"

#include <stdlib.h>

static const struct default_row {
    const char *product, *label;
    enum calendar_date date;
} defaults[] = {
#define FEED(PRODUCT, LABEL, DATE) {PRODUCT, LABEL, CALENDAR_##DATE},
#include "lifecycle/feed_stage.def"
};

static const enum calendar_date usual[CALENDAR_STAGE_COUNT] = {
    [CALENDAR_STAGE_EOAS] = CALENDAR_ACTIVE_END,
    [CALENDAR_STAGE_EOL] = CALENDAR_SUPPORT_END,
    [CALENDAR_STAGE_EOES] = CALENDAR_EXTENDED_END,
    [CALENDAR_STAGE_DISCONTINUED] = CALENDAR_SALE_END,
};

struct calendar_stages {
    struct arena *arena;
    struct intern *keys;       /* product and label, folded */
    enum calendar_date *dates; /* by their numbers */
    uint32_t capacity;
};

void calendar_stages_free(struct calendar_stages *stages) {
    if (stages) {
        arena_free(stages->arena);
        intern_free(stages->keys);
        free(stages);
    }
}

static void append_key(struct str product, struct str label, struct buffer *out) {
    text_fold(product, out);
    buffer_append_char(out, '\x1F');
    text_fold(label, out);
}

/* Of rows for one stage the one that comes first by what it says counts, whatever the order of rows. */
static enum err_code add(struct calendar_stages *stages, struct str product, struct str label, enum calendar_date date,
                         bool is_rule, struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};
    uint32_t before = intern_count(stages->keys);

    append_key(product, label, &key);
    uint32_t number = key.failed ? INTERN_NONE : intern_add(stages->keys, buffer_view(&key));
    if (number == INTERN_NONE) {
        return err_no_memory(err);
    }
    if (number < before && stages->dates) {
        stages->dates[number] = is_rule && stages->dates[number] < date ? stages->dates[number] : date;
        return ERR_OK;
    }
    enum calendar_date *dates = arena_grow(stages->arena, stages->dates, before, 1, &stages->capacity, sizeof *dates);
    if (!dates) {
        return err_no_memory(err);
    }
    stages->dates = dates;
    dates[number] = date;
    return ERR_OK;
}

static enum err_code add_rows(struct calendar_stages *stages, const struct table *table, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        struct value date = row_reader_value(reader, FEEDS_COLUMN);
        struct str product = row_reader_text(reader, FEEDS_PRODUCT);
        if (date.is_set && product.n) {
            code =
                add(stages, product, row_reader_text(reader, FEEDS_LABEL), (enum calendar_date)date.number, true, err);
        }
    }
    return code ? code : row_reader_error(reader, err);
}

static enum err_code add_defaults(struct calendar_stages *stages, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < ARRAY_LEN(defaults); i++) {
        CLEANUP(buffer_done) struct buffer key = {0};
        append_key(str_from(defaults[i].product), str_from(defaults[i].label), &key);
        if (!key.failed && intern_find(stages->keys, buffer_view(&key)) == INTERN_NONE) {
            code =
                add(stages, str_from(defaults[i].product), str_from(defaults[i].label), defaults[i].date, false, err);
        }
    }
    return code;
}

enum err_code calendar_stages_read(const struct table *feeds, struct calendar_stages **ret_stages, struct err *err) {
    CLEANUP(calendar_stages_free_cleanup) struct calendar_stages *stages = calloc(1, sizeof *stages);

    if (!stages) {
        return err_no_memory(err);
    }
    stages->arena = arena_new();
    stages->keys = intern_new();
    if (!stages->arena || !stages->keys) {
        return err_no_memory(err);
    }
    enum err_code code = feeds ? add_rows(stages, feeds, err) : ERR_OK;
    if (!code) {
        code = add_defaults(stages, err);
    }
    if (!code) {
        *ret_stages = TAKE_PTR(stages);
    }
    return code;
}

enum calendar_date calendar_stages_find(const struct calendar_stages *stages, struct str product,
                                        enum calendar_stage stage, struct str label) {
    CLEANUP(buffer_done) struct buffer key = {0};

    append_key(product, label, &key);
    uint32_t number = label.n && !key.failed ? intern_find(stages->keys, buffer_view(&key)) : INTERN_NONE;
    return number == INTERN_NONE ? usual[stage] : stages->dates[number];
}
