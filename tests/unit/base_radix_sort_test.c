#include "base/radix_sort.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 500 };

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t any_number(void) {
    uint64_t number = (uint64_t)random() << 42 ^ (uint64_t)random() << 21 ^ (uint64_t)random();
    return number >> (random() % 64);
}

/* Against qsort: few and many, all alike, in order already, with some bits that never change. */
static void test_against_another_way(void **state) {
    static const uint64_t masks[] = {UINT64_MAX, 0xFF, 0xFF00000000000000, 0x00FF0000FF000000, 0, 3};
    uint64_t numbers[NUMBERS_MAX], expected[NUMBERS_MAX], scratch[NUMBERS_MAX];
    long rounds = test_count("radix_sort_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long round = 0; round < rounds; round++) {
        size_t count = (size_t)random() % (round % 2 ? NUMBERS_MAX : 60);
        uint64_t mask = masks[(size_t)round % ARRAY_LEN(masks)];
        for (size_t i = 0; i < count; i++) {
            numbers[i] = (any_number() & mask) | (round % 3 ? 0 : UINT64_C(0x0101000000000100));
        }
        memcpy(expected, numbers, sizeof expected);
        qsort(expected, count, sizeof *expected, compare);
        if (round % 7 == 0) {
            memcpy(numbers, expected, sizeof numbers);
        }
        radix_sort(numbers, count, scratch);
        assert_memory_equal(numbers, expected, count * sizeof *numbers);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_another_way)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
