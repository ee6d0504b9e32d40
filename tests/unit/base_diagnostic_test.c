#include "base/diagnostic.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/problems.h"

#include <stdio.h>
#include <stdlib.h>

static void add(struct diagnostics *diagnostics, const char *file, unsigned problem, const char *heading, uint64_t line,
                uint64_t column, const char *arg) {
    const struct diagnostic diagnostic = {
        .problem = problem,
        .file = str_from(file),
        .line = line,
        .column = column,
        .heading = str_from(heading),
        .args = {str_from(arg), STR("second")},
    };

    diagnostics_add(diagnostics, &diagnostic);
}

static void test_empty(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    size_t count = 7;

    (void)state;
    assert_non_null(diagnostics_groups(diagnostics, &count));
    assert_int_equal(count, 0);
    assert_int_equal(count_problems(diagnostics), 0);
    assert_false(diagnostics_failed(diagnostics));
}

static void test_groups_in_order(void **state) {
    static const struct {
        const char *file;
        unsigned problem;
        const char *heading;
        uint64_t count;
    } expected[] = {
        {"a.csv", 9, "", 1},         {"a.csv", 2, "os", 2}, {"a.csv", 3, "os", 1},
        {"a.csv", 3, "管理番号", 1}, {"b.csv", 1, "", 1},
    };
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct diagnostic_group *groups;
    size_t count;

    (void)state;
    add(diagnostics, "b.csv", 1, "", 1, 1, "");
    add(diagnostics, "a.csv", 3, "管理番号", 5, 2, "");
    add(diagnostics, "a.csv", 2, "os", 9, 2, "");
    add(diagnostics, "a.csv", 3, "os", 5, 1, "");
    add(diagnostics, "a.csv", 2, "os", 5, 1, "");
    add(diagnostics, "a.csv", 9, "", 0, 0, "");
    groups = diagnostics_groups(diagnostics, &count);
    assert_int_equal(count, ARRAY_LEN(expected));
    for (size_t i = 0; i < count; i++) {
        assert_true(str_eq(groups[i].file, str_from(expected[i].file)));
        assert_true(str_eq(groups[i].heading, str_from(expected[i].heading)));
        assert_int_equal(groups[i].problem, expected[i].problem);
        assert_int_equal(groups[i].count, expected[i].count);
        assert_int_equal(groups[i].kept_count, expected[i].count);
    }
    assert_int_equal(groups[1].kept[0].line, 5);
    assert_int_equal(groups[1].kept[1].line, 9);
    assert_int_equal(count_problems(diagnostics), 6);
}

static void test_copies(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct diagnostic_group *groups;
    char file[] = "a.csv", heading[] = "os", arg[] = "value";
    size_t count;

    (void)state;
    add(diagnostics, file, 1, heading, 2, 3, arg);
    file[0] = heading[0] = arg[0] = 'X';
    groups = diagnostics_groups(diagnostics, &count);
    assert_int_equal(count, 1);
    assert_true(str_eq(groups->kept[0].file, STR("a.csv")));
    assert_true(str_eq(groups->kept[0].heading, STR("os")));
    assert_true(str_eq(groups->kept[0].args[0], STR("value")));
    assert_true(str_eq(groups->kept[0].args[1], STR("second")));
    assert_int_equal(groups->kept[0].problem, 1);
    assert_int_equal(groups->kept[0].line, 2);
    assert_int_equal(groups->kept[0].column, 3);
}

/* Additions in random order: the kept ones are the first 20 of all places, in order, with their own args. */
static void test_first_places_displace(void **state) {
    enum { PLACES = 1000 };
    uint64_t order[PLACES];

    (void)state;
    srandom((unsigned)test_seed());
    for (int round = 0; round < 20; round++) {
        CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
        const struct diagnostic_group *groups;
        size_t count;
        for (size_t i = 0; i < PLACES; i++) {
            size_t other = (size_t)random() % (i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        for (size_t i = 0; i < PLACES; i++) {
            char arg[24];
            snprintf(arg, sizeof arg, "place %d", (int)order[i]);
            add(diagnostics, "a.csv", 1, "h", order[i] / 3, order[i] % 3, arg);
        }
        groups = diagnostics_groups(diagnostics, &count);
        assert_int_equal(count, 1);
        assert_int_equal(groups->count, PLACES);
        assert_int_equal(groups->kept_count, 20);
        for (size_t i = 0; i < 20; i++) {
            char arg[24];
            snprintf(arg, sizeof arg, "place %d", (int)i);
            assert_int_equal(groups->kept[i].line, i / 3);
            assert_int_equal(groups->kept[i].column, i % 3);
            assert_true(str_eq(groups->kept[i].args[0], str_from(arg)));
        }
    }
}

static void test_equal_places(void **state) {
    /* 30 at one place: the args decide, whatever was added first. */
    (void)state;
    for (int upwards = 0; upwards < 2; upwards++) {
        CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
        const struct diagnostic_group *groups;
        size_t count;
        for (int i = 0; i < 30; i++) {
            char arg[8];
            snprintf(arg, sizeof arg, "%02d", upwards ? i : 29 - i);
            add(diagnostics, "a.csv", 1, "", 1, 1, arg);
        }
        groups = diagnostics_groups(diagnostics, &count);
        assert_int_equal(groups->kept_count, 20);
        assert_true(str_eq(groups->kept[0].args[0], STR("00")));
        assert_true(str_eq(groups->kept[19].args[0], STR("19")));
    }
}

static void test_many_groups(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct diagnostic_group *groups;
    size_t count;

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 500; i++) {
            char heading[16];
            snprintf(heading, sizeof heading, "h%u", i / 2);
            add(diagnostics, "a.csv", i % 2, heading, 1000 - i, round, "");
        }
        groups = diagnostics_groups(diagnostics, &count);
        assert_int_equal(count, 500);
        for (unsigned i = 0; i < 500; i++) {
            assert_int_equal(groups[i].kept[0].line, 501 + i);
            assert_int_equal(groups[i].count, round + 1);
        }
    }
    assert_int_equal(count_problems(diagnostics), 1500);
}

/* Also of those past the ones that were kept, whatever the order in which collectors are added. */
static void test_add_all(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *sum = diagnostics_new(), *part = diagnostics_new();
    const struct diagnostic_group *groups;
    size_t count;

    (void)state;
    for (uint64_t line = 30; line > 0; line--) {
        add(part, "a.csv", 1, "os", line, 1, "");
    }
    add(part, "b.csv", 1, "", 1, 1, "");
    add(sum, "a.csv", 1, "os", 5, 1, "");
    add(sum, "a.csv", 1, "os", 40, 1, "");
    diagnostics_add_all(sum, part);
    assert_int_equal(count_problems(sum), 33);
    groups = diagnostics_groups(sum, &count);
    assert_int_equal(count, 2);
    assert_int_equal(groups[0].count, 32);
    assert_int_equal(groups[0].kept_count, DIAGNOSTICS_KEPT);
    assert_int_equal(groups[0].kept[4].line, 5);
    assert_int_equal(groups[0].kept[5].line, 5);
    assert_int_equal(groups[0].kept[19].line, 19);
    assert_int_equal(groups[1].count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),        cmocka_unit_test(test_groups_in_order),
        cmocka_unit_test(test_copies),       cmocka_unit_test(test_first_places_displace),
        cmocka_unit_test(test_equal_places), cmocka_unit_test(test_many_groups),
        cmocka_unit_test(test_add_all),
    };

    diagnostics_free(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
