#include "licenses/program.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VARIABLES = 8, MAX_FORMS = 12 };

/* A program as plain arrays, for the second method: all assignments are gone through. */
struct sample {
    int variable_count, row_count, level_count;
    int64_t lower[MAX_VARIABLES], upper[MAX_VARIABLES];
    unsigned urgency[MAX_VARIABLES];
    int64_t rows[MAX_FORMS][MAX_VARIABLES], row_lower[MAX_FORMS], row_upper[MAX_FORMS];
    int64_t levels[MAX_FORMS][MAX_VARIABLES];
};

static int64_t between(int64_t least, int64_t most) {
    return least + random() % (most - least + 1);
}

static int64_t form_value(const int64_t *form, const int64_t *values, int count) {
    int64_t sum = 0;

    for (int i = 0; i < count; i++) {
        sum += form[i] * values[i];
    }
    return sum;
}

static bool is_solution(const struct sample *sample, const int64_t *values) {
    for (int i = 0; i < sample->row_count; i++) {
        int64_t value = form_value(sample->rows[i], values, sample->variable_count);

        if (value < sample->row_lower[i] || value > sample->row_upper[i]) {
            return false;
        }
    }
    return true;
}

/* <0: A is better. */
static int compare_levels(const struct sample *sample, const int64_t *a, const int64_t *b) {
    for (int i = 0; i < sample->level_count; i++) {
        int64_t x = form_value(sample->levels[i], a, sample->variable_count);
        int64_t y = form_value(sample->levels[i], b, sample->variable_count);

        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return 0;
}

/* The next assignment in lexicographic order. */
static bool advance(const struct sample *sample, int64_t *values) {
    for (int i = sample->variable_count; i-- > 0;) {
        if (values[i] < sample->upper[i]) {
            values[i]++;
            return true;
        }
        values[i] = sample->lower[i];
    }
    return false;
}

/* The first of the best in lexicographic order; false: there is no solution. */
static bool try_all(const struct sample *sample, int64_t *ret_best) {
    int64_t values[MAX_VARIABLES];
    bool has_any = false;

    memcpy(values, sample->lower, sizeof values);
    do {
        if (is_solution(sample, values) && (!has_any || compare_levels(sample, values, ret_best) < 0)) {
            memcpy(ret_best, values, sizeof values);
            has_any = true;
        }
    } while (advance(sample, values));
    return has_any;
}

/* Adds the form's terms in a random order, some of them in two pieces. */
static size_t split_form(const int64_t *form, int count, const uint32_t *numbers, bool is_shuffled,
                         struct program_term *terms) {
    size_t n = 0;

    for (int i = 0; i < count; i++) {
        int64_t piece = is_shuffled && random() % 4 == 0 ? between(-2, 2) : 0;

        terms[n++] = (struct program_term){numbers[i], form[i] - piece};
        if (piece != 0) {
            terms[n++] = (struct program_term){numbers[i], piece};
        }
    }
    for (size_t i = n; is_shuffled && i > 1; i--) {
        size_t k = (size_t)random() % i;
        struct program_term term = terms[k];

        terms[k] = terms[i - 1];
        terms[i - 1] = term;
    }
    return n;
}

static void shuffle(int *items, int count) {
    for (int i = 0; i < count; i++) {
        int k = (int)(random() % (i + 1));

        items[i] = items[k];
        items[k] = i;
    }
}

static struct program *build(const struct sample *sample, bool is_shuffled, uint32_t *numbers) {
    struct program *program = program_new();
    struct program_term terms[2 * MAX_VARIABLES];
    int variables[MAX_VARIABLES], rows[MAX_FORMS];

    assert_non_null(program);
    for (int i = 0; i < MAX_FORMS; i++) {
        rows[i] = i;
        variables[i % MAX_VARIABLES] = i % MAX_VARIABLES;
    }
    if (is_shuffled) {
        shuffle(variables, sample->variable_count);
        shuffle(rows, sample->row_count);
    }
    for (int i = 0; i < sample->variable_count; i++) {
        int v = variables[i];

        assert_int_equal(
            program_add_variable(program, sample->lower[v], sample->upper[v], (uint64_t)v * 10 + 5, &numbers[v], NULL),
            ERR_OK);
        program_branch_first(program, numbers[v], sample->urgency[v]);
    }
    for (int i = 0; i < sample->row_count; i++) {
        size_t n = split_form(sample->rows[rows[i]], sample->variable_count, numbers, is_shuffled, terms);
        int64_t lower = sample->row_lower[rows[i]], upper = sample->row_upper[rows[i]];

        assert_int_equal(program_add_row(program, terms, n, lower, upper, NULL), ERR_OK);
    }
    for (int i = 0; i < sample->level_count; i++) {
        size_t n = split_form(sample->levels[i], sample->variable_count, numbers, is_shuffled, terms);

        assert_int_equal(program_add_level(program, terms, n, NULL), ERR_OK);
    }
    return program;
}

/* NULL, after skipping, where genkyo was built without the solver. */
static struct program_result *solve_within(const struct program *program, struct program_limits limits) {
    struct program_result *result = NULL;
    struct err err = {0};
    enum err_code code = program_solve(program, &limits, &result, &err);

    if (code == ERR_UNSUPPORTED) {
        assert_string_equal(err.arg[0], "solver");
        skip();
    }
    assert_int_equal(code, ERR_OK);
    return result;
}

static struct program_result *solve(const struct program *program, uint64_t nodes) {
    return solve_within(program, (struct program_limits){.nodes = nodes});
}

static int64_t random_cost(int kind) {
    static const int64_t large[] = {1000000000000, 1000000000001, 999999999999, 1000000, 999999, 1000001, 1, 2};
    int64_t sign = random() % 4 ? 1 : -1;

    return kind == 0 ? between(-3, 5) : kind == 1 ? between(-1000000, 1000000) : sign * large[random() % 8];
}

static void random_form(int64_t *form, int count, int64_t (*draw)(int), int kind) {
    for (int i = 0; i < count; i++) {
        form[i] = random() % 3 ? draw(kind) : 0;
    }
}

static int64_t random_factor(int kind) {
    return kind == 0 ? 1 : kind == 1 ? between(-3, 3) : between(-12, 12) * 2;
}

static struct sample random_sample(void) {
    struct sample sample = {.variable_count = (int)between(1, MAX_VARIABLES),
                            .row_count = (int)between(0, 6),
                            .level_count = (int)between(0, 3)};

    for (int i = 0; i < sample.variable_count; i++) {
        bool is_wide = sample.variable_count < 6 && random() % 4 == 0;

        sample.lower[i] = is_wide ? between(-2, 1) : 0;
        sample.upper[i] = sample.lower[i] + (is_wide ? between(0, 3) : 1);
        sample.urgency[i] = (unsigned)between(0, 2);
    }
    for (int i = 0; i < sample.row_count; i++) {
        int64_t middle = between(-3, 5), width = random() % 3 ? between(0, 4) : 0;

        random_form(sample.rows[i], sample.variable_count, random_factor, (int)between(0, 2));
        sample.row_lower[i] = random() % 3 ? middle : PROGRAM_NO_LOWER;
        sample.row_upper[i] = random() % 3 ? middle + width : PROGRAM_NO_UPPER;
    }
    for (int i = 0; i < sample.level_count; i++) {
        random_form(sample.levels[i], sample.variable_count, random_cost, (int)between(0, 2));
    }
    return sample;
}

static void assert_best(const struct sample *sample, const struct program_result *result, const uint32_t *numbers,
                        const int64_t *best) {
    assert_int_equal(result->state, PROGRAM_PROVEN);
    assert_true(result->is_unique);
    for (int i = 0; i < sample->variable_count; i++) {
        assert_int_equal(result->values[numbers[i]], best[i]);
    }
    for (int i = 0; i < sample->level_count; i++) {
        assert_int_equal(result->levels[i].value, form_value(sample->levels[i], best, sample->variable_count));
        assert_int_equal(result->levels[i].bound, result->levels[i].value);
        assert_true(result->levels[i].is_proven);
    }
}

static void finds_what_trying_all_finds(void **state) {
    long count = test_count("program_random"), infeasible = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        struct sample sample = random_sample();
        int64_t best[MAX_VARIABLES];
        bool has_any = try_all(&sample, best);

        for (int is_shuffled = 0; is_shuffled < 2; is_shuffled++) {
            uint32_t numbers[MAX_VARIABLES];
            CLEANUP(program_free_cleanup) struct program *program = build(&sample, is_shuffled, numbers);
            CLEANUP(program_result_free_cleanup) struct program_result *result = solve(program, 100000);

            if (has_any) {
                assert_best(&sample, result, numbers, best);
            } else {
                assert_int_equal(result->state, PROGRAM_INFEASIBLE);
                assert_null(result->values);
            }
        }
        infeasible += !has_any;
    }
    assert_true(infeasible > count / 20 && infeasible < count * 19 / 20);
}

/* What is said of a search that was stopped is true of the best solution. */
static void assert_limited(const struct sample *sample, const struct program *program,
                           const struct program_result *result, const int64_t *best) {
    int64_t values[MAX_FORMS];
    bool was_proven = true;

    assert_true(program_check(program, result->values, values));
    for (int i = 0; i < sample->level_count; i++) {
        const struct program_level *level = &result->levels[i];
        int64_t best_value = form_value(sample->levels[i], best, sample->variable_count);

        assert_int_equal(level->value, values[i]);
        assert_true(level->bound <= level->value);
        assert_true(!level->is_proven || (was_proven && level->value == best_value));
        assert_true(!was_proven || level->bound <= best_value);
        was_proven = level->is_proven;
    }
}

/* The same program in another order: the same, wherever it was stopped. */
static void assert_same_when_shuffled(const struct sample *sample, const struct program_result *result,
                                      const uint32_t *numbers, uint64_t nodes) {
    uint32_t others[MAX_VARIABLES];
    CLEANUP(program_free_cleanup) struct program *program = build(sample, true, others);
    CLEANUP(program_result_free_cleanup) struct program_result *other = solve(program, nodes);

    assert_int_equal(other->state, result->state);
    assert_int_equal(other->component_count, result->component_count);
    for (size_t i = 0; i < other->component_count; i++) {
        assert_int_equal(other->components[i].nodes, result->components[i].nodes);
    }
    for (int i = 0; result->values && i < sample->variable_count; i++) {
        assert_int_equal(other->values[others[i]], result->values[numbers[i]]);
    }
    for (int i = 0; i < sample->level_count; i++) {
        assert_int_equal(other->levels[i].value, result->levels[i].value);
        assert_int_equal(other->levels[i].bound, result->levels[i].bound);
    }
}

static void is_honest_when_stopped(void **state) {
    long count = test_count("program_random"), limited = 0, unknown = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        struct sample sample = random_sample();
        int64_t best[MAX_VARIABLES];
        uint32_t numbers[MAX_VARIABLES];
        bool has_any = try_all(&sample, best);
        CLEANUP(program_free_cleanup) struct program *program = build(&sample, false, numbers);
        CLEANUP(program_result_free_cleanup) struct program_result *result = solve(program, 1 + (uint64_t)i % 2);

        assert_true(has_any || result->state == PROGRAM_INFEASIBLE || result->state == PROGRAM_UNKNOWN);
        assert_true(!has_any || result->state != PROGRAM_INFEASIBLE);
        if (result->values) {
            assert_limited(&sample, program, result, best);
        }
        assert_same_when_shuffled(&sample, result, numbers, 1 + (uint64_t)i % 2);
        limited += result->state == PROGRAM_LIMITED;
        unknown += result->state == PROGRAM_UNKNOWN;
    }
    assert_true(limited > 0 && unknown > 0);
}

/* The last level decides ties, in one node, and so are those broken that are left: all before it is proven. */
static void spares_nodes_for_ties(void **state) {
    long count = test_count("program_random"), open = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        struct sample sample = random_sample();
        int64_t best[MAX_VARIABLES];
        uint32_t numbers[MAX_VARIABLES];
        bool has_any = try_all(&sample, best);
        CLEANUP(program_free_cleanup) struct program *program = build(&sample, false, numbers);
        struct program_limits limits = {.nodes = 100000, .tie_levels = 1, .tie_nodes = 1};
        CLEANUP(program_result_free_cleanup) struct program_result *result = solve_within(program, limits);

        if (sample.level_count > 0 && result->values) {
            assert_true(has_any);
            assert_limited(&sample, program, result, best);
            for (int k = 0; k + 1 < sample.level_count; k++) {
                assert_true(result->levels[k].is_proven);
            }
            open += !result->is_unique;
        }
    }
    assert_true(open > 0 && open < count);
}

/* Programs by hand. */

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
        result = solve(program, 1000);
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
        result = solve(program, 1000);
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
    result = solve(program, 1000);
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
    CLEANUP(program_result_free_cleanup) struct program_result *slow = solve(plain, 100000);
    CLEANUP(program_result_free_cleanup) struct program_result *fast = solve(urgent, 100000);

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
    CLEANUP(program_result_free_cleanup) struct program_result *result = solve(program, 3);

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
    CLEANUP(program_result_free_cleanup) struct program_result *few = solve(program, 3);
    CLEANUP(program_result_free_cleanup) struct program_result *all = solve(program, 1000000);
    CLEANUP(program_result_free_cleanup) struct program_result *again = solve(program, 3);
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
    result = solve(program, 1000);
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
    CLEANUP(program_result_free_cleanup) struct program_result *empty = solve(program, 1);
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
    contradiction = solve(program, 1000);
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
    CLEANUP(program_result_free_cleanup) struct program_result *result = solve(program, 1000000);
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
        cmocka_unit_test(finds_what_trying_all_finds),
        cmocka_unit_test(is_honest_when_stopped),
        cmocka_unit_test(spares_nodes_for_ties),
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
