#include "report/result_files.h"

#include "base/file.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const struct verdict verdicts[] = {
    {.kind = VERDICT_UNREGISTERED,
     .device_id = STR("d9"),
     .hostname = STR("@host"),
     .observed_at = STR("2027-03-30T10:00:00+09:00"),
     .software_unlisted = 12},
    {.kind = VERDICT_UNVERIFIED, .asset_id = STR("A-2"), .status = STR("運用中"), .cause = STR("no-answer")},
    {.kind = VERDICT_MATCHED,
     .asset_id = STR("A-1"),
     .device_id = STR("d1"),
     .hostname = STR("srv01"),
     .system = STR("財務会計"),
     .department = STR("会計課"),
     .location = STR("霞が関"),
     .device_kind = STR("server"),
     .status = STR("運用中"),
     .keys = STR("serial uuid"),
     .grade = 'A',
     .observed_at = STR("2027-03-30T10:00:00+09:00"),
     .location_checked = true,
     .software_checked = true},
};

static void test_csv(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = NULL;
    const struct report_context context = {.dir_fd = AT_FDCWD, .sync = true};
    struct summary summary = {0};
    struct str bytes;

    (void)state;
    assert_int_equal(verdict_sink_new(0, "/tmp", &sink, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        assert_int_equal(verdict_sink_add(sink, &verdicts[i], NULL), ERR_OK);
    }
    assert_int_equal(verdict_sink_finish(sink, NULL), ERR_OK);
    assert_int_equal(report_assets(&context, sink, &summary, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "assets.csv", 1 << 20, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlink("assets.csv"), 0);
    assert_string_equal(
        bytes.p,
        "\xef\xbb\xbf"
        "asset_id,device_id,hostname,system,department,location,kind,status,verdict,cause,keys,grade,observed_at,"
        "location_checked,user_checked,software_checked,software_unlisted\r\n"
        "A-1,d1,srv01,財務会計,会計課,霞が関,server,運用中,matched,,serial uuid,A,2027-03-30T10:00:00+09:00,"
        "yes,no,yes,0\r\n"
        "A-2,,,,,,,運用中,unverified,no-answer,,,,no,no,no,0\r\n"
        ",d9,'@host,,,,,,unregistered,,,,2027-03-30T10:00:00+09:00,no,no,no,12\r\n");
    assert_int_equal(summary.by_verdict[VERDICT_MATCHED], 1);
    assert_int_equal(summary.by_verdict[VERDICT_UNVERIFIED], 1);
    assert_int_equal(summary.by_verdict[VERDICT_UNREGISTERED], 1);
    assert_int_equal(summary.by_verdict[VERDICT_DIFFERENT], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
