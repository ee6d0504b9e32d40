#include "report/export/sheet.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/workbook/column.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

static const struct sheet_column columns[] = {
    {"asset_id", SHEET_TEXT, 0, {NULL}}, {"verdict", SHEET_WORD, 0, {NULL}}, {"need_min", SHEET_NUMBER, 0, {NULL}}};
static const struct sheet_table table = {"table.csv", columns, ARRAY_LEN(columns)};
static const struct export_sheet sheet = {.sheet = {.name = {"Table", "表"}, .table = &table},
                                          .about = EXPORT_ABOUT_ASSETS};

static struct export_set *begin(int *ret_fd, enum language language) {
    struct export_settings settings = {
        .language = language, .name = "set", .title = EXPORT_TITLE_HANDOVER, .system = STR("システム"), .tmpdir = "."};
    struct export_set *set = NULL;

    assert_int_equal(mkdir("out", 0777), 0);
    settings.dir_fd = open("out", O_RDONLY | O_DIRECTORY);
    assert_true(settings.dir_fd >= 0 && date_from_civil((struct civil){2027, 3, 31}, &settings.as_of));
    assert_int_equal(export_set_new(&settings, &set, NULL), ERR_OK);
    *ret_fd = settings.dir_fd;
    return set;
}

static void write_table(struct export_set *set) {
    const struct str rows[][ARRAY_LEN(columns)] = {{STR("=1+1"), STR("missing"), STR("12")},
                                                   {STR("A-2"), STR_NONE, STR_NONE}};

    assert_int_equal(export_sheet_begin(set, &sheet, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(export_sheet_row(set, rows[i], NULL), ERR_OK);
    }
    assert_int_equal(export_sheet_end(set, ERR_OK, NULL), ERR_OK);
}

/* Headings and words are those of the language; no cell starts a formula; headings do not break. */
static void test_table(void **state) {
    int fd;
    struct export_set *set = begin(&fd, LANGUAGE_JA);

    (void)state;
    write_table(set);
    scratch_expect("out/table.csv", "\xef\xbb\xbf資産管理番号,判定,必要数（確実）\r\n'=1+1,現物なし,12\r\nA-2,,\r\n");
    export_set_free(set);
    close(fd);
}

/* Every file is listed, and its digest is that of its bytes, by a calculation of their own. */
static void test_index(void **state) {
    int fd;
    struct export_set *set = begin(&fd, LANGUAGE_EN);
    struct output *output = NULL;
    char hex[33];
    size_t count;

    (void)state;
    write_table(set);
    assert_int_equal(export_file_begin(set, "note.txt", &output, NULL), ERR_OK);
    output_cstr(output, "text");
    assert_int_equal(export_file_end(set, "note.txt", EXPORT_ABOUT_DRAWING, output, ERR_OK, NULL), ERR_OK);
    assert_int_equal(export_set_end(set, NULL), ERR_OK);

    struct str digests = scratch_read("out/digests.xxh128");
    const struct str *names = export_set_files(set, &count);
    assert_true(str_eq(names[0], STR("table.csv")) && str_eq(names[1], STR("note.txt")));
    assert_true(str_eq(names[count - 1], STR(EXPORT_MARKER)));
    for (size_t i = 0; i + 1 < count; i++) {
        char path[64], line[128];
        snprintf(path, sizeof path, "out/%s", names[i].p);
        struct str bytes = scratch_read(path);
        struct hasher *hasher = hasher_new();
        hasher_update(hasher, bytes);
        hash128_format(hasher_digest(hasher), hex);
        snprintf(line, sizeof line, "%s  %s\n", hex, names[i].p);
        assert_true(str_find(digests, str_from(line)) >= 0);
        hasher_free(hasher);
        free((void *)(uintptr_t)bytes.p);
    }
    free((void *)(uintptr_t)digests.p);
    struct str list = scratch_read("out/index.txt");
    assert_true(str_find(list, STR("システム\r\nAs of 2027-03-31\r\n")) > 0);
    assert_true(str_find(list, STR(" 1. table.csv\r\n")) > 0 && str_find(list, STR("(rows: 2)\r\n")) > 0);
    free((void *)(uintptr_t)list.p);
    export_set_free(set);
    close(fd);
}

/* What failed is left, and said once. */
static void test_failure(void **state) {
    int fd;
    struct export_set *set = begin(&fd, LANGUAGE_EN);
    struct err err = {0};

    (void)state;
    scratch_write("out/table.csv", STR("there"));
    enum err_code code = export_sheet_begin(set, &sheet, &err);
    assert_int_not_equal(code, ERR_OK);
    assert_int_equal(export_sheet_end(set, code, &err), code);
    scratch_expect("out/table.csv", "there");
    export_set_free(set);
    close(fd);
}

/* No column of a set is headed by the name that only programs know it by. */
static void test_headings(void **state) {
    static const struct export_sheet *const sheets[] = {
        &export_open_findings, &export_waivers,        &export_corrections,      &export_new_findings,
        &export_updates,       &export_actions_sheet,  &export_license_changes,  &export_check_book,
        &export_check_floor,   &export_check_unpaired, &export_check_population, &export_assets,
        &export_positions,     &export_support,        &export_contracts,        &export_reuse,
        &export_drift,
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
        const struct sheet_table *of = sheets[i]->sheet.table;
        for (size_t column = 0; column < of->count; column++) {
            if (!workbook_look(&sheets[i]->sheet, column)) {
                fail_msg("%s: %s has no heading", of->file, of->columns[column].name);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {SCRATCH_TEST(test_table), SCRATCH_TEST(test_index), SCRATCH_TEST(test_failure),
                                       cmocka_unit_test(test_headings)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
