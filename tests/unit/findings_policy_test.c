#include "findings/policy.h"

#include "tests/unit/support/cmocka.h"

static void test_defaults(void **state) {
    static const char *const kinds[] = {"server", "switch", "router", "firewall", "storage", "ups", "appliance"};
    struct policy policy = policy_default();

    (void)state;
    assert_int_equal(policy.renewal_days, 90);
    assert_int_equal(policy.support_days, 365);
    assert_int_equal(policy.idle_days, 90);
    assert_int_equal(policy.unseen_days, 30);
    assert_int_equal(policy.usage_days, 90);
    assert_int_equal(policy.reuse_min_days, 365);
    assert_int_equal(policy.support_max_age_days, 90);
    assert_int_equal(policy.snapshot_max_age_days, 30);
    assert_int_equal(policy.coverage_min, 95);
    assert_true(str_eq(policy.timezone, STR("Asia/Tokyo")));
    assert_int_equal(policy.utc_offset, 32400);
    assert_true(str_eq(policy.country, STR("JP")));
    assert_int_equal(policy.maintained_kinds.count, ARRAY_LEN(kinds));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        assert_true(str_eq(policy.maintained_kinds.items[i], str_from(kinds[i])));
    }
}

struct reading {
    struct arena *arena;
    struct yaml_document *document;
    struct policy policy;
};

static enum err_code read(struct reading *reading, const char *text, struct err *err) {
    reading->policy = policy_default();
    reading->arena = arena_new();
    assert_int_equal(yaml_parse(str_from(text), "policy.yaml", &reading->document, NULL), ERR_OK);
    return policy_read(yaml_root(reading->document), "policy.yaml", reading->arena, &reading->policy, err);
}

static void done(struct reading *reading) {
    yaml_document_free(reading->document);
    arena_free(reading->arena);
}

static void test_read(void **state) {
    struct reading reading = {0};

    (void)state;
    assert_int_equal(read(&reading,
                          "renewal_days: 0\ncoverage_min: 100\ncountry: US\ntimezone: -03:30\n"
                          "maintained_kinds: [サーバ, ups]\n",
                          NULL),
                     ERR_OK);
    assert_int_equal(reading.policy.renewal_days, 0);
    assert_int_equal(reading.policy.coverage_min, 100);
    assert_int_equal(reading.policy.support_days, 365); /* not given */
    assert_true(str_eq(reading.policy.country, STR("US")));
    assert_int_equal(reading.policy.utc_offset, -12600);
    assert_int_equal(reading.policy.maintained_kinds.count, 2);
    assert_true(str_eq(reading.policy.maintained_kinds.items[0], STR("server")));
    assert_true(str_eq(reading.policy.maintained_kinds.items[1], STR("ups")));
    done(&reading);
}

static void test_zones(void **state) {
    static const struct {
        const char *text;
        int32_t offset;
    } cases[] = {
        {"timezone: UTC", 0},        {"timezone: Asia/Tokyo", 32400},
        {"timezone: +09:00", 32400}, {"timezone: \"-05:00\"", -18000},
        {"timezone: +14:00", 50400}, {"timezone: +00:00", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct reading reading = {0};
        assert_int_equal(read(&reading, cases[i].text, NULL), ERR_OK);
        assert_int_equal(reading.policy.utc_offset, cases[i].offset);
        done(&reading);
    }
}

static const struct refused_case {
    const char *text;
    enum err_code code;
    uint64_t line, column;
} refused_cases[] = {
    {"renewal_day: 1", ERR_UNKNOWN_KEY, 1, 1},
    {"idle_days: 1\nrenewal_days: -1", ERR_VALUE, 2, 15},
    {"renewal_days: 1.5", ERR_VALUE, 1, 15},
    {"renewal_days: 36501", ERR_VALUE, 1, 15},
    {"coverage_min: 101", ERR_VALUE, 1, 15},
    {"timezone: Europe/Paris", ERR_VALUE, 1, 11},
    {"timezone: +14:01", ERR_VALUE, 1, 11},
    {"timezone: +09:60", ERR_VALUE, 1, 11},
    {"timezone: 09:00", ERR_VALUE, 1, 11},
    {"timezone: +9:00", ERR_VALUE, 1, 11},
    {"timezone: [UTC]", ERR_VALUE, 1, 11},
    {"country: jp", ERR_VALUE, 1, 10},
    {"country: JPN", ERR_VALUE, 1, 10},
    {"maintained_kinds: server", ERR_VALUE, 1, 19},
    {"maintained_kinds: [server, teapot]", ERR_VALUE, 1, 28},
    {"- 1", ERR_SYNTAX, 1, 1},
};

/* A policy that cannot be read changes nothing. */
static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
        const struct refused_case *test = &refused_cases[i];
        struct reading reading = {0};
        struct err err = {0};
        if (read(&reading, test->text, &err) != test->code || err.line != test->line || err.column != test->column) {
            fail_msg("%s: %d %lu:%lu", test->text, err.code, err.line, err.column);
        }
        assert_string_equal(err.file, "policy.yaml");
        assert_int_equal(reading.policy.idle_days, 90);
        assert_int_equal(reading.policy.utc_offset, 32400);
        done(&reading);
    }
}

static void test_absent(void **state) {
    struct policy policy = policy_default();
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(policy_read(NULL, "f", arena, &policy, NULL), ERR_OK);
    assert_int_equal(policy.renewal_days, 90);
}

static void test_country_of_a_ledger(void **state) {
    struct policy policy = policy_default();

    (void)state;
    policy_set_country(&policy, STR_NONE);
    assert_true(str_eq(policy.country, STR("JP")));
    policy_set_country(&policy, STR("KR"));
    assert_true(str_eq(policy.country, STR("KR")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_read),   cmocka_unit_test(test_zones),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_absent), cmocka_unit_test(test_country_of_a_ledger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
