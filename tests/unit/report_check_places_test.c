#include "report/check/sheet.h"

#include "tests/unit/support/cmocka.h"

/* In walking order: each comes before all behind it. */
static const char *const places[] = {"",          "A-2",         "A-10",        "A-10a",         "B",
                                     "B-01",      "B-1",         "B-1-3",       "本省2階 2係",   "本省2階 25係",
                                     "本省10階",  "本省010階 2", "本省10階 12", "本省10階 会計", "第二庁舎",
                                     "第二庁舎 1"};

static void test_order(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        for (size_t j = 0; j < ARRAY_LEN(places); j++) {
            int order = check_places_compare(str_from(places[i]), str_from(places[j]));
            assert_int_equal(order < 0, i < j);
            assert_int_equal(order > 0, i > j);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
