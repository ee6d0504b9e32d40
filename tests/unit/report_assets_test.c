#include "report/result_files.h"

#include "base/file.h"
#include "inventory/identity.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static const struct verdict verdicts[] = {
    {.kind = VERDICT_UNREGISTERED,
     .asset = VERDICT_NO_ROW,
     .device = 8,
     .device_id = STR("d9"),
     .hostname = STR("@host"),
     .software_unlisted = 12},
    {.kind = VERDICT_UNVERIFIED,
     .asset = 1,
     .device = VERDICT_NO_ROW,
     .asset_id = STR("A-2"),
     .texts.status = STR("運用中"),
     .cause = STR("no-answer")},
    {.kind = VERDICT_MATCHED,
     .asset = 0,
     .device = 4,
     .asset_id = STR("A-1"),
     .device_id = STR("d1"),
     .hostname = STR("srv01"),
     .keys = 1u << KEY_SERIAL | 1u << KEY_UUID,
     .grade = 'A',
     .location_checked = true,
     .software_checked = true},
};

/* What the tables would say of rows 0 and 4, and of row 8. */
static void describe(void *context, unsigned worker, struct verdict *batch, size_t count) {
    (void)context;
    (void)worker;
    for (size_t i = 0; i < count; i++) {
        struct verdict_texts *texts = &batch[i].texts;
        if (batch[i].device != VERDICT_NO_ROW) {
            texts->observed_at = STR("2027-03-30T10:00:00+09:00");
        }
        if (batch[i].asset == 0 && batch[i].device == 4) {
            texts->system = STR("財務会計");
            texts->department = STR("会計課");
            texts->location = STR("霞が関");
            texts->device_kind = STR("server");
            texts->status = STR("運用中");
        }
    }
}

static struct str write_assets(const struct verdict_sink *sink, struct pool *pool, struct summary *summary,
                               struct arena *arena) {
    const struct report_context context = {.dir_fd = AT_FDCWD, .sync = true, .pool = pool};
    const struct verdict_source source = {NULL, describe};
    struct str bytes = STR_NONE;

    assert_int_equal(report_assets(&context, sink, &source, summary, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "assets.csv", 1 << 26, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlinkat(AT_FDCWD, "assets.csv", 0), 0);
    return bytes;
}

/* Many verdicts, in several ranges: the file is the same for any number of threads. */
static void test_threads(void **state) {
    enum { COUNT = 30000 };
    static const unsigned threads[] = {1, 2, 7};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str expected = STR_NONE;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = NULL;
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        struct summary summary = {0};
        assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        assert_int_equal(verdict_sink_new(threads[i], i == 1 ? 100000 : 0, "/tmp", &sink, NULL), ERR_OK);
        for (unsigned k = 0; k < COUNT; k++) {
            struct verdict verdict = verdicts[2];
            verdict.asset_id = arena_printf(arena, "HW-%07u", k * 7919 % COUNT);
            assert_int_equal(verdict_sink_add(sink, k % threads[i], &verdict, NULL), ERR_OK);
        }
        assert_int_equal(verdict_sink_finish(sink, pool, NULL), ERR_OK);
        assert_true(verdict_sink_ranges(sink) > 1);
        struct str bytes = write_assets(sink, pool, &summary, arena);
        assert_int_equal(summary.by_verdict[VERDICT_MATCHED], COUNT);
        expected = i ? expected : bytes;
        assert_true(str_eq(bytes, expected));
    }
}

static void test_csv(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = NULL;
    struct summary summary = {0};
    struct str bytes;

    (void)state;
    assert_int_equal(verdict_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        assert_int_equal(verdict_sink_add(sink, 0, &verdicts[i], NULL), ERR_OK);
    }
    assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
    bytes = write_assets(sink, NULL, &summary, arena);
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
        cmocka_unit_test(test_threads),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
