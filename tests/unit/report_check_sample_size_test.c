#include "report/check/sample_size.h"

#include "tests/unit/support/cmocka.h"

static struct sample_aim aim_of(const char *confidence, const char *tolerable) {
    struct sample_aim aim;

    assert_true(rational_read(str_from(confidence), &aim.confidence));
    assert_true(rational_read(str_from(tolerable), &aim.tolerable));
    return aim;
}

static uint64_t size_of(uint64_t population, const struct sample_aim *aim) {
    uint64_t size = UINT64_MAX;

    assert_true(sample_aim_is_valid(aim));
    assert_int_equal(sample_size(population, aim, &size, NULL), ERR_OK);
    return size;
}

/* Reckoned with Python's fractions.Fraction and math.comb. */
static const uint64_t populations[] = {1, 2, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10000, 100000};
static const struct {
    const char *confidence, *tolerable;
    uint64_t sizes[ARRAY_LEN(populations)];
} reckoned[] = {
    {"95", "5", {1, 2, 10, 19, 23, 31, 45, 51, 54, 56, 57, 58, 59, 59, 59}},
    {"95", "10", {1, 2, 10, 16, 19, 22, 25, 27, 28, 28, 29, 29, 29, 29, 29}},
    {"90", "5", {1, 2, 9, 18, 21, 27, 37, 41, 42, 43, 44, 45, 45, 45, 45}},
    {"90", "10", {1, 2, 9, 14, 16, 18, 20, 21, 22, 22, 22, 22, 22, 22, 22}},
    {"99", "1", {1, 2, 10, 20, 30, 50, 99, 180, 235, 300, 368, 410, 438, 448, 458}},
    {"95", "0.5", {1, 2, 10, 19, 29, 48, 95, 190, 233, 316, 450, 517, 564, 581, 596}},
    {"99.9", "2.5", {1, 2, 10, 20, 30, 48, 90, 149, 172, 204, 239, 255, 266, 270, 273}},
};

static void test_sizes(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(reckoned); i++) {
        struct sample_aim aim = aim_of(reckoned[i].confidence, reckoned[i].tolerable);
        for (size_t at = 0; at < ARRAY_LEN(populations); at++) {
            assert_int_equal(size_of(populations[at], &aim), reckoned[i].sizes[at]);
        }
    }
}

/* Without an end of the population, 0.95^59 and 0.9^29 are the first powers that are at most 0.05. */
static void test_large(void **state) {
    struct sample_aim five = aim_of("95", "5"), ten = aim_of("95", "10");

    (void)state;
    assert_int_equal(size_of(UINT32_MAX, &five), 59);
    assert_int_equal(size_of(UINT32_MAX, &ten), 29);
}

/* --- a second method: samples are counted --------------------------------------------------------------------------
 */

enum { SMALL = 40 };
static uint64_t choose[SMALL + 1][SMALL + 1]; /* Pascal's triangle */

static void fill_triangle(void) {
    for (unsigned n = 0; n <= SMALL; n++) {
        choose[n][0] = 1;
        for (unsigned k = 1; k <= n; k++) {
            choose[n][k] = choose[n - 1][k - 1] + (k < n ? choose[n - 1][k] : 0);
        }
    }
}

static unsigned counted(unsigned population, unsigned confidence, unsigned tolerable) {
    unsigned deviations = (population * tolerable + 99) / 100, size = 0;

    while (choose[population - deviations][size] * 100 > choose[population][size] * (100 - confidence)) {
        size++;
    }
    return size;
}

static void test_counted(void **state) {
    static const unsigned confidences[] = {50, 80, 90, 95, 99};

    (void)state;
    fill_triangle();
    for (unsigned population = 1; population <= SMALL; population++) {
        for (size_t i = 0; i < ARRAY_LEN(confidences); i++) {
            for (unsigned tolerable = 1; tolerable < 100; tolerable += 7) {
                struct sample_aim aim = {rational_whole(confidences[i]), rational_whole(tolerable)};
                assert_int_equal(size_of(population, &aim), counted(population, confidences[i], tolerable));
            }
        }
    }
}

static void test_limits(void **state) {
    struct sample_aim aim = aim_of("95", "5");
    static const char *const wrong[] = {"0", "100", "-5", "101"};
    uint64_t deviations = 0;

    (void)state;
    assert_int_equal(size_of(0, &aim), 0);
    assert_int_equal(sample_deviations(41, &aim, &deviations, NULL), ERR_OK);
    assert_int_equal(deviations, 3); /* 2.05, rounded up */
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct sample_aim first = aim_of(wrong[i], "5"), second = aim_of("95", wrong[i]);
        assert_false(sample_aim_is_valid(&first));
        assert_false(sample_aim_is_valid(&second));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_counted),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
