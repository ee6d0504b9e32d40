#include "licenses/maintained_units.h"

#include "tests/unit/support/cmocka.h"

struct maintained_case {
    int64_t packs, size, maintained; /* as the ledger has them */
    int64_t given_least, given_most; /* what the right gives on the day */
    bool is_partial;
    int64_t least, most;
};

static const struct maintained_case cases[] = {
    /* single licences */
    {10, 1, 4, 10, 10, true, 4, 4},
    {10, 1, 10, 10, 10, false, 10, 10},
    {10, 1, 0, 10, 10, false, 0, 0},
    {10, 1, 12, 10, 10, false, 10, 10},
    /* packs: as the quantity is counted; more than there are packs are perhaps the units in them */
    {10, 5, 4, 50, 50, true, 20, 20},
    {10, 5, 10, 50, 50, false, 50, 50},
    {10, 5, 50, 50, 50, false, 50, 50},
    {10, 5, 12, 50, 50, true, 12, 50},
    /* three of ten are another's: perhaps maintained ones, perhaps not */
    {10, 1, 4, 7, 7, true, 1, 4},
    {10, 1, 8, 7, 7, true, 5, 7},
    {10, 1, 2, 7, 7, true, 0, 2},
    /* nobody knows whether it gives anything */
    {10, 1, 4, 0, 10, true, 0, 4},
    {10, 1, 4, 0, 0, true, 0, 0},
};

static void test_units(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct maintained_case *c = &cases[i];
        struct entitlement entitlement = {
            .quantity = {true, false, c->packs},
            .unit_size = {true, false, c->size},
            .units = {true, false, c->packs * c->size},
            .maintenance_units = {true, false, c->maintained},
        };
        struct supply supply = {.least = {false, c->given_least}, .most = {false, c->given_most}};
        assert_int_equal(maintenance_is_partial(&entitlement), c->is_partial);
        if (c->is_partial) {
            struct maintained_units units = maintained_units_of(&entitlement, &supply);
            assert_int_equal(units.least, c->least);
            assert_int_equal(units.most, c->most);
        }
    }
}

static void test_not_partial(void **state) {
    struct entitlement entitlement = {.quantity = {true, true, 0}, .maintenance_units = {true, false, 4}};

    (void)state;
    assert_false(maintenance_is_partial(&entitlement)); /* without limit */
    entitlement.quantity = (struct figure){0};
    assert_false(maintenance_is_partial(&entitlement)); /* not on record */
    entitlement.quantity = entitlement.units = (struct figure){true, false, 10};
    entitlement.maintenance_units = (struct figure){true, true, 0};
    assert_false(maintenance_is_partial(&entitlement)); /* all of them */
    entitlement.maintenance_units = (struct figure){0};
    assert_false(maintenance_is_partial(&entitlement)); /* it is not said of how many */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_not_partial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
