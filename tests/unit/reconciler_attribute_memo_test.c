#include "reconciler/attribute_memo.h"

#include "inventory/table.h"
#include "tests/unit/support/cmocka.h"

/* What a comparison gives, for the test: any function of the codes and the column. */
static enum attribute_result result_of(size_t attribute, struct attribute_codes codes) {
    return (enum attribute_result)(1 + (attribute + codes.documented * 3 + codes.observed * 5 + codes.further * 7) % 6);
}

/* A memo may forget, but never takes one pair of texts for another. */
static void test_forgets_but_never_errs(void **state) {
    enum { ROUNDS = 200000, CODES = 60 };
    struct attribute_memo *memo = attribute_memo_new();
    uint64_t random_state = 1;
    size_t known = 0;

    (void)state;
    assert_non_null(memo);
    for (size_t i = 0; i < ROUNDS; i++) {
        random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint32_t drawn = (uint32_t)(random_state >> 32);
        size_t attribute = drawn % ATTRIBUTES_MAX;
        struct attribute_codes codes = {drawn / 32 % CODES, drawn / 32 / CODES % CODES, drawn >> 28 & 1};
        enum attribute_result found = attribute_memo_find(memo, attribute, codes);
        known += found != ATTRIBUTE_UNKNOWN;
        if (found != ATTRIBUTE_UNKNOWN) {
            assert_int_equal(found, result_of(attribute, codes));
        }
        attribute_memo_note(memo, attribute, codes, result_of(attribute, codes));
        assert_int_equal(attribute_memo_find(memo, attribute, codes), result_of(attribute, codes));
    }
    assert_in_range(known, 1, ROUNDS - 1);
    attribute_memo_free(memo);
}

static void test_uncoded_is_never_known(void **state) {
    static const struct attribute_codes uncoded[] = {
        {TABLE_UNCODED, 1, 0}, {1, TABLE_UNCODED, 0}, {1, 1, TABLE_UNCODED}};
    struct attribute_memo *memo = attribute_memo_new();

    (void)state;
    assert_non_null(memo);
    for (size_t i = 0; i < ARRAY_LEN(uncoded); i++) {
        attribute_memo_note(memo, 0, uncoded[i], ATTRIBUTE_EQUAL);
        assert_int_equal(attribute_memo_find(memo, 0, uncoded[i]), ATTRIBUTE_UNKNOWN);
    }
    /* Blank on both sides looks like a memo that is empty. */
    assert_int_equal(attribute_memo_find(memo, 0, (struct attribute_codes){0}), ATTRIBUTE_UNKNOWN);
    attribute_memo_free(memo);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forgets_but_never_errs),
        cmocka_unit_test(test_uncoded_is_never_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
