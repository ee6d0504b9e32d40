#include "inventory/references.h"

#include "inventory/conversions.h"
#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <unistd.h>

enum { FILES_MAX = 3, PROBLEMS_MAX = 4 };

struct file {
    const char *name, *text;
};

/* A problem as check would print it. */
struct expected {
    enum problem problem;
    const char *file;
    uint64_t line, column;
    const char *heading, *id;
};

struct example {
    const char *what;
    struct file files[FILES_MAX];
    struct expected problems[PROBLEMS_MAX];
};

#define DEVICES "管理番号,ホスト名,状態\nHW-0001,srv01.example.go.jp,利用中\nHW-0002,old,廃棄\n"
#define PEOPLE  "職員番号,ログインID,氏名\nE001,tanaka;t-tanaka,田中\n"

static const struct example examples[] = {
    {.what = "known by number, name, folded",
     .files = {{"devices.csv", DEVICES},
               {"software.csv", "管理番号,ソフトウェア名,バージョン\nＨＷ-0001,a,1\nSRV01,b,1\n,c,1\n"}}},
    {.what = "unknown device",
     .files = {{"devices.csv", DEVICES},
               {"software.csv", "ソフトウェア名,管理番号,バージョン\nあ,HW-0009,1\n\"x\r\ny\",HW-0009,2\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "software.csv", 2, 3, "管理番号", "HW-0009"},
                  {PROBLEM_REFERENCE_UNKNOWN, "software.csv", 4, 4, "管理番号", "HW-0009"}}},
    {.what = "a device that is gone",
     .files = {{"devices.csv", DEVICES}, {"software.csv", "管理番号,ソフトウェア名,バージョン\nold,a,1\n"}},
     .problems = {{PROBLEM_REFERENCE_GONE, "software.csv", 2, 1, "管理番号", "old"}}},
    {.what = "a name that a present device has as well",
     .files = {{"devices.csv", DEVICES "HW-0003,old,利用中\n"},
               {"software.csv", "管理番号,ソフトウェア名,バージョン\nold,a,1\n"}}},
    {.what = "no target table: nothing can be said",
     .files = {{"software.csv", "管理番号,ソフトウェア名,バージョン\nHW-0009,a,1\n"}}},
    {.what = "a target table that was refused",
     .files = {{"devices.csv", "管理番号,ホスト名\nHW-1,\"open\n"},
               {"software.csv", "管理番号,ソフトウェア名,バージョン\nHW-0009,a,1\n"}}},
    {.what = "a file of the target table that was refused, and another one",
     .files = {{"devices.csv", DEVICES},
               {"devices-2.csv", "管理番号,ホスト名\nHW-0009,\"open\n"},
               {"software.csv", "管理番号,ソフトウェア名,バージョン\nHW-0009,a,1\n"}}},
    {.what = "assignments by kind",
     .files = {{"devices.csv", DEVICES},
               {"people.csv", PEOPLE},
               {"assignments.csv",
                "ライセンス管理番号,割当区分,割当先\nL1,機器,HW-0001\nL1,機器,E001\nL1,利用者,t-tanaka\n"
                "L1,利用者,HW-0001\nL1,部署,総務課\nL1,,E001\nL1,,HW-0001\nL1,,nobody\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "assignments.csv", 3, 7, "割当先", "E001"},
                  {PROBLEM_REFERENCE_UNKNOWN, "assignments.csv", 5, 8, "割当先", "HW-0001"},
                  {PROBLEM_REFERENCE_UNKNOWN, "assignments.csv", 9, 5, "割当先", "nobody"}}},
    {.what = "an account with its domain, as an observation or a directory has it",
     .files =
         {{"devices.csv", "管理番号,職員番号\nHW-0001,tanaka@example.go.jp\nHW-0002,suzuki@example.go.jp\n"},
          {"people.csv", PEOPLE},
          {"assignments.csv",
           "ライセンス管理番号,割当区分,割当先\nL1,利用者,MOF\\tanaka\nL1,,Ｔ-TANAKA@mof.example\nL1,利用者,MOF\\E001\n"
           "L1,利用者,MOF\\sato\nL1,利用者,田中\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "devices.csv", 3, 9, "職員番号", "suzuki@example.go.jp"},
                  {PROBLEM_REFERENCE_UNKNOWN, "assignments.csv", 5, 8, "割当先", "MOF\\sato"}}},
    {.what = "what a right is bound to: a card, a number of the board, a machine",
     .files = {{"devices.csv",
                "管理番号,シリアル番号,MACアドレス,システムUUID\n"
                "HW-0001,SN12345,08:00:27:12:34:56;08:00:27:12:34:57,4C4C4544-0042-3510-8052-B4C04F4E4D31\n"},
               {"licenses.csv", "ライセンス管理番号,ベンダー名,ソフトウェア名,数量,ライセンス種別,使用許諾条件,"
                                "ハードウェア固定\nL1,v,p,1,端末,x,08-00-27-12-34-57\n"
                                "L2,v,p,1,端末,x,4c4c4544004235108052b4c04f4e4d31\nL3,v,p,1,端末,x,SN12345\nL4,v,p,1,"
                                "端末,x,08-00-27-12-34-99\n"
                                "L5,v,p,1,端末,x,{4C4C4544-0042-3510-8052-B4C04F4E4D31}\nL6,v,p,1,端末,x,SN99999\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "licenses.csv", 5, 15, "ハードウェア固定", "08-00-27-12-34-99"},
                  {PROBLEM_REFERENCE_UNKNOWN, "licenses.csv", 7, 15, "ハードウェア固定", "SN99999"}}},
    {.what = "a number of a kind that the ledger does not keep",
     .files = {{"devices.csv", "管理番号,シリアル番号\nHW-0001,SN12345\n"},
               {"licenses.csv", "ライセンス管理番号,ベンダー名,ソフトウェア名,数量,ライセンス種別,使用許諾条件,"
                                "ハードウェア固定\nL1,v,p,1,端末,x,08-00-27-12-34-57\n"
                                "L2,v,p,1,端末,x,4C4C4544-0042-3510-8052-B4C04F4E4D31\nL3,v,p,1,端末,x,SN99999\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "licenses.csv", 4, 15, "ハードウェア固定", "SN99999"}}},
    {.what = "contract targets: only what looks like an id, each part by itself",
     .files = {{"devices.csv", DEVICES},
               {"contracts.csv",
                "契約番号,契約終了日,対象機器\nK1,2027-03-31,HW-0001、HW-0099\nK2,2027-03-31,サーバ一式\n"
                "K3,2027-03-31,HW-0002\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "contracts.csv", 2, 15, "対象機器", "HW-0099"},
                  {PROBLEM_REFERENCE_GONE, "contracts.csv", 4, 15, "対象機器", "HW-0002"}}},
    {.what = "a change may name what is gone",
     .files = {{"devices.csv", DEVICES}, {"changes.csv", "変更番号,対象資産\nC1,HW-0002\nC2,HW-0077\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "changes.csv", 3, 4, "対象資産", "HW-0077"}}},
    {.what = "a place's facility, by its number or its name; other words say what they say",
     .files = {{"facilities.csv", "施設番号,施設名,所在地\nF-01,本省データセンター,東京都\nF-02,DC-02,埼玉県\n"},
               {"places.csv", "設置場所,施設番号\n1号館,ｆ－０１\n2号館,DC-02\n3号館,倉庫\n4号館,F-09\n5号館,\n"}},
     .problems = {{PROBLEM_REFERENCE_UNKNOWN, "places.csv", 5, 5, "施設番号", "F-09"}}},
    {.what = "facts that table 9-10 asks for",
     .files = {{"licenses.csv",
                "ライセンス管理番号,ベンダー名,ソフトウェア名,数量,ライセンス種別,使用許諾条件,使用許諾条件の確認\n"
                "L1,v,p,1,ユーザー,,2026-04-01\nL2,,p,1,ユーザー,x,\nL3,v,p,1,,,\n"}},
     .problems = {{PROBLEM_LICENSE_FACT, "licenses.csv", 3, 4, "ベンダー名", "vendor"},
                  {PROBLEM_LICENSE_FACT, "licenses.csv", 4, 11, "使用許諾条件", "terms"},
                  {PROBLEM_LICENSE_FACT, "licenses.csv", 4, 10, "ライセンス種別", "metric"}}},
};

static bool is_ours(unsigned problem) {
    return problem == PROBLEM_REFERENCE_UNKNOWN || problem == PROBLEM_REFERENCE_GONE || problem == PROBLEM_LICENSE_FACT;
}

static bool is_expected(const struct example *example, const struct diagnostic *found) {
    for (size_t i = 0; i < PROBLEMS_MAX && example->problems[i].file; i++) {
        const struct expected *expected = &example->problems[i];
        if (found->problem == expected->problem && str_eq(found->file, str_from(expected->file)) &&
            found->line == expected->line && found->column == expected->column &&
            str_eq(found->heading, str_from(expected->heading)) && str_eq(found->args[0], str_from(expected->id))) {
            return true;
        }
    }
    return false;
}

static size_t count_expected(const struct example *example) {
    size_t count = 0;

    while (count < PROBLEMS_MAX && example->problems[count].file) {
        count++;
    }
    return count;
}

static void compare(const struct example *example, struct diagnostics *diagnostics) {
    size_t group_count, found = 0;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);

    for (size_t i = 0; i < group_count; i++) {
        for (size_t k = 0; is_ours(groups[i].problem) && k < groups[i].kept_count; k++) {
            const struct diagnostic *problem = &groups[i].kept[k];
            found++;
            if (!is_expected(example, problem)) {
                fail_msg("%s: %.*s:%llu:%llu: %.*s", example->what, STR_FMT(problem->file),
                         (unsigned long long)problem->line, (unsigned long long)problem->column,
                         STR_FMT(problem->args[0]));
            }
        }
    }
    if (found != count_expected(example)) {
        fail_msg("%s: %zu problems", example->what, found);
    }
}

static struct inventory *read_here(struct diagnostics *diagnostics) {
    static const struct read_options options = {.tmpdir = "/tmp"};
    struct inventory *ledger = NULL;

    assert_int_equal(ledger_read(".", &options, diagnostics, &ledger, NULL), ERR_OK);
    return ledger;
}

static void finds_dangling_references(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        const struct example *example = &examples[i];
        CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
        for (size_t k = 0; k < FILES_MAX && example->files[k].name; k++) {
            scratch_write(example->files[k].name, str_from(example->files[k].text));
        }
        CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_here(diagnostics);
        for (size_t k = 0; k < FILES_MAX && example->files[k].name; k++) {
            unlink(example->files[k].name);
        }
        assert_non_null(ledger);
        compare(example, diagnostics);
    }
}

static void counts_beyond_the_first(void **state) {
    (void)state;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct buffer text = {0};
    size_t count;

    buffer_append_cstr(&text, "管理番号,ソフトウェア名,バージョン\n");
    for (int i = 0; i < 1000; i++) {
        buffer_printf(&text, "HW-%d,a,1\n", 5000 - i);
    }
    scratch_write("devices.csv", STR(DEVICES));
    scratch_write("software.csv", buffer_view(&text));
    buffer_done(&text);
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_here(diagnostics);
    assert_non_null(ledger);
    unlink("devices.csv");
    unlink("software.csv");
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);
    size_t i = 0;
    while (i < count && groups[i].problem != PROBLEM_REFERENCE_UNKNOWN) {
        i++;
    }
    assert_true(i < count);
    assert_int_equal(groups[i].count, 1000);
    assert_int_equal(groups[i].kept_count, DIAGNOSTICS_KEPT);
    for (size_t k = 0; k < groups[i].kept_count; k++) {
        assert_int_equal(groups[i].kept[k].line, k + 2);
        assert_int_equal(groups[i].kept[k].column, 1);
    }
}

static void names_stand_in_the_schema(void **state) {
    (void)state;
    struct str name = STR_NONE;

    if (!references_are_known(&name)) {
        fail_msg("%.*s", STR_FMT(name));
    }
}

static void counts_conversions(void **state) {
    (void)state;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    uint64_t counts[CONVERSION_COUNT];
    size_t count;

    scratch_write("devices.csv", STR("管理番号,OS,取得日,メモリ,CPU数\n"
                                     "HW-1,x,令和5年2月20日,16GB,1\n"
                                     "HW-2,〃,R5.2.20,１６,２\n"
                                     "HW-3,〃,46477,16384,2\n"
                                     "HW-4,y,2026-01-02,8 GB,2\n"));
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_here(diagnostics);
    const struct inventory_file *files = inventory_files(ledger, &count);
    assert_int_equal(count, 1);
    conversions_count(ledger, &files[0], counts);
    assert_int_equal(counts[CONVERSION_ERA_DATE], 2);
    assert_int_equal(counts[CONVERSION_SERIAL_DATE], 1);
    assert_int_equal(counts[CONVERSION_FULL_WIDTH], 2);
    assert_int_equal(counts[CONVERSION_UNIT], 2);
    assert_int_equal(counts[CONVERSION_DITTO], 2);
    assert_int_equal(files[0].heading_count, 5);
    assert_int_equal(files[0].unknown_count, 0);
    assert_int_equal(files[0].recognised_by, RECOGNISED_BY_NAME);
    unlink("devices.csv");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_dangling_references),
        cmocka_unit_test(counts_beyond_the_first),
        cmocka_unit_test(names_stand_in_the_schema),
        cmocka_unit_test(counts_conversions),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
