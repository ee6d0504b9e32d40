#include "findings/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct verdict_sink *new_sink(size_t run_bytes) {
    struct verdict_sink *sink = NULL;

    assert_int_equal(verdict_sink_new(run_bytes, "/tmp", &sink, NULL), ERR_OK);
    return sink;
}

static void add(struct verdict_sink *sink, const char *asset_id, const char *device_id) {
    struct verdict verdict = {
        .kind = VERDICT_MATCHED, .asset_id = str_from(asset_id), .device_id = str_from(device_id)};

    assert_int_equal(verdict_sink_add(sink, &verdict, NULL), ERR_OK);
}

static void assert_next(struct verdict_sink *sink, const char *asset_id, const char *device_id) {
    struct verdict verdict;
    bool more = false;

    assert_int_equal(verdict_sink_next(sink, &more, &verdict, NULL), ERR_OK);
    assert_true(more);
    assert_true(str_eq(verdict.asset_id, str_from(asset_id)));
    assert_true(str_eq(verdict.device_id, str_from(device_id)));
}

static void assert_end(struct verdict_sink *sink) {
    struct verdict verdict;
    bool more = true;

    assert_int_equal(verdict_sink_next(sink, &more, &verdict, NULL), ERR_OK);
    assert_false(more);
}

static void test_order(void **state) {
    static const size_t run_bytes[] = {0, 64};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(run_bytes); i++) {
        CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = new_sink(run_bytes[i]);
        add(sink, "", "d2");
        add(sink, "B", "");
        add(sink, "AB", "d0");
        add(sink, "A", "d9");
        add(sink, "", "d1");
        add(sink, "A", "d1");
        assert_int_equal(verdict_sink_finish(sink, NULL), ERR_OK);
        for (int round = 0; round < 2; round++) {
            assert_next(sink, "A", "d1");
            assert_next(sink, "A", "d9");
            assert_next(sink, "AB", "d0");
            assert_next(sink, "B", "");
            assert_next(sink, "", "d1");
            assert_next(sink, "", "d2");
            assert_end(sink);
            assert_int_equal(verdict_sink_rewind(sink, NULL), ERR_OK);
        }
    }
}

static void test_content_kept(void **state) {
    CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = new_sink(0);
    const struct verdict given = {
        .kind = VERDICT_UNVERIFIED,
        .asset_id = STR("A"),
        .device_id = STR("d"),
        .hostname = STR("h"),
        .system = STR("s"),
        .department = STR("部"),
        .location = STR("所"),
        .device_kind = STR("server"),
        .status = STR("運用中"),
        .cause = STR("partial"),
        .keys = STR("serial uuid"),
        .grade = 'B',
        .observed_at = STR("2027-03-31T09:00:00+09:00"),
        .user_checked = true,
        .software_unlisted = UINT32_MAX,
    };
    struct verdict got;
    bool more;

    (void)state;
    assert_int_equal(verdict_sink_add(sink, &given, NULL), ERR_OK);
    assert_int_equal(verdict_sink_finish(sink, NULL), ERR_OK);
    assert_int_equal(verdict_sink_next(sink, &more, &got, NULL), ERR_OK);
    assert_true(more);
    assert_int_equal(got.kind, VERDICT_UNVERIFIED);
    assert_true(str_eq(got.hostname, given.hostname) && str_eq(got.system, given.system) &&
                str_eq(got.department, given.department) && str_eq(got.location, given.location) &&
                str_eq(got.device_kind, given.device_kind) && str_eq(got.status, given.status) &&
                str_eq(got.cause, given.cause) && str_eq(got.keys, given.keys) &&
                str_eq(got.observed_at, given.observed_at));
    assert_int_equal(got.grade, 'B');
    assert_false(got.location_checked);
    assert_true(got.user_checked);
    assert_false(got.software_checked);
    assert_true(got.software_unlisted == UINT32_MAX);
}

static void test_names(void **state) {
    static const char *const names[] = {"matched",      "different",    "missing",  "unverified",
                                        "not-expected", "unregistered", "ambiguous"};

    (void)state;
    assert_int_equal(ARRAY_LEN(names), VERDICT_KIND_COUNT);
    for (unsigned i = 0; i < VERDICT_KIND_COUNT; i++) {
        assert_string_equal(verdict_name((enum verdict_kind)i), names[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_content_kept),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
