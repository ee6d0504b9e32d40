#include "base/library_version.h"

#include "tests/unit/support/cmocka.h"

/* What the libraries of Debian 12 call themselves, and what must not be read past an end. */
static const struct {
    const char *name, *number;
} names[] = {
    {"3.40.1", "3.40.1"},
    {"expat_2.5.0", "2.5.0"},
    {"10.42 2022-12-11", "10.42"},
    {"OpenSSL 3.0.19 27 Jan 2026", "3.0.19"},
    {"5.9.3\t", "5.9.3"},
    {"7.88.1-DEV", "7.88.1-DEV"},
    {"", ""},
    {"unknown", ""},
    {NULL, ""},
    {"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16", "1.2.3.4.5.6.7.8.9.10.11.12.13.1"},
};

static void takes_the_number(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_string_equal(library_version_of(names[i].name, "0").built, names[i].number);
        assert_string_equal(library_version_of("0", names[i].name).loaded, names[i].number);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
