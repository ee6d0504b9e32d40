#include "inventory/corrections.h"

#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/corrected.h"

#include <stdlib.h>
#include <unistd.h>

struct example {
    const char *what;
    const char *encoding; /* of iconv; NULL: UTF-8 */
    const char *ledger;
    unsigned column;
    uint32_t row;
    const char *text;
    const char *corrected; /* NULL: no file */
};

static const struct example examples[] = {
    {"plain", NULL, "管理番号,ホスト名,独自\r\nHW-1,old,\" x \"\r\n", DEVICES_HOSTNAME, 0, "new",
     "管理番号,ホスト名,独自\r\nHW-1,new,\" x \"\r\n"},
    {"quotes stay", NULL, "管理番号,ホスト名\nHW-1,\"old\"\n", DEVICES_HOSTNAME, 0, "new",
     "管理番号,ホスト名\nHW-1,\"new\"\n"},
    {"quotes needed", NULL, "管理番号,OS\nHW-1,old\n", DEVICES_OS_NAME, 0, "a, \"b\"",
     "管理番号,OS\nHW-1,\"a, \"\"b\"\"\"\n"},
    {"formula", NULL, "管理番号,OS,備考\nHW-1,old,=1+1\n", DEVICES_OS_NAME, 0, "=cmd",
     "管理番号,OS,備考\nHW-1,'=cmd,=1+1\n"},
    {"short row, no line end", NULL, "管理番号,備考,備考2,OS\nHW-1", DEVICES_OS_NAME, 0, "Debian 12",
     "管理番号,備考,備考2,OS\nHW-1,,,Debian 12"},
    {"nothing new", NULL, "管理番号,OS\nHW-1,same\n", DEVICES_OS_NAME, 0, "same", NULL},
    {"no such column", NULL, "管理番号,備考\nHW-1,x\n", DEVICES_OS_NAME, 0, "Debian", NULL},
    {"ditto below", NULL, "管理番号,OS\nHW-1,a\nHW-2,〃\nHW-3,〃\n", DEVICES_OS_NAME, 0, "b",
     "管理番号,OS\nHW-1,b\nHW-2,a\nHW-3,〃\n"},
    {"ditto itself", NULL, "管理番号,OS\nHW-1,a\nHW-2,〃\nHW-3,〃\n", DEVICES_OS_NAME, 1, "b",
     "管理番号,OS\nHW-1,a\nHW-2,b\nHW-3,a\n"},
    {"heading's unit", NULL, "管理番号,メモリ(GB)\nHW-1,16\n", DEVICES_MEMORY_MB, 0, "32017",
     "管理番号,メモリ(GB)\nHW-1,32\n"},
    {"CP932", "CP932", "管理番号,ホスト名,独自\r\nHW-1,old,ソ表\r\n", DEVICES_HOSTNAME, 0, "噂",
     "管理番号,ホスト名,独自\r\nHW-1,噂,ソ表\r\n"},
    {"UTF-16", "UTF-16LE", "\xEF\xBB\xBF管理番号,ホスト名,独自\r\nHW-1,old,ソ表\r\n", DEVICES_HOSTNAME, 0, "噂",
     "\xEF\xBB\xBF管理番号,ホスト名,独自\r\nHW-1,噂,ソ表\r\n"},
    {"EUC-JP", "EUC-JP-MS", "管理番号,ホスト名,独自\r\nHW-1,old,丂表\r\n", DEVICES_HOSTNAME, 0, "丂①噂",
     "管理番号,ホスト名,独自\r\nHW-1,丂①噂,丂表\r\n"},
    {"ISO-2022-JP", "ISO-2022-JP", "管理番号,ホスト名,独自\r\nHW-1,古い,ソ表\r\n", DEVICES_HOSTNAME, 0, "噂",
     "管理番号,ホスト名,独自\r\nHW-1,噂,ソ表\r\n"},
    {"ISO-2022-JP, short row", "ISO-2022-JP", "管理番号,備考,OS\nHW-1,表", DEVICES_OS_NAME, 0, "Debian",
     "管理番号,備考,OS\nHW-1,表,Debian"},
    {"TSV with commas", NULL, "管理番号\tOS\tx\nHW-1\told\ta,b\n", DEVICES_OS_NAME, 0, "a,b",
     "管理番号\tOS\tx\nHW-1\ta,b\ta,b\n"},
    {"semicolons", NULL, "管理番号;OS;x\nHW-1;old;a,b\n", DEVICES_OS_NAME, 0, "a; b,c",
     "管理番号;OS;x\nHW-1;\"a; b,c\";a,b\n"},
    {"semicolons, a short row", NULL, "管理番号;備考;OS\nHW-1", DEVICES_OS_NAME, 0, "a,b",
     "管理番号;備考;OS\nHW-1;;a,b"},
    {"semicolons in a cell", NULL, "管理番号,IPアドレス\nHW-1,10.0.0.1;10.0.0.2\n", DEVICES_IP_ADDRESSES, 0,
     "10.0.0.1;10.0.0.3", "管理番号,IPアドレス\nHW-1,10.0.0.1;10.0.0.3\n"},
};

/* What must be said of devices.csv in the encoding. */
static void write_settings(const char *encoding) {
    struct buffer settings = {0};
    bool is_said = encoding && (strncmp(encoding, "EUC", 3) == 0 || strncmp(encoding, "ISO", 3) == 0);

    buffer_printf(&settings, is_said ? "files:\n  - {file: devices.csv, encoding: %.11s}\n" : "country: JP\n",
                  is_said && encoding[0] == 'E' ? "EUC-JP" : encoding);
    write_in("ledger", "ledger.yaml", buffer_view(&settings));
    buffer_done(&settings);
}

static struct str encode(const char *encoding, const char *text) {
    return scratch_encode(encoding ? encoding : "UTF-8", str_from(text));
}

static void check_example(const struct example *example) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    struct str bytes = encode(example->encoding, example->ledger);

    write_in("ledger", "devices.csv", bytes);
    write_settings(example->encoding);
    free((char *)(uintptr_t)bytes.p);
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    add(sink, example->row, example->column, example->text);
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.refused_files, 0);
    assert_int_equal(count.cells, example->corrected ? 1 : 0);
    assert_int_equal(exists_in("out", "corrections"), example->corrected != NULL);
    if (example->corrected) {
        struct str expected = encode(example->encoding, example->corrected);
        struct str written = read_in("out/corrections", "devices.csv");
        if (!str_eq(expected, written)) {
            fail_msg("%s: %.*s", example->what, STR_FMT(written));
        }
        free((char *)(uintptr_t)expected.p);
        free((char *)(uintptr_t)written.p);
        remove_in("out/corrections", "devices.csv");
        assert_int_equal(rmdir("out/corrections"), 0);
    }
}

static void corrects_cells(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        check_example(&examples[i]);
    }
}

static void check_refused(const char *encoding, const char *name, const char *text) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    struct str bytes = encode(encoding, "管理番号,ホスト名,OS\nHW-1,a,b\nHW-2,c,d\n");
    size_t group_count;

    write_in("ledger", "devices.csv", bytes);
    write_settings(encoding);
    free((char *)(uintptr_t)bytes.p);
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    add(sink, 0, DEVICES_HOSTNAME, "fine");
    add(sink, 1, DEVICES_OS_NAME, text);
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.files, 0);
    assert_int_equal(count.refused_files, 1);
    assert_false(exists_in("out", "corrections"));
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);
    assert_int_equal(group_count, 1);
    assert_int_equal(groups[0].problem, PROBLEM_CORRECTION_NOT_ENCODABLE);
    assert_int_equal(groups[0].kept[0].line, 3);
    assert_true(str_eq(groups[0].kept[0].heading, STR("OS")));
    assert_true(str_eq(groups[0].kept[0].args[1], str_from(name)));
}

static void refuses_what_cannot_be_encoded(void **state) {
    (void)state;
    check_refused("CP932", "CP932", "한글");
    check_refused("EUC-JP-MS", "EUC-JP", "한글");
    check_refused("ISO-2022-JP", "ISO-2022-JP", "①");
}

/* The forms that a text has in ISO-2022-JP stay; the changed cell is ASCII at both ends. */
static void keeps_escape_sequences(void **state) {
    static const char before[] = "asset_id,os_name,x\n"
                                 "HW-1,\x1B$@\x46\x7C\x4B\x5C\x1B(J,\x1B$B\x46\x7C\x1B$@\x4B\x5C\x1B(B\n"
                                 "\x1B(BHW-2\x1B(B,b,\\\n";
    static const char after[] = "asset_id,os_name,x\n"
                                "HW-1,\x1B$B\x4B\x5C\x1B(B\x1B(J,\x1B$B\x46\x7C\x1B$@\x4B\x5C\x1B(B\n"
                                "\x1B(BHW-2\x1B(B,b,\\\n";
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();

    (void)state;
    write_in("ledger", "devices.csv", str_from(before));
    write_settings("ISO-2022-JP");
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    add(sink, 0, DEVICES_OS_NAME, "本");
    assert_int_equal(apply(ledger, sink, diagnostics).cells, 1);
    struct str written = read_in("out/corrections", "devices.csv");
    assert_true(str_eq(written, str_from(after)));
    free((char *)(uintptr_t)written.p);
    remove_in("out/corrections", "devices.csv");
    assert_int_equal(rmdir("out/corrections"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrects_cells),
        cmocka_unit_test(refuses_what_cannot_be_encoded),
        cmocka_unit_test(keeps_escape_sequences),
    };
    return cmocka_run_group_tests(tests, corrected_make, scratch_remove);
}
