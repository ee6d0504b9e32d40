/* Cells and headings: what a text means in every kind of column. What must hold for any text: a value is set or says
 * why not; a date that was read reads the same again from its ISO form; folding twice is folding once; a heading that
 * fits names a column of its table. The text is made UTF-8 first, as the intake does. */

#include "base/date_read.h"
#include "base/text.h"
#include "inventory/heading.h"
#include "inventory/identity.h"
#include "inventory/value.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct column_def *column, struct str text) {
    for (enum unit unit = UNIT_NONE; unit <= UNIT_MILLION; unit++) {
        struct value value = value_read(column, unit, text);
        CHECK((unsigned)value.problem < PROBLEM_COUNT);
        CHECK(!value.is_set || problem_effect(value.problem) <= EFFECT_NOTICE || column->type == TYPE_IP_LIST ||
              column->type == TYPE_MAC_LIST);
        CHECK(!value.is_set || column->type != TYPE_WORD || schema_word(column, (unsigned)value.number).p);
    }
}

static void check_date(struct str text) {
    struct date date, again;
    char iso[11];

    if (date_read(text, &date) <= DATE_READ_SERIAL) {
        date_format(date, iso);
        CHECK(date_read(str_from(iso), &again) == DATE_READ && again.days == date.days);
    }
}

static void check_fold(struct str text) {
    struct buffer once = {0}, twice = {0};

    text_fold(text, &once);
    text_fold(buffer_view(&once), &twice);
    CHECK(str_eq(buffer_view(&once), buffer_view(&twice)));
    buffer_done(&once);
    buffer_done(&twice);
}

static void check_keys(struct str text) {
    struct buffer normal = {0};

    for (enum identity_key key = 0; key < KEY_COUNT; key++) {
        buffer_reset(&normal);
        bool is_key = identity_normalise(key, text, &normal);
        CHECK(is_key == (normal.n > 0));
        CHECK(text_first_invalid(buffer_view(&normal)) == SIZE_MAX && str_find_char(buffer_view(&normal), ' ') < 0);
    }
    buffer_done(&normal);
}

static void check_headings(enum table_id table, struct str text) {
    enum { HEADINGS = 16 };
    struct str cells[HEADINGS], rest = text;
    struct heading headings[HEADINGS];
    size_t count = 0;

    while (count < HEADINGS && str_cut(&rest, ',', &cells[count])) {
        count++;
    }
    heading_read_all(table, cells, count, headings);
    for (size_t i = 0; i < count; i++) {
        CHECK(headings[i].fit == HEADING_UNKNOWN || headings[i].column < schema_table(table)->column_count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str text = {(const char *)data + 2, size - 2};

    if (size < 2 || size > 4096 || text_first_invalid(text) != SIZE_MAX) {
        return 0;
    }
    enum table_id table = data[0] % TABLE_COUNT;
    check_value(schema_column(table, data[1] % schema_table(table)->column_count), text);
    check_date(text);
    check_fold(text);
    check_keys(text);
    check_headings(table, text);
    return 0;
}
