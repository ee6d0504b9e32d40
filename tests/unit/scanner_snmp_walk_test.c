#include "scanner/snmp/walk.h"

#include "tests/unit/support/cmocka.h"

/* Columns 1 and 3 of a table, as an agent would give them. */
static const struct snmp_table two_columns = {.entry = "1.9.1", .columns = {1, 3}, .rows_max = 4};

struct answer {
    const char *oid; /* NULL: the end of the view */
    enum snmp_type type;
};

/* Hands one answer in; how many of its variables were kept. */
static size_t take(struct snmp_walk *walk, const struct answer *answers, size_t count) {
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t ids[SNMP_OID_MAX];
        struct snmp_variable variable = {.type = answers[i].type};

        assert_true(snmp_oid_read(str_from(answers[i].oid ? answers[i].oid : "1"), ids, &variable.oid));
        kept += snmp_walk_take(walk, &variable, answers[i].oid ? SNMP_VALUE : SNMP_END_OF_VIEW);
    }
    snmp_walk_reply_done(walk);
    return kept;
}

static size_t ask(struct snmp_walk *walk, struct snmp_oid oids[SNMP_COLUMNS_MAX]) {
    unsigned repetitions = 0;
    size_t count = snmp_walk_next(walk, oids, &repetitions);

    assert_true(count == 0 || repetitions > 0);
    return count;
}

static void assert_oid(struct snmp_oid oid, const char *text) {
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid expected;

    assert_true(snmp_oid_read(str_from(text), ids, &expected));
    assert_true(snmp_oid_eq(oid, expected));
}

static void test_whole_table(void **state) {
    /* the second column ends within the answer, and goes on in another table */
    static const struct answer first[] = {{"1.9.1.1.1", SNMP_TYPE_BYTES}, {"1.9.1.3.1", SNMP_TYPE_INTEGER},
                                          {"1.9.1.1.2", SNMP_TYPE_BYTES}, {"1.9.2.1.1", SNMP_TYPE_INTEGER},
                                          {"1.9.1.1.3", SNMP_TYPE_BYTES}, {"1.9.2.1.2", SNMP_TYPE_INTEGER}};
    static const struct answer second[] = {{"1.9.1.3.1", SNMP_TYPE_INTEGER}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &two_columns));
    assert_int_equal(ask(&walk, oids), 2);
    assert_oid(oids[0], "1.9.1.1");
    assert_oid(oids[1], "1.9.1.3");
    assert_int_equal(take(&walk, first, ARRAY_LEN(first)), 4);
    assert_int_equal(ask(&walk, oids), 1);
    assert_oid(oids[0], "1.9.1.1.3");
    assert_int_equal(take(&walk, second, ARRAY_LEN(second)), 0);
    assert_int_equal(ask(&walk, oids), 0);
    assert_null(walk.failure);
}

static void test_end_of_view(void **state) {
    static const struct answer answers[] = {{NULL, 0}, {NULL, 0}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &two_columns));
    assert_int_equal(ask(&walk, oids), 2);
    assert_int_equal(take(&walk, answers, ARRAY_LEN(answers)), 0);
    assert_int_equal(ask(&walk, oids), 0);
    assert_null(walk.failure);
}

static void test_whole_subtree(void **state) {
    static const struct snmp_table subtree = {.entry = "1.9"};
    static const struct answer answers[] = {
        {"1.9.0", SNMP_TYPE_BYTES}, {"1.9.1.7", SNMP_TYPE_INTEGER}, {"1.9.2", SNMP_TYPE_OID}, {"1.10", SNMP_TYPE_OID}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &subtree));
    assert_int_equal(ask(&walk, oids), 1);
    assert_oid(oids[0], "1.9");
    assert_int_equal(take(&walk, answers, ARRAY_LEN(answers)), 3);
    assert_int_equal(ask(&walk, oids), 0);
    assert_null(walk.failure);
}

/* Each ends the table, and what came before is kept. */
static void test_misbehaviour(void **state) {
    static const struct {
        struct answer answers[6];
        size_t count, kept;
        const char *failure;
    } cases[] = {
        {{{"1.9.1.1.1", 0}, {"1.9.1.3.1", 0}, {"1.9.1.1.1", 0}}, 3, 2, "the same row came again"},
        {{{"1.9.1.1.5", 0}, {"1.9.1.3.1", 0}, {"1.9.1.1.2", 0}}, 3, 2, "rows went back"},
        {{{"1.9.1.1.5", 0}, {"1.9.1.3.1", 0}, {"1.3", 0}}, 3, 2, "rows went back"},
        {{{"1.9.1.1.1", SNMP_TYPE_BYTES}, {"1.9.1.3.1", 0}, {"1.9.1.1.2", SNMP_TYPE_INTEGER}},
         3,
         2,
         "a column had values of several types"},
        {{{0}}, 0, 0, "an answer was empty"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct snmp_walk walk;
        struct snmp_oid oids[SNMP_COLUMNS_MAX];

        assert_true(snmp_walk_begin(&walk, &two_columns));
        assert_int_equal(ask(&walk, oids), 2);
        assert_int_equal(take(&walk, cases[i].answers, cases[i].count), cases[i].kept);
        assert_int_equal(ask(&walk, oids), 0);
        assert_string_equal(walk.failure, cases[i].failure);
    }
}

static void test_endless(void **state) {
    static const struct snmp_table one_column = {.entry = "1.9.1", .columns = {1}, .rows_max = 100};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];
    uint32_t ids[] = {1, 9, 1, 1, 0};
    size_t kept = 0, rounds = 0;
    unsigned repetitions;

    (void)state;
    assert_true(snmp_walk_begin(&walk, &one_column));
    while (snmp_walk_next(&walk, oids, &repetitions) && rounds++ < 1000) {
        for (unsigned i = 0; i < repetitions; i++) {
            struct snmp_variable variable = {.oid = {ids, ARRAY_LEN(ids)}};
            ids[4]++;
            kept += snmp_walk_take(&walk, &variable, SNMP_VALUE);
        }
        snmp_walk_reply_done(&walk);
    }
    assert_int_equal(kept, 100);
    assert_string_equal(walk.failure, "there were more rows than are read");
}

/* Full answers make requests grow; what was too big once is not asked for again. */
static void test_sizes(void **state) {
    static const struct snmp_table one_column = {.entry = "1.9.1", .columns = {1}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];
    uint32_t ids[] = {1, 9, 1, 1, 0};
    unsigned before, repetitions;

    (void)state;
    assert_true(snmp_walk_begin(&walk, &one_column));
    assert_int_equal(snmp_walk_next(&walk, oids, &before), 1);
    for (unsigned i = 0; i < before; i++) {
        struct snmp_variable variable = {.oid = {ids, ARRAY_LEN(ids)}};
        ids[4]++;
        assert_true(snmp_walk_take(&walk, &variable, SNMP_VALUE));
    }
    snmp_walk_reply_done(&walk);
    assert_int_equal(snmp_walk_next(&walk, oids, &repetitions), 1);
    assert_true(repetitions > before);

    assert_true(snmp_walk_shrink(&walk));
    assert_int_equal(snmp_walk_next(&walk, oids, &before), 1);
    assert_true(before < repetitions);
    while (snmp_walk_shrink(&walk)) {
    }
    assert_int_equal(snmp_walk_next(&walk, oids, &repetitions), 1);
    assert_int_equal(repetitions, 1);
    assert_null(walk.failure);
}

/* An answer may be cut short within its first row: the others are asked for again. */
static void test_cut_answer(void **state) {
    static const struct answer first[] = {{"1.9.1.1.1", SNMP_TYPE_BYTES}};
    static const struct answer second[] = {{"1.9.1.1.2", SNMP_TYPE_BYTES}, {"1.9.1.3.1", SNMP_TYPE_INTEGER}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &two_columns));
    assert_int_equal(ask(&walk, oids), 2);
    assert_int_equal(take(&walk, first, ARRAY_LEN(first)), 1);
    assert_int_equal(ask(&walk, oids), 2);
    assert_oid(oids[0], "1.9.1.1.1");
    assert_oid(oids[1], "1.9.1.3");
    assert_int_equal(take(&walk, second, ARRAY_LEN(second)), 2);
    assert_null(walk.failure);
}

/* An agent that bears no more than one value is asked for the columns one after the other. */
static void test_one_value_at_a_time(void **state) {
    static const struct answer last[] = {{"1.9.1.3.1", SNMP_TYPE_BYTES}};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &two_columns));
    while (snmp_walk_shrink(&walk)) {
    }
    assert_int_equal(ask(&walk, oids), 1);
    assert_oid(oids[0], "1.9.1.1");
    assert_int_equal(take(&walk, last, ARRAY_LEN(last)), 0);
    assert_int_equal(ask(&walk, oids), 1);
    assert_oid(oids[0], "1.9.1.3");
    assert_null(walk.failure);
}

/* Rows without a value that can be kept do not go on for ever either. */
static void test_endless_nothing(void **state) {
    static const struct snmp_table one_column = {.entry = "1.9.1", .columns = {1}, .rows_max = 100};
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];
    uint32_t ids[] = {1, 9, 1, 1, 0};
    size_t rounds = 0;
    unsigned repetitions;

    (void)state;
    assert_true(snmp_walk_begin(&walk, &one_column));
    while (snmp_walk_next(&walk, oids, &repetitions) && rounds++ < 1000) {
        struct snmp_variable variable = {.oid = {ids, ARRAY_LEN(ids)}};
        ids[4]++;
        assert_false(snmp_walk_take(&walk, &variable, SNMP_UNKNOWN_TYPE));
        snmp_walk_reply_done(&walk);
    }
    assert_string_equal(walk.failure, "there were more rows than are read");
}

/* Version 1 has no other way to say that a column is over. */
static void test_no_such_name(void **state) {
    struct snmp_walk walk;
    struct snmp_oid oids[SNMP_COLUMNS_MAX];

    (void)state;
    assert_true(snmp_walk_begin(&walk, &two_columns));
    assert_int_equal(ask(&walk, oids), 2);
    snmp_walk_end_column(&walk, 1);
    assert_int_equal(ask(&walk, oids), 1);
    assert_oid(oids[0], "1.9.1.3");
    snmp_walk_end_column(&walk, 0);
    assert_int_equal(ask(&walk, oids), 0);
    assert_null(walk.failure);
    snmp_walk_end_column(&walk, 1);
    assert_int_equal(ask(&walk, oids), 0);
    assert_non_null(walk.failure);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_table),
        cmocka_unit_test(test_end_of_view),
        cmocka_unit_test(test_whole_subtree),
        cmocka_unit_test(test_misbehaviour),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_no_such_name),
        cmocka_unit_test(test_cut_answer),
        cmocka_unit_test(test_one_value_at_a_time),
        cmocka_unit_test(test_endless_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
