#include "inventory/import_inventory.h"

#include "inventory/import_checks.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>

enum { JAPAN = 9 * 3600, FILES_MAX = 4 };

/* What one case needs and leaves. */
struct run {
    struct diagnostics *diagnostics;
    struct import *import;
    struct snapshot *snapshot;
    struct row_reader *devices, *software, *probes;
};

static struct import_options options(void) {
    return (struct import_options){.tmpdir = ".", .utc_offset = JAPAN, .tool = STR("tool")};
}

static enum err_code read_files(struct run *run, const struct import_options *given, size_t count,
                                const char *const *texts, struct err *err) {
    static const char *const names[FILES_MAX] = {"a.csv", "b.csv", "c.csv", "d.csv"};

    run->diagnostics = diagnostics_new();
    assert_non_null(run->diagnostics);
    for (size_t i = 0; i < count; i++) {
        scratch_write(names[i], str_from(texts[i]));
    }
    return import_inventory_read(names, count, given, run->diagnostics, &run->import, err);
}

static struct row_reader *open_table(const struct run *run, enum table_id table) {
    struct row_reader *reader = NULL;
    const struct table *rows = inventory_table(snapshot_inventory(run->snapshot), table);

    assert_non_null(rows);
    assert_int_equal(row_reader_new(rows, &reader, NULL), ERR_OK);
    return reader;
}

static void open_snapshot(struct run *run, struct snapshot_writer *writer) {
    struct snapshot_info info = {.scanner_version = STR("test"), .is_complete = true, .site = STR("本省")};
    struct read_options reading = {.tmpdir = "."};
    struct diagnostics *problems = diagnostics_new();

    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    assert_int_equal(snapshot_read("snapshot", &reading, problems, &run->snapshot, NULL), ERR_OK);
    /* What an import writes is read back without a complaint. */
    assert_int_equal(count_problems(problems), 0);
    diagnostics_free(problems);
    assert_true(snapshot_info(run->snapshot)->is_complete);
    assert_true(str_eq(snapshot_info(run->snapshot)->site, STR("本省")));
    run->devices = open_table(run, TABLE_DEVICES);
    run->software = open_table(run, TABLE_SOFTWARE);
    run->probes = open_table(run, TABLE_PROBES);
}

/* Ids are the order of machines: d0, d1 … */
static const struct import_identity identities[] = {
    {STR("d0"), STR_NONE}, {STR("d1"), STR_NONE}, {STR("d2"), STR_NONE}};

static void write_snapshot(struct run *run) {
    struct snapshot_writer *writer = NULL;

    assert_int_equal(snapshot_writer_new("snapshot", ".", &writer, NULL), ERR_OK);
    assert_int_equal(import_inventory_write(run->import, identities, writer, NULL), ERR_OK);
    open_snapshot(run, writer);
    snapshot_writer_free(writer);
}

static void run_done(struct run *run) {
    row_reader_free(run->devices);
    row_reader_free(run->software);
    row_reader_free(run->probes);
    snapshot_free(run->snapshot);
    import_free(run->import);
    diagnostics_free(run->diagnostics);
    *run = (struct run){0};
}

static void assert_cell(struct row_reader *reader, uint32_t row, unsigned column, const char *expected) {
    char text[200];

    row_reader_move(reader, row);
    snprintf(text, sizeof text, "%.*s", STR_FMT(row_reader_text(reader, column)));
    assert_string_equal(text, expected);
}

/* A list of machines in two files and a list of programs: three files, two machines. */
static void test_joined(void **state) {
    static const char *const texts[] = {
        "コンピューター名,ソフトウェア名,バージョン,ベンダー名\nPC1,Git,2.47,Git\npc2.example.go.jp,Vim,9.1,Vim\n",
        ("資産No.,PC名,シリアル番号,メーカー,物理メモリ(GB),最終接続日時,MACアドレス,仮想\n"
         "HW-1,PC1,SN1,富士通,16,2027/3/30 9:05,00-00-5E-00-53-01,物理\nHW-2,PC2,SN2,NEC,8,2027/3/29,,\n"),
        "シリアル番号,MACアドレス,OS名称,最終収集日時\nSN1,00:00:5e:00:53:02,Windows 11,2027-03-28 10:00\n",
    };
    struct run run = {0};
    struct import_options given = options();
    size_t count;

    (void)state;
    assert_int_equal(read_files(&run, &given, ARRAY_LEN(texts), texts, NULL), ERR_OK);
    const struct import_machine *machines = import_machines(run.import, &count);
    assert_int_equal(count, 2);
    assert_true(str_eq(machines[0].serial, STR("SN1")));
    assert_true(str_eq(machines[0].manufacturer, STR("富士通")));
    assert_int_equal(import_unseen(run.import), 0);
    assert_int_equal(count_problems(run.diagnostics), 0);
    write_snapshot(&run);
    assert_cell(run.devices, 0, DEVICES_ASSET_TAG, "HW-1");
    assert_cell(run.devices, 0, DEVICES_ASSET_ID, "");
    assert_cell(run.devices, 0, DEVICES_HOSTNAME, "PC1");
    assert_cell(run.devices, 0, DEVICES_MEMORY_MB, "16384");
    assert_cell(run.devices, 0, DEVICES_MAC_ADDRESSES, "00:00:5e:00:53:01;00:00:5e:00:53:02");
    assert_cell(run.devices, 0, DEVICES_OS_NAME, "Windows 11");
    assert_cell(run.devices, 0, DEVICES_VIRTUAL, "no");
    assert_cell(run.devices, 0, DEVICES_OBSERVED_AT, "2027-03-30T09:05:00+09:00"); /* the later one */
    assert_cell(run.devices, 0, DEVICES_METHOD, "import");
    assert_cell(run.devices, 0, DEVICES_SECTIONS_MISSING, "cpu;disks;logins");
    assert_cell(run.devices, 1, DEVICES_OBSERVED_AT, "2027-03-29T00:00:00+09:00");
    assert_cell(run.devices, 1, DEVICES_SECTIONS_MISSING, "os;cpu;disks;network;logins");
    assert_cell(run.software, 0, SOFTWARE_DEVICE_ID, "d0");
    assert_cell(run.software, 0, SOFTWARE_PRODUCT, "Git");
    assert_cell(run.software, 1, SOFTWARE_DEVICE_ID, "d1");
    assert_cell(run.software, 1, SOFTWARE_VENDOR, "Vim");
    assert_cell(run.probes, 0, PROBES_OUTCOME, "answered");
    assert_cell(run.probes, 0, PROBES_MESSAGE, "tool 2027-03-30T09:05:00+09:00");
    run_done(&run);
}

/* Machines and programs in one list. What both tables know is the program's: the maker of the PC stays unknown. */
static void test_combined(void **state) {
    static const char *const texts[] = {"ホスト名,シリアル番号,ベンダー名,ソフトウェア名,版数,最終収集日時\n"
                                        "PC1,SN1,Git,Git,2.47,2027-03-30\nPC1,SN1,Vim,Vim,9.1,2027-03-30\n"
                                        "PC2,SN2,Git,Git,2.47,2027-03-31\nPC3,SN3,,,,\n"};
    struct run run = {0};
    struct import_options given = options();
    struct instant first, last;
    size_t count;

    (void)state;
    assert_int_equal(read_files(&run, &given, 1, texts, NULL), ERR_OK);
    import_machines(run.import, &count);
    assert_int_equal(count, 2);
    assert_int_equal(import_unseen(run.import), 1);
    import_period(run.import, &first, &last);
    assert_int_equal(last.seconds - first.seconds, 86400);
    write_snapshot(&run);
    assert_int_equal(table_rows(inventory_table(snapshot_inventory(run.snapshot), TABLE_DEVICES)), 2);
    assert_int_equal(table_rows(inventory_table(snapshot_inventory(run.snapshot), TABLE_SOFTWARE)), 3);
    assert_cell(run.devices, 0, DEVICES_MANUFACTURER, "");
    assert_cell(run.probes, 0, PROBES_OUTCOME, "no-answer"); /* without a device id it comes first */
    assert_cell(run.probes, 0, PROBES_TARGET, "pc3");
    run_done(&run);
}

static void test_refused(void **state) {
    static const struct {
        const char *text;
        enum err_code code;
    } cases[] = {
        {"ホスト名,シリアル番号\nPC1,SN1\n", ERR_MISSING_KEY}, /* when? */
        {"ホスト名,最終収集日時\nPC1,\n", ERR_MISSING_KEY},    /* never */
        {"献立,値段\nカレー,500\n", ERR_REFUSED},
        {"機種,最終収集日時\nMate,2027-03-30\n", ERR_REFUSED}, /* which? */
        {"ホスト名,最終収集日時\n", ERR_REFUSED},
        {"ホスト名,最終収集日時\n\"PC1,2027-03-30\n", ERR_REFUSED},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct run run = {0};
        struct import_options given = options();
        struct err err = {0};
        enum err_code code = read_files(&run, &given, 1, &cases[i].text, &err);
        if (code != cases[i].code || err.code != code) {
            fail_msg("case %zu: %d", i, code);
        }
        assert_null(run.import);
        run_done(&run);
    }
}

/* --observed counts where no column says it, and only there. */
static void test_observed(void **state) {
    static const char *const texts[] = {"ホスト名,最終収集日時\nPC1,2027-03-30\nPC2,\n"};
    struct run run = {0};
    struct import_options given = options();

    (void)state;
    given.has_observed = true;
    assert_true(instant_read(STR("2027-03-31T12:00:00+09:00"), &given.observed));
    assert_int_equal(read_files(&run, &given, 1, texts, NULL), ERR_OK);
    assert_int_equal(import_unseen(run.import), 0);
    write_snapshot(&run);
    assert_cell(run.devices, 0, DEVICES_OBSERVED_AT, "2027-03-30T00:00:00+09:00");
    assert_cell(run.devices, 1, DEVICES_OBSERVED_AT, "2027-03-31T12:00:00+09:00");
    run_done(&run);
}

static void test_checks(void **state) {
    static const char *const path = "checks.csv";
    struct run run = {.diagnostics = diagnostics_new()};
    struct import_options given = options();
    struct import_checks *checks = NULL;
    struct snapshot_writer *writer = NULL;
    size_t count;

    (void)state;
    scratch_write(path, STR("資産管理番号,確認日,確認者,現物有無,設置場所,シリアル番号,動作確認\n"
                            "A-1,令和9年3月20日,佐藤,有,本省,SN1,可\nA-2,2027-03-21,佐藤,無,,,\n"
                            "A-3,2027-03-21,佐藤,,,,\nA-4,2027-03-20,鈴木,無,,,\nA-4,2027-03-22,鈴木,有,,,\n"
                            "A-4,2027-03-19,鈴木,無,,,\n"));
    assert_int_equal(import_checks_read(&path, 1, &given, run.diagnostics, &checks, NULL), ERR_OK);
    struct import_check_counts counts = import_checks_counts(checks);
    assert_int_equal(counts.found, 2);
    assert_int_equal(counts.not_found, 1);
    assert_int_equal(counts.undecided, 1);
    assert_true(str_eq(import_checks_machines(checks, &count)[0].serial, STR("SN1")));
    assert_int_equal(count, 2);
    assert_int_equal(snapshot_writer_new("snapshot", ".", &writer, NULL), ERR_OK);
    assert_int_equal(import_checks_write(checks, identities, writer, NULL), ERR_OK);
    open_snapshot(&run, writer);
    assert_cell(run.devices, 0, DEVICES_ASSET_TAG, "A-1");
    assert_cell(run.devices, 0, DEVICES_LOCATION, "本省");
    assert_cell(run.devices, 0, DEVICES_WORKING, "yes");
    assert_cell(run.devices, 0, DEVICES_METHOD, "check");
    assert_cell(run.devices, 0, DEVICES_OBSERVED_AT, "2027-03-20T00:00:00+09:00");
    assert_cell(run.devices, 1, DEVICES_OBSERVED_AT, "2027-03-22T00:00:00+09:00");
    assert_cell(run.probes, 0, PROBES_TARGET, "A-2");
    assert_cell(run.probes, 0, PROBES_OUTCOME, "not-found");
    assert_cell(run.probes, 0, PROBES_MESSAGE, "2027-03-21 佐藤");
    snapshot_writer_free(writer);
    import_checks_free(checks);
    run_done(&run);
}

/* What ids depend on does not depend on the order of rows, even where rows differ. */
static void test_row_order(void **state) {
    static const char *const rows[] = {
        "HW-1,pc-a,SN2,NEC Corporation,00:00:5e:00:53:09\n",
        "HW-1,pc-b,SN1,NEC,00:00:5e:00:53:02\n",
        "HW-1,,0,,00:00:5e:00:53:05\n",
    };
    static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct import_options given = options();

    (void)state;
    given.has_observed = true;
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        struct run run = {0};
        struct buffer text = {0};
        const char *texts[1];
        size_t count;
        buffer_append_cstr(&text, "資産No.,PC名,シリアル番号,メーカー,MACアドレス\n");
        for (size_t row = 0; row < 3; row++) {
            buffer_append_cstr(&text, rows[orders[i][row]]);
        }
        buffer_append_char(&text, '\0');
        texts[0] = buffer_view(&text).p;
        assert_int_equal(read_files(&run, &given, 1, texts, NULL), ERR_OK);
        const struct import_machine *machines = import_machines(run.import, &count);
        assert_int_equal(count, 1);
        assert_true(str_eq(machines->serial, STR("SN1")));
        assert_true(str_eq(machines->manufacturer, STR("NEC")));
        assert_true(str_eq(machines->hostname, STR("pc-a")));
        assert_true(str_eq(machines->mac, STR("00:00:5e:00:53:02")));
        assert_true(str_eq(machines->label, STR("hw-1")));
        run_done(&run);
        buffer_done(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_joined, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_combined, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_observed, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_checks, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_row_order, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
