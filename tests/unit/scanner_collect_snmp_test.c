#include "scanner/collect/snmp/snmp.h"

#include "tests/unit/support/cmocka.h"

static const struct snmp_table narrow = {.entry = "1.9.1", .columns = {2, 4}};
static const struct snmp_table wide = {.entry = "1.9.1", .columns = {1, 2, 3, 4}};
static const struct snmp_table other = {.entry = "1.9.1", .columns = {4, 5}};
static const struct snmp_table few = {.entry = "1.9.1", .columns = {1, 2, 3, 4}, .rows_max = 10};
static const struct snmp_table all = {.entry = "1.9.1"};
static const struct snmp_table elsewhere = {.entry = "1.9.10", .columns = {2, 4}};

/* A table is walked once, as far as whoever wants most of it wants it. */
static void test_tables_once(void **state) {
    static const struct {
        const struct snmp_table *added[3], *planned[3];
    } cases[] = {
        {{&narrow, &narrow}, {&narrow}},
        {{&narrow, &wide}, {&wide}},
        {{&wide, &narrow}, {&wide}},
        {{&narrow, &other}, {&narrow, &other}},
        {{&narrow, &few}, {&narrow, &few}},
        {{&few, &wide}, {&wide}},
        {{&all, &narrow, &other}, {&all}},
        {{&narrow, &all}, {&all}},
        {{&narrow, &elsewhere}, {&narrow, &elsewhere}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct snmp_table *tables[SNMP_PLAN_MAX];
        struct snmp_plan plan = {.tables = tables};
        size_t count = 0;
        for (size_t table = 0; table < 3 && cases[i].added[table]; table++) {
            snmp_plan_table(&plan, cases[i].added[table]);
        }
        for (; count < 3 && cases[i].planned[count]; count++) {
            assert_ptr_equal(plan.tables[count], cases[i].planned[count]);
        }
        assert_int_equal(plan.table_count, count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
