#include "inventory/import_heading.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static void test_columns(void **state) {
    static const struct {
        enum table_id table;
        const char *text;
        unsigned column;
        enum unit unit;
    } cases[] = {
        /* what tools call it */
        {TABLE_DEVICES, "コンピューター名", DEVICES_HOSTNAME, UNIT_NONE},
        {TABLE_DEVICES, "ｺﾝﾋﾟｭｰﾀｰ名", DEVICES_HOSTNAME, UNIT_NONE},
        {TABLE_DEVICES, "資産No.", DEVICES_ASSET_ID, UNIT_NONE},
        {TABLE_DEVICES, "最終接続日時", DEVICES_OBSERVED_AT, UNIT_NONE},
        {TABLE_DEVICES, "最終稼働日時", DEVICES_OBSERVED_AT, UNIT_NONE},
        {TABLE_DEVICES, "LAST INVENTORY", DEVICES_OBSERVED_AT, UNIT_NONE}, /* in a ledger: inventoried_on */
        {TABLE_DEVICES, "Update Date/Time", DEVICES_OBSERVED_AT, UNIT_NONE},
        {TABLE_DEVICES, "ログオンユーザー名", DEVICES_LAST_LOGIN_USER, UNIT_NONE},
        {TABLE_DEVICES, "Operating System - Name", DEVICES_OS_NAME, UNIT_NONE},
        {TABLE_DEVICES, "Inventory number", DEVICES_ASSET_ID, UNIT_NONE},
        {TABLE_DEVICES, "物理メモリ(MB)", DEVICES_MEMORY_MB, UNIT_MB},
        {TABLE_DEVICES, "総ディスク容量（GB）", DEVICES_DISK_GB, UNIT_GB},
        {TABLE_SOFTWARE, "アプリケーション名", SOFTWARE_PRODUCT, UNIT_NONE},
        {TABLE_SOFTWARE, "発行者", SOFTWARE_VENDOR, UNIT_NONE},
        /* what ledgers call it, and what snapshots do */
        {TABLE_DEVICES, "製造番号", DEVICES_SERIAL, UNIT_NONE},
        {TABLE_DEVICES, "メモリ(GB)", DEVICES_MEMORY_MB, UNIT_GB},
        {TABLE_DEVICES, "observed_at", DEVICES_OBSERVED_AT, UNIT_NONE},
        {TABLE_DEVICES, "last_login_user", DEVICES_LAST_LOGIN_USER, UNIT_NONE},
        {TABLE_SOFTWARE, "ソフトウェア名", SOFTWARE_PRODUCT, UNIT_NONE},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct heading heading = import_heading_read(cases[i].table, str_from(cases[i].text));
        if (heading.fit != HEADING_FITS || heading.column != cases[i].column || heading.unit != cases[i].unit) {
            fail_msg("'%s': fit %d, column %u, unit %d", cases[i].text, heading.fit, heading.column, heading.unit);
        }
    }
    assert_int_equal(import_heading_read(TABLE_DEVICES, STR("壁紙の色")).fit, HEADING_UNKNOWN);
    assert_int_equal(import_heading_read(TABLE_DEVICES, STR("")).fit, HEADING_UNKNOWN);
    assert_int_equal(import_heading_read(TABLE_DEVICES, STR("---")).fit, HEADING_UNKNOWN);
}

/* Two headings of one column are no mistake in an export: the better one has it, wherever it stands. */
static void test_several(void **state) {
    static const struct str cells[] = {STR("更新日時"), STR("Name"),     STR("コンピュータ名"),
                                       STR("壁紙"),     STR("収集日時"), STR("ホスト名")};
    struct heading headings[ARRAY_LEN(cells)];

    (void)state;
    import_heading_read_all(TABLE_DEVICES, cells, ARRAY_LEN(cells), headings);
    assert_int_equal(headings[0].fit, HEADING_SECOND);
    assert_int_equal(headings[0].other_cell, 4);
    assert_int_equal(headings[1].fit, HEADING_SECOND);
    assert_int_equal(headings[1].other_cell, 2);
    assert_int_equal(headings[2].fit, HEADING_FITS);
    assert_int_equal(headings[2].column, DEVICES_HOSTNAME);
    assert_int_equal(headings[3].fit, HEADING_UNKNOWN);
    assert_int_equal(headings[4].fit, HEADING_FITS);
    assert_int_equal(headings[4].column, DEVICES_OBSERVED_AT);
    assert_int_equal(headings[5].fit, HEADING_SECOND);
    assert_int_equal(import_heading_hits(TABLE_DEVICES, cells, ARRAY_LEN(cells)), 5);
}

/* A heading of the table of aliases that stood in two lines would never reach the second. */
static void test_aliases_are_one(void **state) {
    static const struct {
        enum table_id table;
        unsigned column;
        const char *headings;
    } aliases[] = {
#define ALIAS(TABLE, COLUMN, HEADINGS) {TABLE_##TABLE, TABLE##_##COLUMN, HEADINGS},
#include "inventory/import_alias.def"
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++) {
        struct str rest = str_from(aliases[i].headings), text;
        for (unsigned rank = 0; str_cut(&rest, '|', &text); rank++) {
            struct heading heading = import_heading_read(aliases[i].table, text);
            if (heading.fit != HEADING_FITS || heading.column != aliases[i].column || heading.rank != rank) {
                fail_msg("'%.*s'", STR_FMT(text));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_aliases_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
