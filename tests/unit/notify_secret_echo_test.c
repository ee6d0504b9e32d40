#include "notify/secret_echo.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct echo_case {
    const char *text, *secret;
    bool is_echoed;
} echo_cases[] = {
    {"no such user", "correct horse", false},
    {"no password correct horse here", "correct horse", true},
    {"not rrect horse", "correct horse", true}, /* a part of it */
    {"correc", "correct horse", false},
    {"pin 1234", "1234", true},
    {"pin 123", "1234", false},
    {"anything", "", false},
    {"", "secret", false},
    {"/services/T0", "/services/T0123456/B0123456", true},
};

static void test_echo(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(echo_cases); i++) {
        assert_int_equal(secret_is_echoed(str_from(echo_cases[i].text), str_from(echo_cases[i].secret)),
                         echo_cases[i].is_echoed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_echo)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
