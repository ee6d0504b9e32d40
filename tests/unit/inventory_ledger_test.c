#include "inventory/inventory.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct read_options options = {.tmpdir = "/tmp"};

/* Reads the working directory. */
static struct inventory *read_ledger(struct diagnostics *diagnostics) {
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(".", &options, diagnostics, &inventory, NULL), ERR_OK);
    return inventory;
}

static void write_encoded(const char *path, const char *encoding, struct str utf8) {
    struct str bytes = encoding ? scratch_encode(encoding, utf8) : utf8;

    scratch_write(path, bytes);
    if (encoding) {
        free((char *)(uintptr_t)bytes.p);
    }
}

/* All expected columns, so that only the case's own problem is said. */
#define HEADINGS "資産管理番号,種類,メーカー,型番,使用部門,設置場所,資産状態,調達形態"

struct position_case {
    const char *name;
    const char *encoding; /* NULL: the bytes as they are */
    struct str bytes;
    enum problem problem;
    uint64_t line, column;
    const char *heading, *arg0, *arg1;
    bool is_refused;
};

#define REST ",pc,NEC,X1,総務課,東京,運用中,購入"

static const struct position_case position_cases[] = {
    {"wrong date", NULL, STR(HEADINGS ",取得日\nA-1" REST ",2027-02-29\n"), PROBLEM_DATE_IMPOSSIBLE, 2, 29, "取得日",
     "2027-02-29", "", false},
    {"era that had ended", NULL, STR(HEADINGS ",取得日\nA-1" REST ",平成36年3月31日\n"), PROBLEM_DATE_ERA, 2, 29,
     "取得日", "平成36年3月31日", "2024-03-31", false},
    {"duplicate id, folded", NULL, STR(HEADINGS "\nA-1" REST "\nA-2" REST "\nａ－１" REST "\n"), PROBLEM_ID_TWICE, 4, 1,
     "資産管理番号", "ａ－１", "devices.csv:2", false},
    {"missing mandatory heading", NULL, STR("メモ\nホスト名,種類\nh1,pc\n"), PROBLEM_COLUMN_MISSING, 2, 0, "",
     "asset_id", NULL, true},
    {"expected heading", NULL, STR("資産管理番号,種類,メーカー,型番,使用部門,設置場所,資産状態\nA-1\n"),
     PROBLEM_COLUMN_EXPECTED, 1, 0, "", "acquisition", NULL, false},
    {"heading twice", NULL, STR("資産管理番号,種類,備考,管理番号\nA-1,pc,,A-2\n"), PROBLEM_HEADING_TWICE, 1, 14,
     "管理番号", "asset_id", "資産管理番号, 管理番号", true},
    {"no headings", NULL, STR("x,y\n1,2\n"), PROBLEM_NO_HEADINGS, 0, 0, "", "", "", true},
    {"empty file", NULL, STR(""), PROBLEM_NO_HEADINGS, 0, 0, "", "", "", true},
    {"bad CP932 byte", "CP932", STR(HEADINGS ",備考\nA-1" REST ",メモ\x01\n"), PROBLEM_BYTES_NOT_TEXT, 2, 31, "備考",
     "CP932", "FF", false},
    {"bad UTF-8 byte", NULL, STR(HEADINGS ",備考\nA-1" REST ",\"é\xFF\"\n"), PROBLEM_BYTES_NOT_TEXT, 2, 31, "備考",
     "UTF-8", "FF", false},
    {"gaiji", NULL, STR(HEADINGS "\nA-1,pc,\xEE\x80\x80,X,総務課,東京,運用中,購入\n"), PROBLEM_GAIJI, 2, 8, "メーカー",
     "\xEE\x80\x80", "", false},
    {"unclosed quote", NULL, STR(HEADINGS "\nA-1" REST "\nA-2,pc,\"NEC\nA-3" REST "\n"), PROBLEM_UNCLOSED_QUOTE, 3, 8,
     "", "", "", true},
    {"quote in a cell", NULL, STR(HEADINGS "\nA-1,東京\"京橋" REST "\n"), PROBLEM_QUOTE_IN_CELL, 2, 7, "", "", "",
     true},
    {"NUL", NULL, STR(HEADINGS "\nA-1,pc\0" REST "\n"), PROBLEM_NUL_BYTE, 2, 7, "", "", "", true},
    {"CRLF in quotes before the cell", NULL,
     STR(HEADINGS ",備考,取得日\r\nA-1" REST ",\"一行目\r\n二行目\",2027/13/1\r\n"), PROBLEM_DATE_IMPOSSIBLE, 3, 6,
     "取得日", "2027/13/1", "", false},
    {"text before the cell, CP932", "CP932", STR(HEADINGS ",取得日\nA-1" REST ",27/03/31\n"), PROBLEM_DATE_AMBIGUOUS, 2,
     29, "取得日", "27/03/31", "", false},
    {"text before the cell, UTF-16", "UTF-16", STR(HEADINGS ",取得日\nA-1" REST ",27/03/31\n"), PROBLEM_DATE_AMBIGUOUS,
     2, 29, "取得日", "27/03/31", "", false},
    {"BOM before the cell", NULL, STR("\xEF\xBB\xBF" HEADINGS "\n,pc,NEC,X1,総務課,東京,運用中,購入\n"),
     PROBLEM_CELL_REQUIRED, 2, 1, "資産管理番号", "asset_id", "", false},
    {"bad word", NULL, STR(HEADINGS "\nA-1,pc,NEC,X,総務課,東京,運用中,拾得\n"), PROBLEM_WORD_UNKNOWN, 2, 25,
     "調達形態", "拾得", "purchase, lease, rental", false},
    {"bad MAC", NULL, STR(HEADINGS ",MACアドレス\nA-1" REST ",00:1a:2b:3c:4d:5e/zz\n"), PROBLEM_MAC_NOT_READABLE, 2, 29,
     "MACアドレス", "zz", "", false},
    {"bad address", NULL, STR(HEADINGS ",IPアドレス\nA-1" REST ",10.0.0.256\n"), PROBLEM_ADDRESS_NOT_READABLE, 2, 29,
     "IPアドレス", "10.0.0.256", "", false},
    {"bad UUID", NULL, STR(HEADINGS ",UUID\nA-1" REST ",1234\n"), PROBLEM_UUID_NOT_READABLE, 2, 29, "UUID", "1234", "",
     false},
    {"too many cells", NULL, STR(HEADINGS "\nA-1" REST ",,x\n"), PROBLEM_TOO_MANY_CELLS, 2, 30, "", "10", "8", false},
    {"too few cells", NULL, STR(HEADINGS "\nA-1,pc\n"), PROBLEM_TOO_FEW_CELLS, 2, 0, "", "2", "8", false},
    {"ditto", NULL, STR(HEADINGS "\nA-1" REST "\nA-2,〃,NEC,X,総務課,東京,運用中,購入\n"), PROBLEM_DITTO, 3, 5, "種類",
     "〃", "pc", false},
    {"ditto in an uncoded column", NULL, STR(HEADINGS ",備考\nA-1" REST ",あ\nA-2" REST ",同上\n"), PROBLEM_DITTO, 3,
     29, "備考", "同上", "あ", false},
    {"nothing above", NULL, STR(HEADINGS "\nA-1,〃,NEC,X,総務課,東京,運用中,購入\n"), PROBLEM_DITTO_NOTHING_ABOVE, 2, 5,
     "種類", "〃", "", false},
    {"a workbook", NULL, STR("PK\3\4xxxxxxxxxxxxxxxx"), PROBLEM_ENCODING_UNKNOWN, 0, 0, "", "xlsx", "", true},
    {"end of file mark", NULL, STR(HEADINGS "\nA-1" REST "\n\x1A"), PROBLEM_CTRL_Z, 3, 1, "", "", "", false},
    {"title rows", NULL, STR("ハードウェア台帳,,,\n令和9年度,,,\n\n" HEADINGS ",取得日\nA-1" REST ",x\n"),
     PROBLEM_DATE_NOT_READABLE, 5, 29, "取得日", "x", "", false},
};

/* CP932 has no byte FF: the encoder writes the 01 that stands for it, and here it becomes one. */
static void write_case(const struct position_case *c) {
    struct str bytes;

    write_encoded("devices.csv", c->encoding, c->bytes);
    if (c->problem == PROBLEM_BYTES_NOT_TEXT && c->encoding) {
        bytes = scratch_read("devices.csv");
        for (size_t i = 0; i < bytes.n; i++) {
            if (bytes.p[i] == '\1') {
                ((char *)(uintptr_t)bytes.p)[i] = '\xFF';
            }
        }
        scratch_write("devices.csv", bytes);
        free((char *)(uintptr_t)bytes.p);
    }
}

static void check_text(const char *name, const char *what, struct str found, const char *expected) {
    if (expected && !str_eq(found, str_from(expected))) {
        fail_msg("%s: %s is \"%.*s\", not \"%s\"", name, what, STR_FMT(found), expected);
    }
}

static void check_position(const struct position_case *c) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct diagnostic_group *group;
    size_t count;

    write_case(c);
    inventory = read_ledger(diagnostics);
    group = problem_group(diagnostics, c->problem);
    if (!group) {
        fail_msg("%s: not found", c->name);
        return;
    }
    check_text(c->name, "file", group->file, "devices.csv");
    check_text(c->name, "heading", group->heading, c->heading);
    check_text(c->name, "argument 0", group->kept[0].args[0], c->arg0);
    check_text(c->name, "argument 1", group->kept[0].args[1], c->arg1);
    if (group->kept[0].line != c->line || group->kept[0].column != c->column || group->count != 1) {
        fail_msg("%s: %llu times, first at %llu:%llu, not %llu:%llu", c->name, (unsigned long long)group->count,
                 (unsigned long long)group->kept[0].line, (unsigned long long)group->kept[0].column,
                 (unsigned long long)c->line, (unsigned long long)c->column);
    }
    assert_int_equal(inventory_is_refused(inventory, TABLE_DEVICES), c->is_refused);
    assert_int_equal(inventory_table(inventory, TABLE_DEVICES) == NULL, c->is_refused);
    assert_int_equal(inventory_files(inventory, &count)[0].is_refused, c->is_refused);
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

static void test_positions(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(position_cases); i++) {
        check_position(&position_cases[i]);
    }
}

static struct row_reader *reader_of(const struct table *table) {
    struct row_reader *reader;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    return reader;
}

static void check_same_tables(const struct table *left, const struct table *right) {
    struct row_reader *readers[2] = {reader_of(left), reader_of(right)};

    assert_int_equal(table_rows(left), table_rows(right));
    for (uint32_t row = 0; row < table_rows(left); row++) {
        row_reader_move(readers[0], row);
        row_reader_move(readers[1], row);
        assert_int_equal(table_line(left, row), table_line(right, row));
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            struct str a = row_reader_text(readers[0], column), b = row_reader_text(readers[1], column);
            assert_true(str_eq(a, b));
        }
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(row_reader_error(readers[i], NULL), ERR_OK);
        row_reader_free(readers[i]);
    }
}

static void test_encodings_give_the_same_texts(void **state) {
    static const char *const encodings[] = {"CP932", "UTF-16LE", "UTF-16BE", "UTF-16"};
    static const struct str text = STR(
        HEADINGS
        ",備考,ホスト名,取得日,メモリ(GB)\r\n"
        "Ａ－１,ノートPC,富士通㈱,①型,総務課,東京,運用中,リース,\"改行\r\nあり, \"\"〃\"\"\",ＨＯＳＴ,R9.3.31,16\r\n"
        "A-2,〃,同上,表示ソ能,〃,〃,〃,〃,〃,ｶﾅ,2027-03-31,32GB\r\n");
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *first, *other;
    struct str bytes;

    (void)state;
    scratch_write("devices.csv", text);
    first = read_ledger(diagnostics);
    assert_int_equal(table_rows(inventory_table(first, TABLE_DEVICES)), 2);
    for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
        bytes = scratch_encode(encodings[i], text);
        if (i == 1 || i == 2) {
            /* iconv writes a BOM for UTF-16 only */
            char *with_bom = malloc(bytes.n + 2);
            memcpy(with_bom, i == 1 ? "\xFF\xFE" : "\xFE\xFF", 2);
            memcpy(with_bom + 2, bytes.p, bytes.n);
            free((char *)(uintptr_t)bytes.p);
            bytes = (struct str){with_bom, bytes.n + 2};
        }
        /* A new file: the first one is still being read. */
        remove("devices.csv");
        scratch_write("devices.csv", bytes);
        free((char *)(uintptr_t)bytes.p);
        other = read_ledger(diagnostics);
        check_same_tables(inventory_table(first, TABLE_DEVICES), inventory_table(other, TABLE_DEVICES));
        inventory_free(other);
    }
    inventory_free(first);
    diagnostics_free(diagnostics);
}

static void test_texts_and_values(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct table *table;
    struct row_reader *reader;

    (void)state;
    scratch_write("devices.csv",
                  STR(HEADINGS ",備考,メモリ(GB)\nA-1" REST ",あ,16\nA-2,〃,,,,,,,〃,\nA-3,〃,,,,,,,〃,〃\n"));
    inventory = read_ledger(diagnostics);
    table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_rows(table), 3);
    reader = reader_of(table);
    for (uint32_t row = 3; row-- > 0;) {
        row_reader_move(reader, row);
        assert_true(str_eq(row_reader_text(reader, DEVICES_KIND), STR("pc")));
        assert_true(str_eq(row_reader_text(reader, DEVICES_NOTE), STR("あ")));
        assert_true(str_eq(row_reader_text(reader, DEVICES_SERIAL), STR("")));
        assert_int_equal(table_code(table, DEVICES_KIND, row), table_code(table, DEVICES_KIND, 0));
    }
    assert_int_equal(row_reader_value(reader, DEVICES_MEMORY_MB).number, 16384);
    assert_int_equal(table_code_value(table, DEVICES_MEMORY_MB, table_code(table, DEVICES_MEMORY_MB, 0))->number,
                     16384);
    assert_int_equal(table_code(table, DEVICES_MEMORY_MB, 2), 0);
    assert_int_equal(table_code(table, DEVICES_ASSET_ID, 0), TABLE_UNCODED);
    assert_int_equal(table_code(table, DEVICES_OS_NAME, 0), 0);
    assert_true(table_has_column(table, DEVICES_NOTE));
    assert_false(table_has_column(table, DEVICES_OS_NAME));
    row_reader_free(reader);
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

static void test_rows_that_are_no_data(void **state) {
    static const struct {
        const char *row;
        bool is_data;
    } cases[] = {
        {"# A-9,pc", false},      {",,,,,,,", false},       {"　,,,,,,,", false},    {"合計,,,,,,,", false},
        {",,合　計,,,,,", false}, {"Total,,3,,,,,", false}, {"合計機,,,,,,,", true}, {"A-2,合計,,,,,,", true},
        {",合計,,,,,,", false},   {"A-3,,,,,,,", true},     {"totals,,,,,,,", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct diagnostics *diagnostics = diagnostics_new();
        struct inventory *inventory;
        char text[512];
        snprintf(text, sizeof text, "%s\nA-1%s\n%s\n", HEADINGS, REST, cases[i].row);
        scratch_write("devices.csv", str_from(text));
        inventory = read_ledger(diagnostics);
        if (table_rows(inventory_table(inventory, TABLE_DEVICES)) != (cases[i].is_data ? 2 : 1)) {
            fail_msg("%s", cases[i].row);
        }
        assert_null(problem_group(diagnostics, PROBLEM_CELL_REQUIRED));
        inventory_free(inventory);
        diagnostics_free(diagnostics);
    }
}

/* A file of the same table that is refused, between two that are not. */
static void test_refused_file_leaves_the_others(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct table *table;
    struct row_reader *reader;
    struct buffer evidence = {0};
    size_t count;

    (void)state;
    scratch_write("devices-1.csv", STR(HEADINGS "\nA-1" REST "\n"));
    scratch_write("devices-2.csv", STR(HEADINGS ",OS\nA-2,tablet,Acme,Y,〃,大阪,運用中,購入,Solaris\nA-3,\"pc\n"));
    scratch_write("devices-3.csv", STR(HEADINGS "\nA-2" REST "\na-1" REST "\n"));
    inventory = read_ledger(diagnostics);
    table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_rows(table), 3);
    assert_true(inventory_is_refused(inventory, TABLE_DEVICES));
    assert_false(table_has_column(table, DEVICES_OS_NAME));
    assert_int_equal(table_code_count(table, DEVICES_MANUFACTURER), 2);
    assert_int_equal(table_code_count(table, DEVICES_OS_NAME), 1);
    reader = reader_of(table);
    row_reader_move(reader, 1);
    assert_true(str_eq(row_reader_text(reader, DEVICES_ASSET_ID), STR("A-2")));
    assert_true(str_eq(row_reader_text(reader, DEVICES_DEPARTMENT), STR("総務課")));
    row_reader_free(reader);
    table_evidence(table, 2, &evidence);
    assert_true(str_eq(buffer_view(&evidence), STR("devices-3.csv:3")));
    buffer_done(&evidence);
    /* A-2 of the refused file does not count; A-1 of the first does. */
    assert_int_equal(problem_group(diagnostics, PROBLEM_ID_TWICE)->count, 1);
    assert_true(str_eq(problem_group(diagnostics, PROBLEM_ID_TWICE)->kept[0].args[1], STR("devices-1.csv:2")));
    assert_int_equal(inventory_files(inventory, &count)[1].is_refused, true);
    assert_int_equal(count, 3);
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

static void test_recognition(void **state) {
    static const struct {
        const char *name;
        const char *text;
        bool is_listed, has_table;
        enum table_id table;
    } cases[] = {
        {"ハードウェア台帳.csv", "資産管理番号,種類\nA-1,pc\n", true, true, TABLE_DEVICES},
        {"導入ソフトウェア台帳_令和9年度.CSV", "資産管理番号,ソフトウェア名\nA-1,x\n", true, true, TABLE_SOFTWARE},
        {"一覧.tsv", "資産管理番号\tソフトウェア名\tバージョン\nA-1\tx\t1\n", true, true, TABLE_SOFTWARE},
        {"一覧.csv", "資産管理番号\t種類\tシリアル番号\nA-1\tpc\tS1\n", true, true, TABLE_DEVICES},
        {"一覧2.csv", "氏名,所属\n山田,総務課\n", true, false, TABLE_COUNT},
        {"~$devices.csv", "x", false, false, TABLE_COUNT},
        {".devices.csv", "x", false, false, TABLE_COUNT},
        {"devices.txt", "x", false, false, TABLE_COUNT},
    };

    (void)state;
    mkdir("directory.csv", 0777);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct diagnostics *diagnostics = diagnostics_new();
        struct inventory *inventory;
        const struct inventory_file *files;
        size_t count;
        scratch_write(cases[i].name, str_from(cases[i].text));
        inventory = read_ledger(diagnostics);
        files = inventory_files(inventory, &count);
        assert_int_equal(count, cases[i].is_listed);
        if (count) {
            assert_true(str_eq(files[0].name, str_from(cases[i].name)));
            if (files[0].has_table != cases[i].has_table || (files[0].has_table && files[0].table != cases[i].table)) {
                fail_msg("%s", cases[i].name);
            }
            assert_int_equal(problem_group(diagnostics, PROBLEM_TABLE_UNKNOWN) != NULL, !cases[i].has_table);
        }
        if (cases[i].has_table) {
            assert_int_equal(table_rows(inventory_table(inventory, cases[i].table)), 1);
        }
        inventory_free(inventory);
        diagnostics_free(diagnostics);
        remove(cases[i].name);
    }
}

/* The digest of the empty file is the published XXH3-128 of no bytes. */
static void test_files_are_listed(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct inventory_file *files;
    char hex[33];
    size_t count;

    (void)state;
    scratch_write("b.csv", STR(""));
    scratch_write("a-devices.csv", STR(HEADINGS "\n"));
    inventory = read_ledger(diagnostics);
    files = inventory_files(inventory, &count);
    assert_int_equal(count, 2);
    assert_true(str_eq(files[0].name, STR("a-devices.csv")));
    assert_int_equal(files[0].rows, 0);
    hash128_format(files[1].digest, hex);
    assert_string_equal(hex, "99aa06d3014798d86001c324468d497f");
    assert_non_null(inventory_table(inventory, TABLE_DEVICES));
    inventory_free(inventory);
    diagnostics_free(diagnostics);
    assert_int_equal(ledger_read("nowhere", &options, NULL, &inventory, NULL), ERR_NOT_FOUND);
}

/* Positions are worked out only for what is kept, but all are counted. */
static void test_many_occurrences(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct buffer text = {0};
    struct inventory *inventory;
    const struct diagnostic_group *group;

    (void)state;
    buffer_append_cstr(&text, "資産管理番号,取得日\n");
    for (int i = 0; i < 100; i++) {
        buffer_printf(&text, "A-%02d,x%d\n", i, i % 3);
    }
    scratch_write("devices.csv", buffer_view(&text));
    buffer_done(&text);
    inventory = read_ledger(diagnostics);
    group = problem_group(diagnostics, PROBLEM_DATE_NOT_READABLE);
    assert_int_equal(group->count, 100);
    assert_int_equal(group->kept_count, DIAGNOSTICS_KEPT);
    for (size_t i = 0; i < group->kept_count; i++) {
        assert_int_equal(group->kept[i].line, i + 2);
        assert_int_equal(group->kept[i].column, 6);
    }
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_positions),
        SCRATCH_TEST(test_encodings_give_the_same_texts),
        SCRATCH_TEST(test_texts_and_values),
        SCRATCH_TEST(test_rows_that_are_no_data),
        SCRATCH_TEST(test_refused_file_leaves_the_others),
        SCRATCH_TEST(test_recognition),
        SCRATCH_TEST(test_files_are_listed),
        SCRATCH_TEST(test_many_occurrences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
