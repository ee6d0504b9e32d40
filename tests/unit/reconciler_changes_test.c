#include "reconciler/changes.h"

#include <stdio.h>

#include "base/compiler.h"
#include "reconciler/change_result.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"

/* The day of the observation in all cases is 2027-03-30. A-1 is d1, named sv01; A-2 was not observed; d2 is in no
 * ledger.
 */
#define HEAD "change_id,related_id,approval,approved_on,applied_on,target,field,before,after\n"

struct fixture {
    struct ministry *ministry;
    struct pairing *pairing;
    struct titles *titles;
    struct changes *changes;
    struct row_reader *device; /* on d1 */
    struct arena *arena;
};

/* Of changes with those ROWS. */
static struct fixture begin(const char *rows) {
    char text[1024];
    const struct ministry_table others[] = {{false, TABLE_CHANGES, text}};
    struct fixture fixture = {.arena = arena_new()};

    assert_true((size_t)snprintf(text, sizeof text, HEAD "%s", rows) < sizeof text);
    fixture.ministry = ministry_new(&(struct ministry_text){
        .assets = "asset_id,hostname,serial\nA-1,sv01,SN-1\nA-2,sv02,SN-2\n",
        .listed = "asset_id,product,version\nA-1,PostgreSQL,14.9\n",
        .devices = "device_id,hostname,serial,os_name,os_version,memory_mb,mac_addresses\n"
                   "d1,sv01,SN-1,Debian GNU/Linux,12.5,32000,02:00:00:00:00:01\nd2,sv09,SN-9,,,,\n",
        .installed = "device_id,product,version\nd1,PostgreSQL,15.2\nd1,Firefox 129.0 (x64),129.0\n",
        .others = others,
        .other_count = ARRAY_LEN(others)});
    const struct inventory *ledger = ministry_ledger(fixture.ministry), *real = ministry_snapshot(fixture.ministry);
    struct titles_input titles = {.listed = inventory_table(ledger, TABLE_SOFTWARE),
                                  .installed = inventory_table(real, TABLE_SOFTWARE),
                                  .changes = inventory_table(ledger, TABLE_CHANGES)};
    struct changes_input input = {.table = inventory_table(ledger, TABLE_CHANGES),
                                  .assets = ministry_assets(fixture.ministry),
                                  .devices = ministry_devices(fixture.ministry)};

    input.observed_on = ledger_day("2027-03-30");
    assert_int_equal(titles_build(&titles, &fixture.titles, NULL), ERR_OK);
    input.pairing = fixture.pairing = ministry_pairing(fixture.ministry);
    input.titles = fixture.titles;
    assert_int_equal(changes_build(&input, &fixture.changes, NULL), ERR_OK);
    assert_int_equal(row_reader_new(input.devices, &fixture.device, NULL), ERR_OK);
    row_reader_move(fixture.device, 0);
    return fixture;
}

static void end(struct fixture *fixture) {
    row_reader_free(fixture->device);
    changes_free(fixture->changes);
    titles_free(fixture->titles);
    pairing_free(fixture->pairing);
    ministry_free(fixture->ministry);
    arena_free(fixture->arena);
}

enum { MACHINE_A1 = 0, MACHINE_D2 = 2 + 1 /* behind two assets, in the second row */ };

static struct change_answer ask_column(struct fixture *fixture, uint32_t machine, unsigned column, const char *text) {
    struct observed_column observed = {
        .column = column,
        .device = machine == MACHINE_A1 ? fixture->device : NULL,
        .text = str_from(text),
        .arena = fixture->arena,
    };
    return change_ask_column(fixture->changes, machine, &observed, NULL);
}

static void check_answer(const char *name, struct change_answer answer, enum change_verdict verdict, const char *id) {
    struct str told = answer.change ? answer.change->row->id : STR_NONE;

    if (answer.verdict != verdict || !str_eq(told, str_from(id))) {
        fail_msg("%s: verdict %d of %.*s, expected %d of %s", name, answer.verdict, STR_FMT(told), verdict, id);
    }
}

/* --- approval and dates ----------------------------------------------------------------------------------------------
 */

/* All rows are about the memory of A-1, which was found to be 32000 MB. */
static void test_approval_and_dates(void **state) {
    static const struct {
        const char *name, *rows;
        enum change_verdict verdict;
        const char *id;
        enum changes_column missing;
    } cases[] = {
        {"before", "C,,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_EXPLAINS, "C", 0},
        {"all on one day", "C,,approved,2027-03-30,2027-03-30,A-1,memory_mb,,32GB\n", CHANGE_EXPLAINS, "C", 0},
        {"a day too late", "C,,approved,2027-03-01,2027-03-31,A-1,memory_mb,,32GB\n", CHANGE_NOT_YET, "C", 0},
        {"approved a day after", "C,,approved,2027-03-11,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_LATE, "C", 0},
        {"approved after the observation", "C,,approved,2027-03-31,,A-1,memory_mb,,32GB\n", CHANGE_LATE, "C", 0},
        {"pending", "C,,pending,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_PENDING, "C", 0},
        {"rejected", "C,,rejected,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_REJECTED, "C", 0},
        {"no approval", "C,,,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_INCOMPLETE, "C", CHANGES_APPROVAL},
        {"no day of approval", "C,,approved,,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_INCOMPLETE, "C",
         CHANGES_APPROVED_ON},
        {"not applied yet", "C,,approved,2027-03-01,,A-1,memory_mb,,32GB\n", CHANGE_INCOMPLETE, "C",
         CHANGES_APPLIED_ON},
        {"no result", "C,,approved,2027-03-01,2027-03-10,A-1,memory_mb,,\n", CHANGE_INCOMPLETE, "C", CHANGES_AFTER},
        {"no day, and pending", "C,,pending,,,A-1,memory_mb,,32GB\n", CHANGE_PENDING, "C", 0},
        {"another result", "C,,approved,2027-03-01,2027-03-10,A-1,memory_mb,,64GB\n", CHANGE_OTHER, "C", 0},
        {"another field", "C,,approved,2027-03-01,2027-03-10,A-1,disk_gb,,32GB\n", CHANGE_NONE, "", 0},
        {"another machine", "C,,approved,2027-03-01,2027-03-10,A-2,memory_mb,,32GB\n", CHANGE_NONE, "", 0},
        {"no field", "C,,approved,2027-03-01,2027-03-10,A-1,,,32GB\n", CHANGE_NONE, "", 0},
        {"the one applied last",
         "C1,,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\nC2,,approved,2027-03-01,2027-03-12,A-1,memory_mb,,"
         "32GB\n",
         CHANGE_EXPLAINS, "C2", 0},
        {"the one that explains",
         "C1,,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\nC2,,pending,2027-03-01,2027-03-12,A-1,memory_mb,,"
         "32GB\n",
         CHANGE_EXPLAINS, "C1", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture fixture = begin(cases[i].rows);
        struct change_answer answer = ask_column(&fixture, MACHINE_A1, DEVICES_MEMORY_MB, "32000");
        check_answer(cases[i].name, answer, cases[i].verdict, cases[i].id);
        if (cases[i].verdict == CHANGE_INCOMPLETE) {
            assert_int_equal(answer.missing, cases[i].missing);
        }
        end(&fixture);
    }
}

/* --- rows of one change ----------------------------------------------------------------------------------------------
 */

static void test_joined_rows(void **state) {
    static const struct {
        const char *name, *rows;
        enum change_verdict verdict;
        const char *id;
    } cases[] = {
        {"approval from the other side",
         "CHG-101,M-55,,,2027-03-10,A-1,memory_mb,,32GB\nM-55,,approved,2027-03-01,,A-1,,,\n", CHANGE_EXPLAINS,
         "CHG-101 (M-55)"},
        {"the other direction", "CHG-101,,,,2027-03-10,A-1,memory_mb,,32GB\nM-55,CHG-101,approved,2027-03-01,,A-1,,,\n",
         CHANGE_EXPLAINS, "M-55 (CHG-101)"},
        {"both name each other",
         "CHG-101,M-55,,,2027-03-10,A-1,memory_mb,,32GB\nM-55,CHG-101,approved,2027-03-01,,A-1,,,\n", CHANGE_EXPLAINS,
         "CHG-101 (M-55)"},
        {"the other row has the field",
         "CHG-101,M-55,approved,2027-03-01,2027-03-10,A-1,,,\nM-55,,,,,A-1,memory_mb,,32GB\n", CHANGE_EXPLAINS,
         "CHG-101 (M-55)"},
        {"in other widths", "CHG-101,ｍ－５５,,,2027-03-10,A-1,memory_mb,,32GB\nM-55,,approved,2027-03-01,,A-1,,,\n",
         CHANGE_EXPLAINS, "CHG-101 (M-55)"},
        {"a number without a row", "CHG-101,M-55,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\n", CHANGE_EXPLAINS,
         "CHG-101 (M-55)"},
        {"a fact of its own goes first",
         "CHG-101,M-55,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\nM-55,,rejected,2027-03-01,2027-04-10,A-1,,,"
         "\n",
         CHANGE_EXPLAINS, "CHG-101 (M-55)"},
        {"what is worth least",
         "CHG-101,M-55,,,2027-03-10,A-1,memory_mb,,32GB\nM-55,M-56,approved,2027-03-01,,A-1,,,\n"
         "M-56,,pending,2027-03-02,,A-1,,,\n",
         CHANGE_PENDING, "CHG-101 (M-55, M-56)"},
        {"the latest day",
         "CHG-101,M-55,approved,,2027-03-10,A-1,memory_mb,,32GB\nM-55,M-56,,2027-03-01,,A-1,,,\n"
         "M-56,,,2027-03-11,,A-1,,,\n",
         CHANGE_LATE, "CHG-101 (M-55, M-56)"},
        {"one change of two fields",
         "CHG-101,,approved,2027-03-01,2027-03-10,A-1,disk_gb,,500GB\nCHG-101,,,,,A-1,memory_mb,,32GB\n",
         CHANGE_EXPLAINS, "CHG-101"},
        {"more ids than are shown",
         "A,F,approved,2027-03-01,2027-03-10,A-1,memory_mb,,32GB\nF,B,,,,A-1,,,\nB,C,,,,A-1,,,\nC,D,,,,A-1,,,\nD,E,,,,"
         "A-"
         "1,,,\n",
         CHANGE_EXPLAINS, "A (B, C, D, …)"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct fixture fixture = begin(cases[i].rows);
        struct change_answer answer = ask_column(&fixture, MACHINE_A1, DEVICES_MEMORY_MB, "32000");
        check_answer(cases[i].name, answer, cases[i].verdict, cases[i].id);
        end(&fixture);
    }
}

/* --- targets, fields and results -------------------------------------------------------------------------------------
 */

static void test_targets_fields_and_results(void **state) {
    static const struct {
        const char *target, *field, *after;
        uint32_t machine;
        unsigned column;
        const char *observed;
        enum change_verdict verdict;
    } cases[] = {
        {"A-1", "メモリ", "32GB", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"Ａ－１", "メモリ容量", "32GB", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"sv01.example.go.jp", "Memory", "32GB", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"d1", "memory_mb", "32GB", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"d2", "memory_mb", "32GB", MACHINE_D2, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"sv09", "memory_mb", "32GB", MACHINE_D2, DEVICES_MEMORY_MB, "32000", CHANGE_EXPLAINS},
        {"nobody", "memory_mb", "32GB", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_NONE},
        {"A-1", "memory_mb", "unreadable", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_INCOMPLETE},
        {"A-1", "memory_mb", "-", MACHINE_A1, DEVICES_MEMORY_MB, "32000", CHANGE_INCOMPLETE},
        /* 32 GB are 32768: from 90 % of it on */
        {"A-1", "memory_mb", "32768", MACHINE_D2, DEVICES_MEMORY_MB, "32768", CHANGE_NONE},
        {"d2", "memory_mb", "32768", MACHINE_D2, DEVICES_MEMORY_MB, "29492", CHANGE_EXPLAINS},
        {"d2", "memory_mb", "32768", MACHINE_D2, DEVICES_MEMORY_MB, "29491", CHANGE_OTHER},
        {"d2", "disk_gb", "500", MACHINE_D2, DEVICES_DISK_GB, "460", CHANGE_EXPLAINS},
        {"d2", "disk_gb", "500", MACHINE_D2, DEVICES_DISK_GB, "459", CHANGE_OTHER},
        {"A-1", "OSバージョン", "12", MACHINE_A1, DEVICES_OS_VERSION, "12.5", CHANGE_EXPLAINS},
        {"A-1", "OSバージョン", "1", MACHINE_A1, DEVICES_OS_VERSION, "12.5", CHANGE_OTHER},
        /* the name of a system says its version as well */
        {"A-1", "OS", "Debian 12", MACHINE_A1, DEVICES_OS_VERSION, "12.5", CHANGE_EXPLAINS},
        {"A-1", "OS", "Debian 11", MACHINE_A1, DEVICES_OS_VERSION, "12.5", CHANGE_OTHER},
        {"A-1", "OS", "Debian", MACHINE_A1, DEVICES_OS_VERSION, "12.5", CHANGE_OTHER},
        {"A-1", "OS", "Debian 12", MACHINE_A1, DEVICES_OS_NAME, "Debian GNU/Linux", CHANGE_EXPLAINS},
        {"A-1", "MACアドレス", "02-00-00-00-00-01", MACHINE_A1, DEVICES_MAC_ADDRESSES, "02:00:00:00:00:01",
         CHANGE_EXPLAINS},
        {"d2", "設置場所", "２Ｆ サーバ室", MACHINE_D2, DEVICES_LOCATION, "2F サーバ室", CHANGE_EXPLAINS},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char rows[512];
        snprintf(rows, sizeof rows, "C,,approved,2027-03-01,2027-03-10,%s,%s,,%s\n", cases[i].target, cases[i].field,
                 cases[i].after);
        struct fixture fixture = begin(rows);
        struct change_answer answer = ask_column(&fixture, cases[i].machine, cases[i].column, cases[i].observed);
        check_answer(rows, answer, cases[i].verdict, cases[i].verdict == CHANGE_NONE ? "" : "C");
        end(&fixture);
    }
}

/* --- software --------------------------------------------------------------------------------------------------------
 */

static void test_software(void **state) {
    static const struct {
        const char *field, *before, *after;
        const char *title;
        bool is_there;
        const char *versions;
        enum change_verdict verdict;
    } cases[] = {
        {"PostgreSQL", "14.9", "15.2", "PostgreSQL", true, "15.2", CHANGE_EXPLAINS},
        {"ｐｏｓｔｇｒｅｓｑｌ", "14.9", "15", "PostgreSQL", true, "15.2", CHANGE_EXPLAINS},
        {"PostgreSQL", "14.9", "PostgreSQL 15.2", "PostgreSQL", true, "15.2", CHANGE_EXPLAINS},
        {"PostgreSQL", "14.9", "15.3", "PostgreSQL", true, "15.2", CHANGE_OTHER},
        {"PostgreSQL", "", "導入", "PostgreSQL", true, "15.2", CHANGE_EXPLAINS},
        {"PostgreSQL", "", "Installed", "PostgreSQL", true, "15.2", CHANGE_EXPLAINS},
        {"PostgreSQL", "", "削除", "PostgreSQL", true, "15.2", CHANGE_OTHER},
        {"PostgreSQL", "14.9", "", "PostgreSQL", true, "15.2", CHANGE_INCOMPLETE},
        {"PostgreSQL", "14.9", "15.2", "PostgreSQL", true, "15.2; 16.1", CHANGE_OTHER},
        {"PostgreSQL", "14.9", "削除", "PostgreSQL", false, "", CHANGE_EXPLAINS},
        {"PostgreSQL", "14.9", "-", "PostgreSQL", false, "", CHANGE_EXPLAINS},
        {"PostgreSQL", "14.9", "", "PostgreSQL", false, "", CHANGE_EXPLAINS},
        {"PostgreSQL", "", "", "PostgreSQL", false, "", CHANGE_INCOMPLETE},
        {"PostgreSQL", "14.9", "15.2", "PostgreSQL", false, "", CHANGE_OTHER},
        /* by the stem, which has no version */
        {"Firefox", "128.0", "129.0", "Firefox 129.0 (x64)", true, "129.0", CHANGE_EXPLAINS},
        {"Firefox", "128.0", "129.0", "PostgreSQL", true, "129.0", CHANGE_NONE},
        {"no such title", "", "導入", "PostgreSQL", true, "15.2", CHANGE_NONE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char rows[512];
        snprintf(rows, sizeof rows, "C,,approved,2027-03-01,2027-03-10,A-1,%s,%s,%s\n", cases[i].field, cases[i].before,
                 cases[i].after);
        struct fixture fixture = begin(rows);
        struct observed_versions observed = {cases[i].is_there, str_from(cases[i].versions), STR_NONE};
        struct title title = titles_find(fixture.titles, str_from(cases[i].title));
        struct change_answer answer = change_ask_software(fixture.changes, MACHINE_A1, title, &observed, NULL);
        check_answer(rows, answer, cases[i].verdict, cases[i].verdict == CHANGE_NONE ? "" : "C");
        end(&fixture);
    }
}

/* Neither a column nor a title that anybody knows; and what two columns could mean. */
static void test_fields_of_nothing(void **state) {
    struct fixture fixture = begin("C1,,approved,2027-03-01,2027-03-10,A-1,FWルール,,追加\n"
                                   "C2,,approved,2027-03-01,2027-03-10,A-1,,,\n"
                                   "C3,,approved,2027-03-01,2027-03-10,A-1,PostgreSQL,,15\n"
                                   "C4,,approved,2027-03-01,2027-04-10,A-1,ホスト名,,sv02\n");
    static const enum change_subject subjects[] = {CHANGE_OF_NOTHING, CHANGE_OF_NOTHING, CHANGE_OF_SOFTWARE,
                                                   CHANGE_OF_COLUMN};

    (void)state;
    assert_int_equal(changes_count(fixture.changes), ARRAY_LEN(subjects));
    for (uint32_t i = 0; i < ARRAY_LEN(subjects); i++) {
        assert_int_equal(changes_get(fixture.changes, i)->subject, subjects[i]);
        assert_int_equal(change_is_due(fixture.changes, changes_get(fixture.changes, i)), i < 3);
    }
    end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_approval_and_dates),         cmocka_unit_test(test_joined_rows),
        cmocka_unit_test(test_targets_fields_and_results), cmocka_unit_test(test_software),
        cmocka_unit_test(test_fields_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
