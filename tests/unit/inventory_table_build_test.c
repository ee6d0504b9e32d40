/* Rows that come in parts are the rows that were put in: places, lines, codes of any width, keys and dittos. */

#include "inventory/table_build.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>

enum { ROWS_MAX = 600, MODEL = DEVICES_MODEL, ID = DEVICES_ASSET_ID, NOTE = DEVICES_NOTE };

static uint64_t random_state;

static size_t draw(size_t below) {
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(random_state >> 33) % below;
}

/* What the table is to hold. */
static struct {
    struct csv_row rows[ROWS_MAX];
    const struct csv_row *pointers[ROWS_MAX];
    uint32_t codes[ROWS_MAX];
    uint64_t keys[ROWS_MAX];
    bool is_ditto[ROWS_MAX];
    uint32_t count;
} expected;

/* Codes and gaps between lines grow, so that parts have other widths than the table; some rows are too long for a word.
 */
static void draw_rows(uint32_t first, uint32_t count) {
    static const uint32_t widths[] = {1, 16, 256, 65536, 1000000};
    uint32_t width = 1;

    expected.count = first + count;
    for (uint32_t i = first; i < expected.count; i++) {
        width = draw(50) ? width : widths[draw(ARRAY_LEN(widths))];
        expected.rows[i] = (struct csv_row){.offset = i * UINT64_C(100000000),
                                            .length = draw(20) ? draw(1000) : ROW_LENGTH_LONG - 1 + draw(3),
                                            .line = draw(400) ? i + 2 + draw(width) : UINT32_MAX + (uint64_t)i};
        expected.pointers[i] = &expected.rows[i];
        expected.codes[i] = (uint32_t)draw(width);
        expected.keys[i] = random_state | 2;
        expected.is_ditto[i] = i > first && draw(3) == 0;
    }
}

static void begin(struct table *table, bool has_id) {
    struct table_source source = {.name = STR("devices.csv"), .delimiter = ','};

    source.columns[MODEL].cell = 1;
    source.columns[NOTE].cell = 2;
    source.columns[ID].cell = has_id ? 3 : 0;
    assert_int_equal(file_open(AT_FDCWD, "devices.csv", &source.file, NULL), ERR_OK);
    assert_int_equal(table_begin_source(table, &source, NULL), ERR_OK);
}

/* COLUMNS of rows from FIRST on; a file without ids has no keys to give. */
static void append(struct table *table, uint32_t first, uint32_t count, bool has_id) {
    struct row_cells columns[COLUMNS_MAX] = {0};
    static const uint32_t blank[ROWS_MAX];

    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        columns[i].codes = blank;
    }
    columns[MODEL].codes = expected.codes + first;
    columns[ID].keys = has_id ? expected.keys + first : NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (expected.is_ditto[first + i]) {
            assert_int_equal(table_add_ditto(table, NOTE, table->rows + i, STR("above"), draw(2), NULL), ERR_OK);
        }
    }
    assert_int_equal(table_append(table, expected.pointers + first, count, columns, NULL), ERR_OK);
}

/* In parts, which are filled in batches. */
static void add_rows(struct table *table, uint32_t first, bool has_id) {
    for (uint32_t row = first; row < expected.count;) {
        uint32_t end = row + (uint32_t)draw(draw(2) ? 5 : 300);
        CLEANUP(table_free_cleanup) struct table *part = table_new_part(table);
        assert_non_null(part);
        end = end < expected.count ? end : expected.count;
        while (row < end) {
            uint32_t n = 1 + (uint32_t)draw(end - row);
            append(part, row, n, has_id);
            row += n;
        }
        assert_int_equal(table_take_part(table, part, NULL), ERR_OK);
    }
}

static void check(const struct table *table, uint32_t begin, bool has_id) {
    const uint64_t *keys = table_keys(table, ID);

    assert_int_equal(table_rows(table), expected.count);
    for (uint32_t i = begin; i < expected.count; i++) {
        struct row_place place = table_place(table, i);
        const struct ditto_run *run = table_ditto_at(table, NOTE, i);
        assert_int_equal(place.offset, expected.rows[i].offset);
        assert_int_equal(place.length, expected.rows[i].length);
        assert_int_equal(table_line(table, i), expected.rows[i].line < UINT32_MAX ? expected.rows[i].line : UINT32_MAX);
        assert_int_equal(table_code(table, MODEL, i), expected.codes[i]);
        assert_int_equal(run != NULL, expected.is_ditto[i]);
        assert_true(!run || str_eq(run->text, STR("above")));
        assert_int_equal(keys ? keys[i] : 0, has_id ? expected.keys[i] : 0);
    }
}

/* Three files: the first and the last stay, the one between them is dropped; ids may come with either. */
static void check_round(void) {
    struct table *table = table_new_within(NULL, TABLE_DEVICES, KEYS_OF_IDS);
    bool first_has_id = draw(2), second_has_id = draw(2);
    uint32_t kept;

    assert_non_null(table);
    draw_rows(0, (uint32_t)draw(200));
    begin(table, first_has_id);
    add_rows(table, 0, first_has_id);
    assert_int_equal(table_end_source(table, true, NULL), ERR_OK);
    kept = expected.count;
    draw_rows(kept, (uint32_t)draw(200));
    begin(table, draw(2));
    add_rows(table, kept, true);
    assert_int_equal(table_end_source(table, false, NULL), ERR_OK);
    draw_rows(kept, (uint32_t)draw(200));
    begin(table, second_has_id);
    add_rows(table, kept, second_has_id);
    check(table, kept, second_has_id);
    expected.count = kept;
    table->rows = kept;
    check(table, 0, first_has_id);
    table_free(table);
}

static void test_parts(void **state) {
    long rounds = test_count("table_parts_random");

    (void)state;
    random_state = test_seed();
    scratch_write("devices.csv", STR("model,note,asset_id\n"));
    for (long i = 0; i < rounds; i++) {
        check_round();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parts, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
