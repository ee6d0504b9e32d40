#include "base/fill.h"

#include "tests/unit/support/cmocka.h"

static const struct str values[] = {STR("one"), STR("{0}"), STR("")};

static const struct {
    const char *sentence, *filled;
} cases[] = {
    {"", ""},
    {"no place", "no place"},
    {"{0}", "one"},
    {"{1} {0} {1}", "{0} one {0}"}, /* what was put in is not looked at again */
    {"[{2}]", "[]"},
    {"{} {a} { 0} {0", "{} {a} { 0} {0"},
    {"新規{0}件", "新規one件"},
};

static void test_sentences(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        fill_append(cases[i].sentence, values, ARRAY_LEN(values), &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, cases[i].filled);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
