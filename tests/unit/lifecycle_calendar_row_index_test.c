#include "lifecycle/calendar_row_index.h"

#include "base/compiler.h"
#include "lifecycle/calendar_feed.h"
#include "tests/unit/support/cmocka.h"

/* Is a row found under the name "foo" that is about the release LINK and has the version SAID? */
static bool finds(const char *said, uint32_t link, const struct str *used, uint32_t release) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer bins = {0}, wanted = {0}, key = {0};
    struct calendar_row_index index;
    bool is_found = false;

    assert_int_equal(calendar_row_index_init(&index, arena, NULL), ERR_OK);
    calendar_row_bins(&link, link != FEED_NONE, str_from(said), &bins);
    assert_int_equal(calendar_row_index_add(&index, ROW_KEY_NAME, STR("foo"), buffer_view(&bins), 7, NULL), ERR_OK);
    calendar_row_search_bins(release, used, 2, &wanted);
    struct str rest = buffer_view(&wanted), bin;
    while (str_cut(&rest, ' ', &bin)) {
        const struct calendar_row_node *node = calendar_row_index_find(&index, ROW_KEY_NAME, STR("foo"), bin, &key);
        assert_true(!node || node->row == 7);
        assert_null(calendar_row_index_find(&index, ROW_KEY_RULE, STR("foo"), bin, &key));
        assert_null(calendar_row_index_find(&index, ROW_KEY_NAME, STR("foobar"), bin, &key));
        is_found |= node != NULL;
    }
    assert_false(bins.failed || wanted.failed || key.failed);
    calendar_row_index_done(&index);
    return is_found;
}

static const struct {
    const char *said, *version, *title_version;
    bool is_found;
} versions[] = {
    {"14.2", "14.2.1", "", true},
    {"14.2", "14", "", true}, /* it may be this one */
    {"14", "14.2.1", "", true},
    {"14.2", "15.2", "", false},
    {"14.2", "14.20", "", false},
    {"14.2", "9.0", "14", true}, /* the version, or that of the title */
    {"14.2", "9.0", "15", false},
    {"", "14.2", "", true},
    {"14.2", "", "", true},
    {"最新", "14.2", "", true}, /* what says no number is looked at by all */
    {"14.2", "最新", "", true},
    {"14.2", "最新", "15", true},
    {"1.2.3.4.5", "1.2.3.4.6", "", true}, /* beyond the parts that count */
    {"1.2.3.4.5", "1.2.4.4.5", "", false},
};

static void test_versions(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
        struct str used[] = {str_from(versions[i].version), str_from(versions[i].title_version)};
        if (finds(versions[i].said, FEED_NONE, used, FEED_NONE) != versions[i].is_found) {
            fail_msg("%s for %s and %s", versions[i].said, versions[i].version, versions[i].title_version);
        }
    }
}

/* A row about a release is found for it, whatever the version is called. */
static void test_releases(void **state) {
    struct str used[] = {STR("10.0.17763"), STR_NONE};

    (void)state;
    assert_true(finds("2019", 12, used, 12));
    assert_false(finds("2019", 12, used, 1));
    assert_false(finds("2019", 12, used, FEED_NONE));
    assert_true(finds("10", 12, used, FEED_NONE));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_releases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
