/* The reference goes through all assignments of a small program, and compares what they come to level by level. */
#include "licenses/program.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/program_solved.h"

#include <string.h>

enum { MAX_VARIABLES = 8, MAX_FORMS = 12 };

/* A program as plain arrays. */
struct sample {
    int variable_count, row_count, level_count;
    int64_t lower[MAX_VARIABLES], upper[MAX_VARIABLES];
    unsigned urgency[MAX_VARIABLES];
    int64_t rows[MAX_FORMS][MAX_VARIABLES], row_lower[MAX_FORMS], row_upper[MAX_FORMS];
    int64_t levels[MAX_FORMS][MAX_VARIABLES];
};

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

static struct program *build(const struct sample *sample, bool is_shuffled, uint32_t *numbers) {
    struct program *program = program_new();
    struct program_term terms[2 * MAX_VARIABLES];
    uint32_t variables[MAX_VARIABLES], rows[MAX_FORMS];

    assert_non_null(program);
    for (uint32_t i = 0; i < MAX_FORMS; i++) {
        rows[i] = i;
        variables[i % MAX_VARIABLES] = i % MAX_VARIABLES;
    }
    if (is_shuffled) {
        pick_order(variables, (size_t)sample->variable_count);
        pick_order(rows, (size_t)sample->row_count);
    }
    for (int i = 0; i < sample->variable_count; i++) {
        uint32_t v = variables[i];

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
            CLEANUP(program_result_free_cleanup) struct program_result *result = program_solved(program, 100000);

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
    CLEANUP(program_result_free_cleanup) struct program_result *other = program_solved(program, nodes);

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
        CLEANUP(program_result_free_cleanup)
        struct program_result *result = program_solved(program, 1 + (uint64_t)i % 2);

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
        CLEANUP(program_result_free_cleanup) struct program_result *result = program_solved_within(program, limits);

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_trying_all_finds),
        cmocka_unit_test(is_honest_when_stopped),
        cmocka_unit_test(spares_nodes_for_ties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
