/* The vector splitter and the sequential reader read the same ledger alike: every diagnostic, every row, every cell; and
 * so does the splitter in pieces of any size, on any number of threads. */

#include "inventory/inventory.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

static uint64_t random_state;

static size_t draw(size_t below) {
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(random_state >> 33) % below;
}

#define DRAW(LIST) LIST[draw(ARRAY_LEN(LIST))]

static const char *const headings[] = {"資産管理番号", "シリアル番号", "ホスト名",   "種類",   "メーカー",
                                       "MACアドレス",  "IPアドレス",   "メモリ(GB)", "取得日", "設置場所",
                                       "備考",         "UUID",         "総コア数"};
static const char *const cells[] = {"A-1",
                                    "A-2",
                                    "ａ－１",
                                    "",
                                    "",
                                    "〃",
                                    "同上",
                                    "pc",
                                    "サーバ",
                                    "16GB",
                                    "１６",
                                    "R9.3.31",
                                    "2027-02-29",
                                    "46477",
                                    "00:1a:2b:3c:4d:5e",
                                    "zz",
                                    "10.0.0.1",
                                    "10.0.0.256",
                                    "東京",
                                    "\xEE\x80\x80",
                                    "8コア×2",
                                    "合計",
                                    " x ",
                                    "　",
                                    "\"a,b\"",
                                    "\"一行目\r\n二行目\"",
                                    "\"\"\"〃\"\"\"",
                                    "\"\"",
                                    "\"\r\"",
                                    "\"\n\"",
                                    "#",
                                    "-"};
static const char *const damage[] = {"\"", "x\"y", "\"x\"y", "\r", "\x1A", "\xFF", "\n\n", "\r\n"};

static void write_random_ledger(void) {
    static const char *const line_ends[] = {"\n", "\r\n", "\n", "\r\n", "\r"};
    CLEANUP(buffer_done) struct buffer text = {0};
    static const char *const delimiters[] = {",", ",", "\t", ";"};
    const char *line_end = DRAW(line_ends), *delimiter = DRAW(delimiters);
    size_t rows = draw(40), is_damaged = draw(3) == 0;

    for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
        buffer_append_cstr(&text, i ? delimiter : "");
        buffer_append_cstr(&text, headings[i]);
    }
    for (size_t row = 0; row < rows; row++) {
        size_t count = draw(10) ? ARRAY_LEN(headings) : draw(ARRAY_LEN(headings) + 3);
        buffer_append_cstr(&text, line_end);
        for (size_t i = 0; i < count; i++) {
            buffer_append_cstr(&text, i ? delimiter : "");
            if (i == 0 && draw(4)) {
                buffer_printf(&text, "A-%zu", draw(60));
            } else {
                buffer_append_cstr(&text, is_damaged && draw(300) == 0 ? DRAW(damage) : DRAW(cells));
            }
        }
    }
    buffer_append_cstr(&text, draw(2) ? line_end : "");
    if (is_damaged && draw(3) == 0) {
        buffer_append_char(&text, draw(2) ? '\x1A' : '\0');
    }
    remove("devices.csv");
    scratch_write("devices.csv", buffer_view(&text));
}

static void write_diagnostics(struct diagnostics *diagnostics, struct buffer *out) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%u %llu times, heading %.*s\n", groups[i].problem, (unsigned long long)groups[i].count,
                      STR_FMT(groups[i].heading));
        for (size_t j = 0; j < groups[i].kept_count; j++) {
            const struct diagnostic *kept = &groups[i].kept[j];
            buffer_printf(out, "  %llu:%llu %.*s, %.*s\n", (unsigned long long)kept->line,
                          (unsigned long long)kept->column, STR_FMT(kept->args[0]), STR_FMT(kept->args[1]));
        }
    }
}

static void write_table(const struct table *table, struct buffer *out) {
    struct row_reader *reader;

    if (!table) {
        buffer_append_cstr(out, "no table\n");
        return;
    }
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_printf(out, "line %llu:", (unsigned long long)table_line(table, row));
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            struct value value = row_reader_value(reader, column);
            buffer_append_cstr(out, " ");
            buffer_append(out, row_reader_text(reader, column));
            buffer_printf(out, "/%d/%lld", value.is_set, (long long)value.number);
        }
        buffer_append_cstr(out, "\n");
    }
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
    row_reader_free(reader);
}

static void read_ledger(enum read_path path, struct pool *pool, size_t piece, struct buffer *out) {
    struct read_options options = {.tmpdir = "/tmp", .path = path, .plan = {pool, piece}};
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;

    assert_int_equal(ledger_read(".", &options, diagnostics, &inventory, NULL), ERR_OK);
    write_diagnostics(diagnostics, out);
    write_table(inventory_table(inventory, TABLE_DEVICES), out);
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

static void compare(long round, const char *what, const struct buffer *found, const struct buffer *expected) {
    if (!str_eq(buffer_view(found), buffer_view(expected))) {
        fail_msg("round %ld, %s\n%.*s\n---- sequential\n%.*s", round, what, STR_FMT(buffer_view(found)),
                 STR_FMT(buffer_view(expected)));
    }
}

static void test_paths_agree(void **state) {
    long count = test_count("read_paths_random"), with_table = 0;
    struct pool *pool;

    (void)state;
    random_state = test_seed();
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    for (long round = 0; round < count; round++) {
        CLEANUP(buffer_done) struct buffer fast = {0}, pieces = {0}, sequential = {0};
        write_random_ledger();
        read_ledger(READ_PATH_SEQUENTIAL, NULL, 0, &sequential);
        read_ledger(READ_PATH_FASTEST, NULL, 0, &fast);
        compare(round, "one piece", &fast, &sequential);
        read_ledger(READ_PATH_FASTEST, pool, 1 + draw(draw(3) ? 300 : 3000), &pieces);
        compare(round, "pieces", &pieces, &sequential);
        with_table += !str_contains(buffer_view(&fast), STR("no table"));
    }
    pool_free(pool);
    assert_true(with_table > count / 4 && with_table < count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paths_agree, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
