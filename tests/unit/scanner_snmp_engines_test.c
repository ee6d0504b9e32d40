#include "scanner/snmp/engines.h"

#include "tests/unit/support/cmocka.h"

struct guest {
    struct engine_place place; /* the first */
    unsigned entered;
};

static void on_may_enter(struct engine_place *place) {
    ((struct guest *)place)->entered++;
}

static bool enter(struct snmp_engines *engines, struct guest *guest, const char *id) {
    bool may_enter = false;

    guest->place.may_enter = on_may_enter;
    assert_true(snmp_engine_enter(engines, &guest->place, str_from(id), &may_enter));
    return may_enter;
}

static void test_one_at_a_time(void **state) {
    CLEANUP(snmp_engines_free_cleanup) struct snmp_engines *engines = snmp_engines_new();
    struct guest first = {0}, second = {0}, third = {0}, other = {0};

    (void)state;
    assert_non_null(engines);
    assert_true(enter(engines, &first, "engine"));
    assert_false(enter(engines, &second, "engine"));
    assert_false(enter(engines, &third, "engine"));
    assert_true(enter(engines, &other, "engine "));

    snmp_engine_leave(engines, &first.place);
    assert_int_equal(second.entered, 1);
    assert_int_equal(third.entered, 0);

    snmp_engine_leave(engines, &other.place);
    snmp_engine_leave(engines, &second.place);
    assert_int_equal(third.entered, 1);
    snmp_engine_leave(engines, &third.place);
    assert_int_equal(first.entered, 0);

    assert_true(enter(engines, &first, "engine"));
    snmp_engine_leave(engines, &first.place);
}

/* Who gives up while waiting holds nobody up, and who never came may leave. */
static void test_leaving_early(void **state) {
    CLEANUP(snmp_engines_free_cleanup) struct snmp_engines *engines = snmp_engines_new();
    struct guest first = {0}, second = {0}, third = {0}, nobody = {0};

    (void)state;
    assert_non_null(engines);
    assert_true(enter(engines, &first, "engine"));
    assert_false(enter(engines, &second, "engine"));
    assert_false(enter(engines, &third, "engine"));
    snmp_engine_leave(engines, &nobody.place);
    snmp_engine_leave(engines, &second.place);
    assert_int_equal(third.entered, 0);
    snmp_engine_leave(engines, &first.place);
    assert_int_equal(second.entered, 0);
    assert_int_equal(third.entered, 1);
    snmp_engine_leave(engines, &third.place);
    snmp_engine_leave(engines, &third.place);
}

/* Nothing that a real engine says is as long. */
static void test_long_id(void **state) {
    CLEANUP(snmp_engines_free_cleanup) struct snmp_engines *engines = snmp_engines_new();
    struct guest guest = {0};
    bool may_enter = false;

    (void)state;
    assert_non_null(engines);
    assert_false(snmp_engine_enter(engines, &guest.place, STR("123456789012345678901234567890123"), &may_enter));
    assert_false(may_enter);
    snmp_engine_leave(engines, &guest.place);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_leaving_early),
        cmocka_unit_test(test_long_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
