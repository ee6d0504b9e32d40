/* The vector splitter and the sequential reader read the same ledger alike: every diagnostic, every row, every cell;
 * and so does the splitter in pieces of any size, on any number of threads. */

#include "inventory/inventory.h"

#include "inventory/cell_key.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

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

/* What people write above a table, quotes where none belong among it. */
static const char *const titles[] = {"情報システム台帳",     "\"x\"y", "x\"y", "\"二行の\n題\"", "",
                                     "令和8年度,\"総務課\"", "\""};

static const char *const line_ends[] = {"\n", "\r\n", "\n", "\r\n", "\r"};
static const char *const delimiters[] = {",", ",", "\t", ";"};

/* How a random file is written. */
struct manner {
    const char *line_end, *delimiter;
    size_t columns[ARRAY_LEN(headings)]; /* indices of headings, the first of which every file has */
    size_t column_count;
    size_t dittos;   /* of a hundred cells */
    size_t problems; /* of a hundred cells, all of one kind */
    size_t lines;    /* of quoted cells, at most; 0: as in cells */
    bool is_damaged, has_giant;
};

static struct manner draw_manner(void) {
    struct manner manner = {.line_end = DRAW(line_ends),
                            .delimiter = DRAW(delimiters),
                            .column_count = 1,
                            .dittos = draw(4) ? 0 : 30,
                            .problems = draw(6) ? 0 : 20,
                            .lines = draw(5) ? 0 : 30,
                            .is_damaged = draw(3) == 0,
                            .has_giant = draw(12) == 0};

    for (size_t i = 1; i < ARRAY_LEN(headings); i++) {
        if (draw(6)) {
            manner.columns[manner.column_count++] = i;
        }
    }
    return manner;
}

static void append_lines(struct buffer *text, size_t most) {
    buffer_append_char(text, '"');
    for (size_t i = draw(most); i > 0; i--) {
        buffer_append_cstr(text, draw(4) ? "行\n" : draw(2) ? "行\r\n" : "\"\"x\"\",\n");
    }
    buffer_append_char(text, '"');
}

/* Longer than a text that is coded. */
static void append_giant(struct buffer *text) {
    for (size_t i = 0; i < 70000; i++) {
        buffer_append_char(text, 'x');
    }
}

static void append_random_cell(struct buffer *text, const struct manner *manner, size_t rows) {
    if (draw(100) < manner->dittos) {
        buffer_append_cstr(text, draw(2) ? "〃" : "同上");
    } else if (draw(100) < manner->problems) {
        buffer_append_cstr(text, manner->is_damaged ? "x\"y" : "\xEE\x80\x80");
    } else if (manner->lines && draw(8) == 0) {
        append_lines(text, manner->lines);
    } else if (manner->has_giant && draw(rows * 4 + 1) == 0) {
        append_giant(text);
    } else {
        buffer_append_cstr(text, manner->is_damaged && draw(300) == 0 ? DRAW(damage) : DRAW(cells));
    }
}

static void append_row(struct buffer *text, const struct manner *manner, size_t rows) {
    size_t count = draw(10) ? manner->column_count : draw(manner->column_count + 3);

    buffer_append_cstr(text, manner->line_end);
    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(text, i ? manner->delimiter : "");
        if (i == 0 && draw(4)) {
            buffer_printf(text, "A-%zu", draw(60));
        } else {
            append_random_cell(text, manner, rows);
        }
    }
}

static void append_headings(struct buffer *text, const struct manner *manner) {
    for (size_t i = draw(3) ? 0 : draw(4); i > 0; i--) {
        buffer_append_cstr(text, DRAW(titles));
        buffer_append_cstr(text, manner->line_end);
    }
    for (size_t i = 0; i < manner->column_count; i++) {
        buffer_append_cstr(text, i ? manner->delimiter : "");
        buffer_append_cstr(text, headings[manner->columns[i]]);
    }
}

/* In an encoding that has all of it, or as it is. */
static size_t write_encoded(const char *name, const struct manner *manner, struct str text) {
    static const char *const encodings[] = {"UTF-8", "UTF-8", "UTF-8", "UTF-8-BOM", "CP932", "UTF-16"};
    const char *encoding = DRAW(encodings);
    struct str bytes = {0};

    if (strcmp(encoding, "UTF-8-BOM") == 0) {
        CLEANUP(buffer_done) struct buffer with_bom = {0};
        buffer_append_cstr(&with_bom, "\xEF\xBB\xBF");
        buffer_append(&with_bom, text);
        scratch_write(name, buffer_view(&with_bom));
    } else if (strcmp(encoding, "UTF-8") != 0 && !manner->is_damaged) {
        bytes = scratch_encode(encoding, text);
        scratch_write(name, bytes);
        free((char *)(uintptr_t)bytes.p);
    } else {
        scratch_write(name, text);
    }
    return text.n;
}

static size_t write_random_file(const char *name) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct manner manner = draw_manner();
    size_t rows = draw(40) + (draw(8) ? 0 : 200);

    append_headings(&text, &manner);
    for (size_t row = 0; row < rows; row++) {
        append_row(&text, &manner, rows);
    }
    buffer_append_cstr(&text, draw(2) ? manner.line_end : "");
    if (manner.is_damaged && draw(3) == 0) {
        buffer_append_char(&text, draw(2) ? '\x1A' : '\0');
    }
    return write_encoded(name, &manner, buffer_view(&text));
}

/* One to three files of one table, each with columns of its own. Returns about how many bytes they have. */
static size_t write_random_ledger(void) {
    static const char *const names[] = {"devices.csv", "devices-2.csv", "devices-3.csv"};
    size_t count = draw(3) ? 1 : 1 + draw(3), bytes = 0;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        remove(names[i]);
        if (i < count) {
            bytes += write_random_file(names[i]);
        }
    }
    return bytes;
}

/* Of any size, but not a hundred thousand of them. */
static size_t draw_piece(size_t bytes) {
    return 1 + bytes / (draw(4) ? 50 : 400) + draw(draw(3) ? 300 : 3000);
}

static void write_diagnostics(struct diagnostics *diagnostics, struct buffer *out) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%.*s: %u %llu times, heading %.*s\n", STR_FMT(groups[i].file), groups[i].problem,
                      (unsigned long long)groups[i].count, STR_FMT(groups[i].heading));
        for (size_t j = 0; j < groups[i].kept_count; j++) {
            const struct diagnostic *kept = &groups[i].kept[j];
            buffer_printf(out, "  %llu:%llu %.*s, %.*s\n", (unsigned long long)kept->line,
                          (unsigned long long)kept->column, STR_FMT(kept->args[0]), STR_FMT(kept->args[1]));
        }
    }
}

/* The keys that were kept are those of what the cells say. */
static void check_keys(const struct table *table, struct row_reader *reader, uint32_t row) {
    struct cell_keys maker = cell_keys_make();

    for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        const uint64_t *keys = table_keys(table, column);
        if (keys) {
            struct str text = row_reader_text(reader, column);
            assert_int_equal(keys[row], cell_key(&maker, schema_column(TABLE_DEVICES, column), text));
        }
    }
    cell_keys_done(&maker);
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
        table_evidence(table, row, out);
        check_keys(table, reader, row);
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            if (!table_has_column(table, column)) {
                continue;
            }
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
    struct read_options options = {.tmpdir = "/tmp", .path = path, .plan = {pool, piece}, .keeps_machine_keys = true};
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
        size_t bytes = write_random_ledger();
        read_ledger(READ_PATH_SEQUENTIAL, NULL, 0, &sequential);
        read_ledger(READ_PATH_FASTEST, NULL, 0, &fast);
        compare(round, "one piece", &fast, &sequential);
        read_ledger(READ_PATH_FASTEST, pool, draw_piece(bytes), &pieces);
        compare(round, "pieces", &pieces, &sequential);
        buffer_reset(&pieces);
        read_ledger(READ_PATH_FASTEST, NULL, draw_piece(bytes), &pieces);
        compare(round, "pieces, one thread", &pieces, &sequential);
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
