#include "report/drawing/decimal.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>

static void writes_what_it_should(void **state) {
    static const struct {
        double value;
        unsigned digits;
        const char *text;
    } cases[] = {
        {0, 1, "0"},
        {-0.01, 1, "0"},
        {1.25, 1, "1.3"},
        {-1.5, 1, "-1.5"},
        {2.7222222, 4, "2.7222"},
        {10, 4, "10"},
        {0.05, 2, "0.05"},
        {999999999, 0, "999999999"},
        {100.5, 6, "100.5"},
    };
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    (void)setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where there is one: its sign is a comma */
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buffer_reset(&out);
        decimal_append(&out, cases[i].value, cases[i].digits);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, cases[i].text);
    }
}

static void reads_what_it_should(void **state) {
    static const struct {
        const char *text;
        double value; /* NAN: refused */
    } cases[] = {
        {"0", 0},       {"12", 12},    {"1.25", 1.25}, {"-3.5", -3.5}, {"1e3", 1000}, {"1.5e-05", 0.000015},
        {"2e+1", 20},   {"", NAN},     {".", NAN},     {"-", NAN},     {"1,5", NAN},  {"1e", NAN},
        {"1e999", NAN}, {"0x10", NAN}, {"nan", NAN},   {"inf", NAN},   {"1 ", NAN},   {"99999999999", NAN},
        {"1..2", NAN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double value = NAN;
        bool is_read = decimal_read(str_from(cases[i].text), &value);
        assert_int_equal(is_read, !isnan(cases[i].value));
        assert_true(!is_read || fabs(value - cases[i].value) < 1e-9);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_it_should),
        cmocka_unit_test(reads_what_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
