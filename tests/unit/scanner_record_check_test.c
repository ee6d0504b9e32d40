#include "scanner/record_check.h"

#include "tests/unit/support/observed.h"

static const struct target target = {.scope = STR("a"), .address = STR("192.0.2.1"), .site = STR("本省A棟")};
static const struct instant observed_at = {1795000000, 32400};
static const char observed_text[] = "2026-11-18T20:06:40+09:00";
static const struct host_report report = {.outcome = PROBE_ANSWERED,
                                          .otherwise = PROBE_ERROR,
                                          .message = "",
                                          .address = "192.0.2.1",
                                          .is_reached = true,
                                          .credential = STR("servers"),
                                          .fingerprint = "SHA256:k1",
                                          .marker = "",
                                          .tenths = 17};

static bool is_taken(struct str bytes) {
    return record_check(bytes, 7, &target, &report, observed_at, PROBE_ANSWERED);
}

/* --- as a parser makes them, with something in it that is not so --- */

struct made {
    struct observed observed;
    struct probe_record record;
};

static struct made made_new(void) {
    struct made made = {.observed = observed_new(),
                        .record = {.target = 7,
                                   .outcome = PROBE_ANSWERED,
                                   .tenths = 17,
                                   .address = STR("192.0.2.1"),
                                   .credential = STR("servers"),
                                   .is_reached = true,
                                   .has_device = true,
                                   .keys = {.serial = STR("S-1"),
                                            .host_key = STR("SHA256:k1"),
                                            .site = STR("本省A棟"),
                                            .address = STR("192.0.2.1")}}};

    observation_set(&made.observed.observation, DEVICES_ADDRESS, STR("192.0.2.1"));
    observation_set(&made.observed.observation, DEVICES_OBSERVED_AT, str_from(observed_text));
    return made;
}

static void other_target(struct made *made) {
    made->record.target = 8;
}

static void other_outcome(struct made *made) {
    made->record.outcome = PROBE_PARTIAL;
}

static void other_time(struct made *made) {
    made->record.tenths = 1;
}

static void not_reached(struct made *made) {
    made->record.is_reached = false;
}

static void other_address(struct made *made) {
    made->record.address = STR("192.0.2.9");
}

static void other_credential(struct made *made) {
    made->record.credential = STR("routers");
}

static void other_host_key(struct made *made) {
    made->record.keys.host_key = STR("SHA256:k2");
}

static void other_site(struct made *made) {
    made->record.keys.site = STR("本省B棟");
}

static void other_key_address(struct made *made) {
    made->record.keys.address = STR("192.0.2.9");
}

static void other_method(struct made *made) {
    made->record.keys.is_snmp = true;
}

static void other_device_address(struct made *made) {
    observation_clear(&made->observed.observation, DEVICES_ADDRESS);
    observation_set(&made->observed.observation, DEVICES_ADDRESS, STR("192.0.2.9"));
}

static void other_day(struct made *made) {
    observation_clear(&made->observed.observation, DEVICES_OBSERVED_AT);
    observation_set(&made->observed.observation, DEVICES_OBSERVED_AT, STR("2030-01-01T00:00:00+09:00"));
}

static void (*const untruths[])(struct made *made) = {
    other_target,   other_outcome, other_time,        not_reached,  other_address,        other_credential,
    other_host_key, other_site,    other_key_address, other_method, other_device_address, other_day};

static void test_what_was_known(void **state) {
    (void)state;
    for (size_t i = 0; i <= ARRAY_LEN(untruths); i++) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct made made = made_new();

        if (i < ARRAY_LEN(untruths)) {
            untruths[i](&made);
        }
        probe_record_write(&made.record, &made.observed.observation, &bytes);
        if (is_taken(buffer_view(&bytes)) != (i == ARRAY_LEN(untruths))) {
            fail_msg("record %zu", i);
        }
        observed_done(&made.observed);
    }
}

/* --- rows --- */

/* One more row: of each table there is. */
static void test_tables(void **state) {
    static const enum table_id described[] = {TABLE_SOFTWARE, TABLE_INTERFACES, TABLE_COMPONENTS, TABLE_ACCOUNTS,
                                              TABLE_UPDATES,  TABLE_NEIGHBORS,  TABLE_GUESTS};

    (void)state;
    for (unsigned table = 0; table < TABLE_COUNT; table++) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct made made = made_new();
        struct observation_row *row = observation_add(&made.observed.observation, (enum table_id)table);
        bool is_expected = false;

        for (size_t i = 0; i < ARRAY_LEN(described); i++) {
            is_expected |= described[i] == table;
        }
        observation_cell(&made.observed.observation, row, 0, STR("x"));
        probe_record_write(&made.record, &made.observed.observation, &bytes);
        if (is_taken(buffer_view(&bytes)) != is_expected) {
            fail_msg("a row of %s", schema_table((enum table_id)table)->name);
        }
        observed_done(&made.observed);
    }
}

/* Cut off anywhere, or with something behind it. */
static void test_form(void **state) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct made made = made_new();
    struct observation_row *row = observation_add(&made.observed.observation, TABLE_SOFTWARE);

    (void)state;
    observation_cell(&made.observed.observation, row, SOFTWARE_PRODUCT, STR("x"));
    probe_record_write(&made.record, &made.observed.observation, &bytes);
    assert_true(is_taken(buffer_view(&bytes)));
    for (size_t n = 0; n < bytes.n; n++) {
        if (is_taken(str_sub(buffer_view(&bytes), 0, n))) {
            fail_msg("%zu of %zu bytes", n, bytes.n);
        }
    }
    buffer_append_char(&bytes, '\0');
    assert_false(is_taken(buffer_view(&bytes)));
    observed_done(&made.observed);
}

/* --- without a device --- */

static void test_no_device(void **state) {
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct made made = made_new();

    (void)state;
    made.record.has_device = false;
    probe_record_write(&made.record, &made.observed.observation, &bytes);
    assert_true(is_taken(buffer_view(&bytes)));
    buffer_append_char(&bytes, '\0');
    assert_false(is_taken(buffer_view(&bytes)));
    observed_done(&made.observed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_known),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_no_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
