#include "base/utf8_check.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

enum { VECTOR = 32, WHOLE = VECTOR + 1024 };

/* Machines without the instructions leave it all to the closer look. */
static bool has_instructions(void) {
    return utf8_sound_length((struct str){"                                ", VECTOR}) == VECTOR;
}

/* Every pair of bytes with zero to two continuations behind it, inside a vector and across the end of one, against the
 * look at one character after the other. */
static void test_pairs(void **state) {
    static const size_t places[] = {5, VECTOR - 1, VECTOR - 2, VECTOR - 3, VECTOR};
    char bytes[WHOLE];

    (void)state;
    if (!has_instructions()) {
        skip();
    }
    memset(bytes, 'a', sizeof bytes);
    for (unsigned i = 0; i < 65536 * 3 * ARRAY_LEN(places); i++) {
        unsigned pair = i % 65536, continuations = i / 65536 % 3;
        size_t place = places[i / 65536 / 3];
        char text[5] = {(char)(pair >> 8), (char)pair, 'a', 'a', 'a'};
        memset(text + 2, '\x80', continuations);
        memcpy(bytes + place, text, sizeof text);
        bool is_good = text_first_invalid((struct str){bytes, WHOLE}) == SIZE_MAX;
        size_t length = utf8_sound_length((struct str){bytes, WHOLE});
        if (is_good != (length == WHOLE) || text_first_invalid((struct str){bytes, length}) != SIZE_MAX) {
            fail_msg("%04x, %u continuations at %zu: %zu", pair, continuations, place, length);
        }
        memset(bytes + place, 'a', sizeof text);
    }
}

static size_t make_text(char *to, size_t n) {
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE6\x9C\xAC", "\xEF\xBF\xBD", "\xF0\xA0\xAE\x9F", ","};
    size_t used = 0;

    while (used + 4 <= n) {
        struct str character = str_from(characters[(size_t)rand() % ARRAY_LEN(characters)]);
        memcpy(to + used, character.p, character.n);
        used += character.n;
    }
    return used;
}

/* Text of any length, half of it with a byte changed: what is called sound is, and sound text is nearly all taken. */
static void test_random(void **state) {
    long count = test_count("utf8_check_random");
    char bytes[4000];

    (void)state;
    srand((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        size_t n = make_text(bytes, (size_t)rand() % sizeof bytes);
        if (n && i % 2) {
            bytes[(size_t)rand() % n] = (char)rand();
        }
        size_t bad = text_first_invalid((struct str){bytes, n}), length = utf8_sound_length((struct str){bytes, n});
        assert_true(length <= n);
        assert_true(text_first_invalid((struct str){bytes, length}) == SIZE_MAX);
        if (bad == SIZE_MAX && has_instructions() && n >= VECTOR) {
            assert_true(n - length < WHOLE + 3);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests_name("utf8_check", tests, NULL, NULL);
}
