#include "licenses/holders.h"

#include "tests/unit/support/cmocka.h"

#define UNITS(COUNT)                                                                                                   \
    { false, COUNT }
#define UNLIMITED                                                                                                      \
    { true, 0 }

static const struct {
    const char *what;
    int64_t idle;
    struct units assigned, supply;
    int64_t recoverable;
} cases[] = {
    {"nothing is assigned", 0, UNITS(0), UNITS(5), 0},
    {"all is used", 0, UNITS(3), UNITS(5), 0},
    {"two of three are not", 2, UNITS(3), UNITS(4), 2},
    {"all of it is not", 4, UNITS(4), UNITS(4), 4},
    {"one unit, assigned twice, used once", 1, UNITS(2), UNITS(1), 0},
    {"one unit, assigned twice, not used", 2, UNITS(2), UNITS(1), 1},
    {"five units, assigned eight times, used three times", 5, UNITS(8), UNITS(5), 2},
    {"more are in use than there are", 2, UNITS(9), UNITS(5), 0},
    {"without a limit", 3, UNITS(8), UNLIMITED, 3},
    {"ended", 3, UNITS(3), UNITS(0), 0},
};

static void test_recoverable(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        print_message("%s\n", cases[i].what);
        assert_int_equal(holders_recoverable(cases[i].idle, cases[i].assigned, cases[i].supply), cases[i].recoverable);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recoverable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
