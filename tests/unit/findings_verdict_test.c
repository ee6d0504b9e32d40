#include "findings/verdict.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static struct verdict_sink *new_sink(unsigned lanes, size_t run_bytes) {
    struct verdict_sink *sink = NULL;

    assert_int_equal(verdict_sink_new(lanes, run_bytes, "/tmp", &sink, NULL), ERR_OK);
    return sink;
}

static void add(struct verdict_sink *sink, unsigned lane, const char *asset_id, const char *device_id) {
    struct verdict verdict = {.kind = VERDICT_MATCHED,
                              .asset = VERDICT_NO_ROW,
                              .device = VERDICT_NO_ROW,
                              .asset_id = str_from(asset_id),
                              .device_id = str_from(device_id)};

    assert_int_equal(verdict_sink_add(sink, lane, &verdict, NULL), ERR_OK);
}

/* The verdicts of all ranges one after the other. */
struct all {
    const struct verdict_sink *sink;
    struct verdict_reader *reader;
    size_t next_range;
};

static bool next(struct all *all, struct verdict *ret_verdict) {
    bool more = false;

    for (;;) {
        if (all->next_range) {
            assert_int_equal(verdict_reader_next(all->reader, &more, ret_verdict, NULL), ERR_OK);
        }
        if (more || all->next_range == verdict_sink_ranges(all->sink)) {
            return more;
        }
        assert_int_equal(verdict_reader_open(all->reader, all->next_range++, NULL), ERR_OK);
    }
}

static void assert_next(struct all *all, const char *asset_id, const char *device_id) {
    struct verdict verdict;

    assert_true(next(all, &verdict));
    assert_true(str_eq(verdict.asset_id, str_from(asset_id)));
    assert_true(str_eq(verdict.device_id, str_from(device_id)));
}

static void test_order(void **state) {
    static const size_t run_bytes[] = {0, 64};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(run_bytes); i++) {
        CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = new_sink(2, run_bytes[i]);
        add(sink, 0, "", "d2");
        add(sink, 1, "B", "");
        add(sink, 0, "AB", "d0");
        add(sink, 1, "A", "d9");
        add(sink, 0, "", "d1");
        add(sink, 1, "A", "d1");
        assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
        for (int round = 0; round < 2; round++) {
            CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;
            assert_int_equal(verdict_reader_new(sink, NULL, 0, &reader, NULL), ERR_OK);
            struct all all = {sink, reader, 0};
            struct verdict verdict;
            assert_next(&all, "A", "d1");
            assert_next(&all, "A", "d9");
            assert_next(&all, "AB", "d0");
            assert_next(&all, "B", "");
            assert_next(&all, "", "d1");
            assert_next(&all, "", "d2");
            assert_false(next(&all, &verdict));
        }
    }
}

/* Assets without a number: what they say orders them, not where they stand. */
static void test_order_without_ids(void **state) {
    CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = new_sink(1, 0);
    CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;
    static const char *const names[] = {"b", "a", "c"};
    struct verdict verdict = {.kind = VERDICT_UNVERIFIED, .device = VERDICT_NO_ROW};

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
        verdict.asset = i;
        verdict.texts.department = str_from(names[i]);
        assert_int_equal(verdict_sink_add(sink, 0, &verdict, NULL), ERR_OK);
    }
    assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(verdict_reader_new(sink, NULL, 0, &reader, NULL), ERR_OK);
    struct all all = {sink, reader, 0};
    for (const char *name = "a"; *name <= 'c'; name = *name == 'a' ? "b" : *name == 'b' ? "c" : "d") {
        assert_true(next(&all, &verdict));
        assert_true(str_eq(verdict.texts.department, str_from(name)));
    }
    assert_false(next(&all, &verdict));
}

/* As if the tables said so. */
static void describe(void *context, unsigned worker, struct verdict *verdicts, size_t count) {
    assert_int_equal(worker, 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(verdicts[i].asset, 5);
        if (verdicts[i].device != VERDICT_NO_ROW) {
            assert_int_equal(verdicts[i].device, 7);
            assert_int_equal(verdicts[i].codes[0], 0);
            assert_int_equal(verdicts[i].codes[1], 65534);
            assert_true(verdicts[i].codes[2] == VERDICT_NO_CODE);
            assert_int_equal(verdicts[i].codes[5], verdicts[i].keys == 6 ? 300 : 65535);
            verdicts[i].texts = *(const struct verdict_texts *)context;
        }
    }
}

static void assert_content(const struct verdict *given, const struct verdict *got) {
    assert_int_equal(got->kind, given->kind);
    assert_int_equal(got->asset, given->asset);
    assert_int_equal(got->device, given->device);
    assert_true(str_eq(got->asset_id, given->asset_id) && str_eq(got->device_id, given->device_id) &&
                str_eq(got->hostname, given->hostname) && str_eq(got->cause, given->cause));
    assert_true(
        str_eq(got->texts.system, given->texts.system) && str_eq(got->texts.department, given->texts.department) &&
        str_eq(got->texts.location, given->texts.location) &&
        str_eq(got->texts.device_kind, given->texts.device_kind) && str_eq(got->texts.status, given->texts.status) &&
        str_eq(got->texts.observed_at, given->texts.observed_at));
    assert_int_equal(got->keys, given->keys);
    assert_int_equal(got->grade, given->grade);
    assert_int_equal(got->location_checked, given->location_checked);
    assert_int_equal(got->user_checked, given->user_checked);
    assert_int_equal(got->software_checked, given->software_checked);
    assert_true(got->software_unlisted == given->software_unlisted);
}

/* With the row of a device the texts come from the source, else they are kept. */
static void test_content_kept(void **state) {
    struct verdict_texts texts = {
        .system = STR("s"),
        .department = STR("部"),
        .location = STR("所"),
        .device_kind = STR("server"),
        .status = STR("運用中"),
        .observed_at = STR("2027-03-31T09:00:00+09:00"),
    };
    const struct verdict_source source = {&texts, describe};
    struct verdict given = {
        .kind = VERDICT_UNVERIFIED,
        .asset = 5,
        .asset_id = STR("A"),
        .device_id = STR("d"),
        .hostname = STR("h"),
        .texts = texts,
        .codes = {0, 65534, VERDICT_NO_CODE, 1, 2, 300},
        .cause = STR("partial"),
        .keys = 6,
        .grade = 'B',
        .user_checked = true,
        .software_unlisted = UINT32_MAX,
    };
    static const uint32_t devices[] = {7, VERDICT_NO_ROW, 7};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(devices); i++) {
        CLEANUP(verdict_sink_free_cleanup) struct verdict_sink *sink = new_sink(1, 0);
        CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;
        struct verdict got;
        given.device = devices[i];
        if (i == 2) { /* a code that takes more than the others have room for */
            given.keys = 5;
            given.codes[5] = 65535;
        }
        assert_int_equal(verdict_sink_add(sink, 0, &given, NULL), ERR_OK);
        assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
        assert_int_equal(verdict_reader_new(sink, &source, 3, &reader, NULL), ERR_OK);
        struct all all = {sink, reader, 0};
        assert_true(next(&all, &got));
        assert_content(&given, &got);
        assert_false(next(&all, &got));
    }
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
        cmocka_unit_test(test_order_without_ids),
        cmocka_unit_test(test_content_kept),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
