#include "licenses/program_box.h"

#include "base/arena.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <math.h>
#include <string.h>

enum { MAX_VARIABLES = 6 };

static size_t random_terms(struct program_term *terms, uint32_t count, int64_t most) {
    size_t n = 0;

    for (uint32_t i = 0; i < count; i++) {
        terms[n++] = (struct program_term){i, between(-most, most)};
    }
    return n;
}

/* A program in one component, of which the first part is all. */
static struct program *random_program(uint32_t count) {
    struct program *program = program_new();
    struct program_term terms[MAX_VARIABLES];
    uint32_t number;

    assert_non_null(program);
    for (uint32_t i = 0; i < count; i++) {
        int64_t lower = between(-2, 1);

        terms[i] = (struct program_term){i, 1};
        assert_int_equal(program_add_variable(program, lower, lower + between(0, 3), i, &number, NULL), ERR_OK);
    }
    assert_int_equal(program_add_row(program, terms, count, PROGRAM_NO_LOWER, between(0, 20), NULL), ERR_OK);
    for (int64_t rows = between(0, 4); rows > 0; rows--) {
        size_t n = random_terms(terms, count, 5);
        int64_t lower = between(-8, 8);

        assert_int_equal(program_add_row(program, terms, n, random() % 4 ? lower : PROGRAM_NO_LOWER,
                                         random() % 2 ? lower + between(0, 9) : PROGRAM_NO_UPPER, NULL),
                         ERR_OK);
    }
    assert_int_equal(program_add_level(program, terms, random_terms(terms, count, 9), NULL), ERR_OK);
    return program;
}

static void build_part(const struct program *program, struct arena *arena, struct part *ret_part) {
    struct partition partition;
    uint32_t local[MAX_VARIABLES];

    assert_int_equal(partition_build(program, arena, &partition, NULL), ERR_OK);
    assert_int_equal(partition.count, 1);
    assert_int_equal(part_build(program, &partition, 0, local, arena, ret_part, NULL), ERR_OK);
    assert_int_equal(ret_part->variable_count, ret_part->own_count);
}

static bool advance(const struct part *part, int64_t *values) {
    for (uint32_t i = part->own_count; i-- > 0;) {
        if (values[i] < part->upper[i]) {
            values[i]++;
            return true;
        }
        values[i] = part->lower[i];
    }
    return false;
}

static bool is_inside(const struct box *box, const int64_t *values, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (values[i] < box->lower[i] || values[i] > box->upper[i]) {
            return false;
        }
    }
    return true;
}

struct boxes {
    int64_t lower[MAX_VARIABLES], upper[MAX_VARIABLES];
    struct box box;
};

static void copy_box(struct boxes *boxes, const struct part *part) {
    memcpy(boxes->lower, part->lower, part->own_count * sizeof *boxes->lower);
    memcpy(boxes->upper, part->upper, part->own_count * sizeof *boxes->upper);
    boxes->box = (struct box){boxes->lower, boxes->upper};
}

/* Numbers that no solver should give, now and then. */
static double random_multiplier(void) {
    static const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 1e9, 0};

    return random() % 12 ? (double)between(-40, 40) / 8 : odd[random() % 7];
}

/* What the second method finds out by looking at every assignment. */
struct truth {
    bool has_any;
    int64_t least;
};

static struct truth check_solutions(const struct part *part, const struct box *tightened, const struct box *by_costs,
                                    int64_t most) {
    uint32_t objective = part->levels[0].digit_count ? part->levels[0].digits[0] : part->tie_row;
    int64_t values[MAX_VARIABLES];
    struct truth truth = {false, 0};

    memcpy(values, part->lower, part->own_count * sizeof *values);
    do {
        int64_t value = (int64_t)part_value(part, objective, values);

        if (part_is_kept(part, values)) {
            truth.least = truth.has_any && truth.least < value ? truth.least : value;
            truth.has_any = true;
            assert_true(is_inside(tightened, values, part->own_count));
            assert_true(value > most || is_inside(by_costs, values, part->own_count));
        }
    } while (advance(part, values));
    return truth;
}

static void concludes_nothing_wrong(void **state) {
    long count = test_count("program_box_random"), refuted = 0, contradicted = 0, narrowed = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(program_free_cleanup) struct program *program = random_program((uint32_t)between(1, MAX_VARIABLES));
        struct part part;
        struct boxes tightened, by_costs;
        double multipliers[16];
        __int128 rest[MAX_VARIABLES];
        struct box_bound bound, nothing;
        int64_t most = between(-20, 20);
        struct truth truth;
        bool is_possible;

        build_part(program, arena, &part);
        for (uint32_t k = 0; k < part.row_count; k++) {
            multipliers[k] = random_multiplier();
        }
        copy_box(&tightened, &part);
        copy_box(&by_costs, &part);
        nothing = box_bound_by(&part, &by_costs.box, UINT32_MAX, multipliers, rest);
        bound = box_bound_by(&part, &by_costs.box, part.levels[0].digit_count ? part.levels[0].digits[0] : UINT32_MAX,
                             multipliers, rest);
        box_tighten_by_costs(&part, &by_costs.box, &bound, rest, most);
        narrowed += memcmp(by_costs.upper, part.upper, part.own_count * sizeof *part.upper) != 0;
        is_possible = box_tighten(&part, &tightened.box);
        truth = check_solutions(&part, is_possible ? &tightened.box : &by_costs.box, &by_costs.box, most);
        assert_true(is_possible || !truth.has_any);
        assert_true(!nothing.is_known || nothing.value <= 0 || !truth.has_any);
        assert_true(!bound.is_known || !truth.has_any || bound.value <= (__int128)truth.least * BOX_SCALE);
        refuted += nothing.is_known && nothing.value > 0;
        contradicted += !is_possible;
    }
    assert_true(refuted > 0 && contradicted > 0 && narrowed > 0);
}

/* x + y ≥ 3 with x ≤ 1 and y ≤ 4: y is at least 2; 3·x + 2·y is at least 6, by multiplier 2. */
static void concludes_by_hand(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(program_free_cleanup) struct program *program = program_new();
    struct program_term terms[] = {{0, 1}, {1, 1}}, costs[] = {{0, 3}, {1, 2}};
    struct part part;
    uint32_t number;
    __int128 rest[2];
    double multipliers[3] = {2, 0, 0};
    struct box_bound bound;
    struct box box;

    (void)state;
    assert_int_equal(program_add_variable(program, 0, 1, 0, &number, NULL), ERR_OK);
    assert_int_equal(program_add_variable(program, 0, 4, 1, &number, NULL), ERR_OK);
    assert_int_equal(program_add_row(program, terms, 2, 3, PROGRAM_NO_UPPER, NULL), ERR_OK);
    assert_int_equal(program_add_level(program, costs, 2, NULL), ERR_OK);
    build_part(program, arena, &part);
    box = (struct box){part.lower, part.upper};
    assert_true(box_tighten(&part, &box));
    assert_int_equal(box.lower[1], 2);
    assert_int_equal(box.upper[1], 4);
    assert_int_equal(box.upper[0], 1);
    bound = box_bound_by(&part, &box, part.levels[0].digits[0], multipliers, rest);
    assert_true(bound.is_known && bound.value == (__int128)6 * BOX_SCALE);
    assert_true(rest[0] == BOX_SCALE && rest[1] == 0);
    box_tighten_by_costs(&part, &box, &bound, rest, 6);
    assert_int_equal(box.upper[0], 0);
    multipliers[0] = -2; /* there is no upper bound to take it at: nothing is concluded from the row */
    bound = box_bound_by(&part, &box, part.levels[0].digits[0], multipliers, rest);
    assert_true(bound.is_known && bound.value == (__int128)4 * BOX_SCALE);
}

/* 2·x + 4·y between −5 and 5, and y + z at least 1, with x, y, z in this order, whatever they were added in. */
static void is_canonical(void **state) {
    static const uint64_t orders[2][3] = {{1, 2, 3}, {3, 1, 2}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(program_free_cleanup) struct program *program = program_new();
        uint32_t number, by_order[4] = {0};
        struct part part;

        for (int k = 0; k < 3; k++) {
            assert_int_equal(program_add_variable(program, 0, (int64_t)orders[i][k], orders[i][k], &number, NULL),
                             ERR_OK);
            by_order[orders[i][k]] = number;
        }
        for (size_t k = 0; k < 2; k++) {
            struct program_term wide[] = {{by_order[2], 4}, {by_order[1], 2}};
            struct program_term narrow[] = {{by_order[3], 1}, {by_order[2], 1}};
            bool is_wide = k == i;

            assert_int_equal(program_add_row(program, is_wide ? wide : narrow, 2, is_wide ? -5 : 1,
                                             is_wide ? 5 : PROGRAM_NO_UPPER, NULL),
                             ERR_OK);
        }
        build_part(program, arena, &part);
        assert_int_equal(part.own_row_count, 2);
        for (uint32_t k = 0; k < 3; k++) {
            assert_int_equal(part.variables[k], by_order[k + 1]);
            assert_int_equal(part.upper[k], k + 1);
        }
        for (uint32_t k = 0; k < 2; k++) {
            static const struct program_term terms[2][2] = {{{0, 1}, {1, 2}}, {{1, 1}, {2, 1}}};
            const struct program_row *row = &part.rows[k];

            assert_int_equal(row->count, 2);
            for (int t = 0; t < 2; t++) {
                assert_int_equal(part.terms[row->first + (size_t)t].variable, terms[k][t].variable);
                assert_int_equal(part.terms[row->first + (size_t)t].factor, terms[k][t].factor);
            }
            assert_int_equal(row->lower, k == 0 ? -2 : 1);
            assert_true(row->upper == (k == 0 ? 2 : PROGRAM_NO_UPPER));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(concludes_nothing_wrong),
        cmocka_unit_test(concludes_by_hand),
        cmocka_unit_test(is_canonical),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
