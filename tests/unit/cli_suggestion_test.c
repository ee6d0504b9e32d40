#include "cli/suggestion.h"

#include "tests/unit/support/cmocka.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"init", "check", "scan", "reconcile", "audit", "report", "export", "as-of"};

static void test_meant(void **state) {
    static const struct {
        const char *typed, *meant; /* NULL: nothing near */
    } cases[] = {
        {"recon", "reconcile"},      /* the beginning */
        {"reconcille", "reconcile"}, /* one too many */
        {"reconsile", "reconcile"},  /* another one */
        {"asof", "as-of"},           /* one left out */
        {"chekc", "check"},          /* two swapped */
        {"recnocilee", "reconcile"}, /* swapped, and one too many */
        {"reprot", "report"},        /* and not export */
        {"chx", NULL},               /* two slips in three bytes */
        {"re", NULL},                /* too short to tell */
        {"", NULL},
        {"compare", NULL},
        {"突合", NULL},
        {"reconcilereconcilereconcilereconcile", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct suggestion suggestion = {.typed = cases[i].typed};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            suggestion_consider(&suggestion, names[k]);
        }
        if (cases[i].meant) {
            assert_non_null(suggestion.name);
            assert_string_equal(suggestion.name, cases[i].meant);
        } else {
            assert_null(suggestion.name);
        }
    }
}

static void test_first_of_equals(void **state) {
    struct suggestion suggestion = {.typed = "cart"};

    (void)state;
    suggestion_consider(&suggestion, "card");
    suggestion_consider(&suggestion, "carp");
    assert_string_equal(suggestion.name, "card");
    suggestion_consider(&suggestion, "cart");
    assert_string_equal(suggestion.name, "cart");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meant),
        cmocka_unit_test(test_first_of_equals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
