#include "inventory/cell.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>

enum { LONGEST = 70 };

/* At the end of its memory, so that reading too far is seen by AddressSanitizer. */
static bool is_ascii_with(size_t length, size_t place, char byte) {
    char *bytes = malloc(length ? length : 1);

    assert_non_null(bytes);
    memset(bytes, 0x7F, length);
    if (place < length) {
        bytes[place] = byte;
    }
    bool is_ascii = cell_is_ascii((struct str){bytes, length});
    free(bytes);
    return is_ascii;
}

static void test_ascii_of_every_length(void **state) {
    (void)state;
    for (size_t length = 0; length <= LONGEST; length++) {
        assert_true(is_ascii_with(length, length, 0));
        for (size_t place = 0; place < length; place++) {
            assert_true(is_ascii_with(length, place, 0));
            assert_false(is_ascii_with(length, place, (char)0x80));
            assert_false(is_ascii_with(length, place, (char)0xFF));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii_of_every_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
