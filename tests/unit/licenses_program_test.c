/* Programs by hand. */
#include "licenses/program.h"

#include "tests/unit/support/program_solved.h"

#include <pthread.h>

struct maker {
    struct program *program;
    struct program_term terms[64];
    size_t count;
    uint32_t variables;
};

static uint32_t add(struct maker *maker, int64_t upper) {
    uint32_t number;

    assert_int_equal(program_add_variable(maker->program, 0, upper, maker->variables++, &number, NULL), ERR_OK);
    return number;
}

static void put(struct maker *maker, uint32_t variable, int64_t factor) {
    maker->terms[maker->count++] = (struct program_term){variable, factor};
}

static void add_row(struct maker *maker, int64_t lower, int64_t upper) {
    assert_int_equal(program_add_row(maker->program, maker->terms, maker->count, lower, upper, NULL), ERR_OK);
    maker->count = 0;
}

static void add_level(struct maker *maker) {
    assert_int_equal(program_add_level(maker->program, maker->terms, maker->count, NULL), ERR_OK);
    maker->count = 0;
}

/* Devices with components, a stock of suites and of single licences of each component. */
enum { MAX_DEVICES = 5, MAX_COMPONENTS = 3 };
struct stock {
    int devices, components;
    bool has[MAX_DEVICES][MAX_COMPONENTS];
    int suites, singles[MAX_COMPONENTS];
};
struct covers {
    uint32_t suite[MAX_DEVICES], single[MAX_DEVICES][MAX_COMPONENTS], open[MAX_DEVICES][MAX_COMPONENTS];
};

/* One unit of the suite covers all of one device; each component is covered by it, by a single one, or is open. Levels:
 * open components; then units spent. */
static void formulate(struct maker *maker, const struct stock *stock, struct covers *covers) {
    for (int d = 0; d < stock->devices; d++) {
        covers->suite[d] = add(maker, 1);
        for (int c = 0; c < stock->components; c++) {
            covers->single[d][c] = add(maker, stock->has[d][c]);
            covers->open[d][c] = add(maker, stock->has[d][c]);
            put(maker, covers->suite[d], 1);
            put(maker, covers->single[d][c], 1);
            put(maker, covers->open[d][c], 1);
            add_row(maker, stock->has[d][c], PROGRAM_NO_UPPER);
        }
    }
    for (int d = 0; d < stock->devices; d++) {
        put(maker, covers->suite[d], 1);
    }
    add_row(maker, PROGRAM_NO_LOWER, stock->suites);
    for (int c = 0; c < stock->components; c++) {
        for (int d = 0; d < stock->devices; d++) {
            put(maker, covers->single[d][c], 1);
        }
        add_row(maker, PROGRAM_NO_LOWER, stock->singles[c]);
    }
    for (int d = 0; d < stock->devices; d++) {
        for (int c = 0; c < stock->components; c++) {
            put(maker, covers->open[d][c], 1);
        }
    }
    add_level(maker);
    for (int d = 0; d < stock->devices; d++) {
        put(maker, covers->suite[d], 1);
        for (int c = 0; c < stock->components; c++) {
            put(maker, covers->single[d][c], 1);
        }
    }
    add_level(maker);
}

static void allocates_suites(void **state) {
    static const struct {
        struct stock stock;
        int64_t open, spent;
    } cases[] = {
        /* Word on A, Excel on B: one suite leaves one open, two do not, nor one and a single Excel */
        {{2, 2, {{1, 0}, {0, 1}}, 1, {0, 0}}, 1, 1},
        {{2, 2, {{1, 0}, {0, 1}}, 2, {0, 0}}, 0, 2},
        {{2, 2, {{1, 0}, {0, 1}}, 1, {0, 1}}, 0, 2},
        /* A{X,Y} B{X} C{Y}, one suite, one X, one Y: enough, if the suite goes to A */
        {{3, 2, {{1, 1}, {1, 0}, {0, 1}}, 1, {1, 1}}, 0, 3},
        /* three suites and two single Access; Word, Excel and Access on three, Access on two more */
        {{5, 3, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 1}, {0, 0, 1}}, 3, {0, 0, 2}}, 0, 5},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(program_free_cleanup) struct program *program = program_new();
        CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
        struct maker maker = {.program = program};
        struct covers covers;

        formulate(&maker, &cases[i].stock, &covers);
        result = program_solved(program, 1000);
        assert_int_equal(result->state, PROGRAM_PROVEN);
        assert_int_equal(result->levels[0].value, cases[i].open);
        assert_int_equal(result->levels[1].value, cases[i].spent);
        if (i == 3) {
            assert_int_equal(result->values[covers.suite[0]], 1);
            assert_int_equal(result->values[covers.single[1][0]], 1);
            assert_int_equal(result->values[covers.single[2][1]], 1);
        }
        for (int d = 0; i == 4 && d < 5; d++) {
            assert_int_equal(result->values[covers.suite[d]], d < 3);
            assert_int_equal(result->values[covers.single[d][2]], d >= 3);
        }
    }
}

/* A host of 32 cores with machines: one edition covers all machines for 32, the other two machines for each 32. It is
 * covered by one edition completely, or not at all; prices decide which is spent. */
static void covers_hosts(void **state) {
    static const struct {
        int64_t machines, unlimited, by_two, unlimited_price, by_two_price;
        int64_t is_unlimited, is_by_two;
    } cases[] = {
        {6, 32, 96, 7, 2, 0, 1}, /* 3·32·2 < 32·7 */
        {6, 32, 96, 5, 2, 1, 0}, /* 3·32·2 > 32·5 */
        {6, 32, 95, 7, 2, 1, 0}, /* one core short of 96 */
        {6, 31, 95, 7, 2, 0, 0}, /* neither is complete, and 126 cores together are none */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(program_free_cleanup) struct program *program = program_new();
        CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
        struct maker maker = {.program = program};
        uint32_t open = add(&maker, 1), unlimited = add(&maker, 1), by_two = add(&maker, 1);
        int64_t need = (cases[i].machines + 1) / 2 * 32;

        put(&maker, open, 1), put(&maker, unlimited, 1), put(&maker, by_two, 1);
        add_row(&maker, 1, 1);
        put(&maker, unlimited, 32);
        add_row(&maker, PROGRAM_NO_LOWER, cases[i].unlimited);
        put(&maker, by_two, need);
        add_row(&maker, PROGRAM_NO_LOWER, cases[i].by_two);
        put(&maker, open, 1);
        add_level(&maker);
        put(&maker, unlimited, 32 * cases[i].unlimited_price), put(&maker, by_two, need * cases[i].by_two_price);
        add_level(&maker);
        result = program_solved(program, 1000);
        assert_int_equal(result->state, PROGRAM_PROVEN);
        assert_int_equal(result->values[unlimited], cases[i].is_unlimited);
        assert_int_equal(result->values[by_two], cases[i].is_by_two);
        assert_int_equal(result->levels[0].value, !cases[i].is_unlimited && !cases[i].is_by_two);
    }
}

/* 10^12·x + y of which the second is far below what doubles tell apart in sums of the first. */
static void tells_large_factors_apart(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
    struct maker maker = {.program = program};
    uint32_t items[20];

    (void)state;
    for (int i = 0; i < 20; i++) {
        items[i] = add(&maker, 1000);
        put(&maker, items[i], 1);
    }
    add_row(&maker, 9999, 9999);
    for (int i = 0; i < 20; i++) {
        put(&maker, items[i], 100000000000000 + (i * 7 + 3) % 20);
    }
    add_level(&maker);
    result = program_solved(program, 1000);
    assert_int_equal(result->state, PROGRAM_PROVEN);
    /* the ten dearest, of costs 0…19, stay empty but for one short of 1000: 1000·(0+…+9) − 9 */
    assert_int_equal(result->levels[0].value, 9999 * 100000000000000 + 1000 * 45 - 9);
}

/* Three sums of which few of 2^24 choices hit all at once, if any does. */
static struct program *hard_program(void) {
    struct maker maker = {.program = program_new()};

    for (int row = 0; row < 3; row++) {
        for (int i = 0; i < 24; i++) {
            put(&maker, row == 0 ? add(&maker, 1) : (uint32_t)i, 17 + (i * 37 + row * 101 + i * i * row * 13) % 97);
        }
        add_row(&maker, 600 + row, 600 + row);
    }
    for (int i = 0; i < 24; i++) {
        put(&maker, (uint32_t)i, 1 + i % 5);
    }
    add_level(&maker);
    return maker.program;
}

/* Fourteen items of size 20 and nearly the same worth, one of size 1 without any, room for 130, and how many of the
 * fourteen are taken (the last variable): relaxed, six and a half, whichever of them they are. */
static struct program *summed_program(unsigned urgency) {
    struct maker maker = {.program = program_new()};

    for (int i = 0; i < 14; i++) {
        put(&maker, add(&maker, 1), 20);
    }
    put(&maker, add(&maker, 1), 1);
    add_row(&maker, PROGRAM_NO_LOWER, 130);
    for (int i = 0; i < 14; i++) {
        put(&maker, (uint32_t)i, 1);
    }
    put(&maker, add(&maker, 14), -1);
    add_row(&maker, 0, 0);
    for (int i = 0; i < 14; i++) {
        put(&maker, (uint32_t)i, -1000 - i);
    }
    add_level(&maker);
    program_branch_first(maker.program, 15, urgency);
    return maker.program;
}

static void branches_first_on_what_is_urgent(void **state) {
    CLEANUP(program_free_cleanup) struct program *plain = summed_program(0), *urgent = summed_program(1);
    CLEANUP(program_result_free_cleanup) struct program_result *slow = program_solved(plain, 100000);
    CLEANUP(program_result_free_cleanup) struct program_result *fast = program_solved(urgent, 100000);

    (void)state;
    /* the six worthiest: 6·1000 + 13 + 12 + 11 + 10 + 9 + 8 */
    assert_int_equal(slow->levels[0].value, -6063);
    assert_int_equal(fast->levels[0].value, -6063);
    assert_int_equal(fast->state, PROGRAM_PROVEN);
    assert_true(fast->components[0].nodes < 10);
    assert_true(slow->components[0].nodes > 10 * fast->components[0].nodes);
}

static void says_when_a_limit_came_first(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = hard_program();
    CLEANUP(program_result_free_cleanup) struct program_result *result = program_solved(program, 3);

    (void)state;
    assert_int_equal(result->state, PROGRAM_UNKNOWN);
    assert_null(result->values);
    assert_false(result->levels[0].is_proven);
    assert_int_equal(result->components[0].nodes, 3);
}

/* Fourteen hosts that need 103, 109 or 115 cores each, and 650 cores: six hosts have a multiple of 6 together, at most
 * 648, five have at most 575, seven more than 650. Relaxed, 650 is possible. */
static struct program *packing_program(void) {
    struct maker maker = {.program = program_new()};

    for (int i = 0; i < 14; i++) {
        put(&maker, add(&maker, 1), 103 + 6 * (i % 3));
    }
    add_row(&maker, PROGRAM_NO_LOWER, 650);
    for (int i = 0; i < 14; i++) {
        put(&maker, (uint32_t)i, -(103 + 6 * (i % 3)));
    }
    add_level(&maker);
    return maker.program;
}

static void gives_bound_and_gap(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = packing_program();
    CLEANUP(program_result_free_cleanup) struct program_result *few = program_solved(program, 3);
    CLEANUP(program_result_free_cleanup) struct program_result *all = program_solved(program, 1000000);
    CLEANUP(program_result_free_cleanup) struct program_result *again = program_solved(program, 3);
    int64_t value;

    (void)state;
    assert_int_equal(few->state, PROGRAM_LIMITED);
    assert_false(few->levels[0].is_proven);
    assert_false(few->is_unique);
    assert_true(few->levels[0].bound < few->levels[0].value);
    assert_true(program_check(program, few->values, &value));
    assert_int_equal(value, few->levels[0].value);
    assert_int_equal(all->state, PROGRAM_PROVEN);
    assert_int_equal(all->levels[0].value, -648);
    assert_int_equal(all->levels[0].bound, -648);
    assert_true(few->levels[0].bound <= -648 && few->levels[0].value >= -648);
    assert_memory_equal(few->values, again->values, 14 * sizeof *few->values);
}

static void splits_components(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    CLEANUP(program_result_free_cleanup) struct program_result *result = NULL;
    struct maker maker = {.program = program};

    (void)state;
    for (int i = 0; i < 5; i++) {
        add(&maker, 3);
    }
    put(&maker, 4, 1), put(&maker, 0, 1);
    add_row(&maker, 2, 2);
    put(&maker, 3, 2), put(&maker, 1, 2);
    add_row(&maker, 3, 3); /* twice something is not 3 */
    result = program_solved(program, 1000);
    assert_int_equal(result->component_count, 3);
    assert_int_equal(result->state, PROGRAM_INFEASIBLE);
    assert_int_equal(result->components[0].state, PROGRAM_PROVEN);
    assert_int_equal(result->components[0].variable_count, 2);
    assert_int_equal(result->components[0].row_count, 1);
    assert_int_equal(result->components[1].state, PROGRAM_INFEASIBLE);
    assert_int_equal(result->components[2].state, PROGRAM_PROVEN);
}

static void takes_edges(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    CLEANUP(program_result_free_cleanup) struct program_result *empty = program_solved(program, 1);
    CLEANUP(program_result_free_cleanup) struct program_result *contradiction = NULL;
    struct program_term term = {0, 1};
    uint32_t number;

    (void)state;
    assert_int_equal(empty->state, PROGRAM_PROVEN);
    assert_int_equal(program_add_row(program, &term, 1, 0, 1, NULL), ERR_USAGE);
    assert_int_equal(program_add_variable(program, 1, 0, 0, &number, NULL), ERR_USAGE);
    assert_int_equal(program_add_variable(program, 0, PROGRAM_MAX_BOUND + 1, 0, &number, NULL), ERR_USAGE);
    assert_int_equal(program_add_variable(program, -1000, 1000, 0, &number, NULL), ERR_OK);
    term.factor = PROGRAM_MAX_FACTOR + 1;
    assert_int_equal(program_add_row(program, &term, 1, 0, 1, NULL), ERR_USAGE);
    term.factor = INT64_MAX / 1000;
    assert_int_equal(program_add_level(program, &term, 1, NULL), ERR_OK);
    term.factor = INT64_MAX / 1000 + 1;
    assert_int_equal(program_add_level(program, &term, 1, NULL), ERR_USAGE);
    term.factor = INT64_MIN;
    assert_int_equal(program_add_level(program, &term, 1, NULL), ERR_USAGE);
    assert_int_equal(program_level_count(program), 1);
    assert_int_equal(program_variable_count(program), 1);
    assert_int_equal(program_add_row(program, NULL, 0, 1, 1, NULL), ERR_OK);
    contradiction = program_solved(program, 1000);
    assert_int_equal(contradiction->state, PROGRAM_INFEASIBLE);
    assert_int_equal(contradiction->components[0].state, PROGRAM_PROVEN);
    assert_int_equal(contradiction->levels[0].value, -1000 * (INT64_MAX / 1000));
}

static void *solve_in_thread(void *argument) {
    struct program *program = packing_program();
    struct program_result *result = NULL;

    if (program_solve(program, &(struct program_limits){.nodes = 1000000}, &result, NULL) == ERR_OK) {
        *(int64_t *)argument = result->levels[0].value;
    }
    program_result_free(result);
    program_free(program);
    return NULL;
}

static void solves_in_threads(void **state) {
    CLEANUP(program_free_cleanup) struct program *program = packing_program();
    CLEANUP(program_result_free_cleanup) struct program_result *result = program_solved(program, 1000000);
    int64_t values[4] = {0};
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, solve_in_thread, &values[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(values[i], result->levels[0].value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocates_suites),
        cmocka_unit_test(covers_hosts),
        cmocka_unit_test(tells_large_factors_apart),
        cmocka_unit_test(branches_first_on_what_is_urgent),
        cmocka_unit_test(says_when_a_limit_came_first),
        cmocka_unit_test(gives_bound_and_gap),
        cmocka_unit_test(splits_components),
        cmocka_unit_test(takes_edges),
        cmocka_unit_test(solves_in_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
