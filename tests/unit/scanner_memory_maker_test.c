#include "scanner/device/memory_maker.h"

#include "tests/unit/support/observed.h"

static const struct {
    const char *text, *maker;
} cases[] = {
    {"00AD00B300AD", "Hynix"},
    {"80AD000080AD", "Hynix"},
    {"AD00000000000000", "Hynix"},
    {"00CE", "Samsung"},
    {"CE00", "Samsung"},
    {"0x2C00", "Micron"},
    {"802c000080ab", "Micron"},
    {"0198", "Kingston"}, /* one continuation, odd parity */
    {"7F98000000000000", "Kingston"},
    {"830B", "Nanya"}, /* three continuations, parity bit set */
    {"7F7F7F0B00000000", "Nanya"},
    {"859B", "Crucial"},
    {"04CB", "ADATA"},
    {"8A91", "CXMT"},
    {"Samsung", "Samsung"},
    {"0", "0"},
    {"AD", "AD"}, /* too short for a code */
    {"00AD0", "00AD0"},
    {"0000", "0000"},
    {"7F7F7F7F7F7F7F7F7F7F", "7F7F7F7F7F7F7F7F7F7F"},
    {"0399", "0399"}, /* nobody that we know */
    {"00ADx0", "00ADx0"},
    {"", ""},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_text(memory_maker(str_from(cases[i].text)), cases[i].maker);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
