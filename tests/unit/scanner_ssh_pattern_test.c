#include "scanner/ssh/pattern.h"

#include "base/compiler.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_fits(void **state) {
    static const struct {
        const char *pattern, *name;
        bool fits;
    } cases[] = {
        {"web", "web", true},
        {"web", "web1", false},
        {"web1", "web", false},
        {"Web", "web", false},
        {"*", "", true},
        {"*", "web", true},
        {"**", "web", true},
        {"?", "", false},
        {"?", "w", true},
        {"?", "we", false},
        {"w*b", "wb", true},
        {"w*b", "web", true},
        {"w*b", "webs", false},
        {"*.example", "a.b.example", true},
        {"*.example", ".example", true},
        {"*.example", "example", false},
        {"*a*b", "aab", true},
        {"*a?b", "aaxb", true},
        {"a*?", "a", false},
        {"10.0.*.?", "10.0.1.2", true},
        {"", "", true},
        {"", "a", false},
        {"!web", "web", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(ssh_pattern_fits(str_from(cases[i].pattern), str_from(cases[i].name)), cases[i].fits);
    }
}

/* Going back to every * would take longer than anybody waits. */
static void test_many_stars(void **state) {
    char pattern[200], name[2000];

    (void)state;
    for (size_t i = 0; i < sizeof pattern; i++) {
        pattern[i] = i % 2 ? 'a' : '*';
    }
    memset(name, 'a', sizeof name);
    assert_true(ssh_pattern_fits((struct str){pattern, sizeof pattern}, (struct str){name, sizeof name}));
    name[sizeof name - 1] = 'b';
    assert_false(ssh_pattern_fits((struct str){pattern, sizeof pattern}, (struct str){name, sizeof name}));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fits), cmocka_unit_test(test_many_stars)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
