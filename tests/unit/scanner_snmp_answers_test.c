#include "scanner/snmp/answers.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/snmprec.h"

#define ENOUGH ((size_t)1 << 20)

static struct snmp_answers *read_answers(const char *text) {
    struct snmp_answers *answers = snmp_answers_new(ENOUGH);

    assert_non_null(answers);
    snmprec_read(str_from(text), answers);
    return answers;
}

static void test_order_and_duplicates(void **state) {
    CLEANUP(snmp_answers_free_cleanup)
    struct snmp_answers *answers = read_answers("1.3.6.10|2|10\n1.3.6.2|2|2\n1.3.6.10|2|11\n1.3.6.1|4|one\n");

    (void)state;
    assert_int_equal(snmp_answers_count(answers), 3);
    assert_true(str_eq(snmp_answers_at(answers, 0)->bytes, STR("one")));
    assert_int_equal(snmp_answers_at(answers, 1)->number, 2);
    assert_int_equal(snmp_answers_at(answers, 2)->number, 10);
    assert_null(snmp_answers_at(answers, 3));
}

static void add(struct snmp_answers *answers, unsigned stream, const char *oid, int64_t number) {
    struct snmp_variable variable = {.type = SNMP_TYPE_INTEGER, .number = number};
    uint32_t ids[SNMP_OID_MAX];

    assert_true(snmp_oid_read(str_from(oid), ids, &variable.oid));
    assert_true(snmp_answers_add(answers, stream, &variable));
}

/* Columns that come side by side; of an object that two have, the one that was begun first, in whichever order they
 * are. What is added later comes behind all that. */
static void test_streams(void **state) {
    static const int64_t expected[] = {13, 14, 15, 23, 24};
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new(ENOUGH);
    unsigned first, second, third;

    (void)state;
    first = snmp_answers_stream(answers);
    second = snmp_answers_stream(answers);
    third = snmp_answers_stream(answers);
    add(answers, third, "1.2.3", 23);
    add(answers, first, "1.1.4", 14);
    add(answers, second, "1.1.3", 13);
    add(answers, third, "1.2.4", 24);
    add(answers, first, "1.1.5", 15);
    add(answers, second, "1.1.5", 99);
    for (unsigned round = 0; round < 2; round++) {
        snmp_answers_finish(answers);
        assert_int_equal(snmp_answers_count(answers), ARRAY_LEN(expected));
        for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
            assert_int_equal(snmp_answers_at(answers, i)->number, expected[i]);
        }
        add(answers, snmp_answers_stream(answers), "1.1.3", 99);
    }
}

static void test_looking_up(void **state) {
    CLEANUP(snmp_answers_free_cleanup)
    struct snmp_answers *answers = read_answers("1.3.6.1.5|2|5\n1.3.6.1.7.1|2|71\n1.3.6.1.7.2|2|72\n");

    (void)state;
    assert_int_equal(snmp_answers_get(answers, "1.3.6.1.5")->number, 5);
    assert_null(snmp_answers_get(answers, "1.3.6.1.7"));
    assert_int_equal(snmp_answers_first(answers, "1.3.6.1.7")->number, 71);
    assert_null(snmp_answers_first(answers, "1.3.6.1.6"));
    assert_null(snmp_answers_first(answers, "1.3.6.1.8"));
}

/* Column 1 lacks the second row, column 3 has one more at the end. */
static void test_rows(void **state) {
    static const struct snmp_table table = {.entry = "1.9.1", .columns = {1, 3}};
    CLEANUP(snmp_answers_free_cleanup)
    struct snmp_answers *answers = read_answers("1.9.1.1.4|2|14\n1.9.1.1.6.1|2|16\n1.9.1.2.4|2|24\n1.9.1.3.4|2|34\n"
                                                "1.9.1.3.5|2|35\n1.9.1.3.6.1|2|36\n1.9.1.3.7|2|37\n1.9.1.30.1|2|0\n");
    static const struct {
        uint32_t index;
        int first, second; /* 0: not there */
    } expected[] = {{4, 14, 34}, {5, 0, 35}, {6, 16, 36}, {7, 0, 37}};
    struct snmp_rows rows;
    struct snmp_row row;

    (void)state;
    assert_int_equal(snmp_rows_count(answers, &table), ARRAY_LEN(expected));
    snmp_rows_begin(&rows, answers, &table);
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        assert_true(snmp_rows_next(&rows, &row));
        assert_int_equal(row.index.ids[0], expected[i].index);
        assert_int_equal(row.cells[0] ? row.cells[0]->number : 0, expected[i].first);
        assert_int_equal(row.cells[1] ? row.cells[1]->number : 0, expected[i].second);
    }
    assert_false(snmp_rows_next(&rows, &row));
}

/* Only rows with as many numbers, and those that another table has under the same index, or one that begins so. */
static void test_rows_of_others(void **state) {
    static const struct snmp_table table = {.entry = "1.9.1", .columns = {1}};
    static const struct snmp_table beside = {.entry = "1.9.2", .columns = {1}};
    CLEANUP(snmp_answers_free_cleanup)
    struct snmp_answers *answers =
        read_answers("1.9.1.1.1.1|2|0\n1.9.1.1.2|2|0\n1.9.1.1.3|2|0\n1.9.1.1.5|2|0\n"
                     "1.9.2.1.1.9|2|19\n1.9.2.1.2|2|2\n1.9.2.1.2.7|2|27\n1.9.2.1.4|2|4\n1.9.2.1.5.0|2|50\n");
    static const int expected[] = {2, 27, 0, 0, 50, 0}; /* 0: no more of this one */
    struct snmp_rows rows;
    struct snmp_side side;
    struct snmp_row row, other;
    size_t n = 0;

    (void)state;
    snmp_side_begin(&side, answers, &beside);
    snmp_rows_begin(&rows, answers, &table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        while (snmp_side_next(&side, row.index, &other)) {
            assert_int_equal(other.cells[0]->number, expected[n++]);
        }
        assert_int_equal(expected[n++], 0);
    }
    assert_int_equal(n, ARRAY_LEN(expected));
}

static void test_bound(void **state) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new(ENOUGH);
    uint32_t ids[] = {1, 3, 0};
    struct snmp_variable variable = {
        .oid = {ids, ARRAY_LEN(ids)}, .type = SNMP_TYPE_BYTES, .bytes = STR("twenty bytes of text")};

    (void)state;
    assert_non_null(answers);
    while (ids[2] < ENOUGH && snmp_answers_add(answers, 0, &variable)) {
        ids[2]++;
    }
    assert_in_range(snmp_answers_count(answers), 1000, ENOUGH / 48);
    assert_in_range(snmp_answers_footprint(answers), ENOUGH / 4, ENOUGH + ENOUGH / 4);
}

static void test_failures(void **state) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = read_answers("");

    (void)state;
    snmp_answers_fail(answers, "1.9.1", "it went back");
    assert_string_equal(snmp_answers_failure(answers, "1.9.1"), "it went back");
    assert_null(snmp_answers_failure(answers, "1.9"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_duplicates),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_looking_up),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_rows_of_others),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
