#include "base/iso_2022_jp.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct {
    struct str bytes;
    enum jis_set set;
    size_t length;
    enum jis_set after;
    bool is_escape;
} rows[] = {
    {{"a", 1}, JIS_ASCII, 1, JIS_ASCII, false},
    {{"\n", 1}, JIS_ASCII, 1, JIS_ASCII, false},
    {{"\x1B$B\x46\x7C", 5}, JIS_ASCII, 3, JIS_KANJI, true},
    {{"\x1B$@", 3}, JIS_ASCII, 3, JIS_KANJI_1978, true},
    {{"\x1B(B,", 4}, JIS_KANJI, 3, JIS_ASCII, true},
    {{"\x1B(J\\", 4}, JIS_KANJI_1978, 3, JIS_ROMAN, true},
    {{"\x1B(B", 3}, JIS_ASCII, 3, JIS_ASCII, true},
    {{"\x46\x7C", 2}, JIS_KANJI, 2, JIS_KANJI, false},
    {{"\x46\x7C\x4B", 3}, JIS_KANJI_1978, 2, JIS_KANJI_1978, false},
    {{"\\", 1}, JIS_ROMAN, 1, JIS_ROMAN, false},
    /* control characters and blanks among kanji are single */
    {{"\n\x46\x7C", 3}, JIS_KANJI, 1, JIS_KANJI, false},
    {{" \x46", 2}, JIS_KANJI, 1, JIS_KANJI, false},
    {{"\x7F\x46", 2}, JIS_KANJI, 1, JIS_KANJI, false},
    /* cut off */
    {{"\x46", 1}, JIS_KANJI, 0, JIS_KANJI, false},
    {{"\x1B", 1}, JIS_ASCII, 0, JIS_ASCII, false},
    {{"\x1B$", 2}, JIS_ASCII, 0, JIS_ASCII, false},
    /* no escape sequences of ISO-2022-JP: kana of JIS X 0201, JIS X 0212 */
    {{"\x1B(I", 3}, JIS_ASCII, 1, JIS_ASCII, false},
    {{"\x1B$(D", 4}, JIS_ASCII, 1, JIS_ASCII, false},
};

static void tells_lengths(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum jis_set set = rows[i].set;
        bool is_escape = !rows[i].is_escape;

        assert_int_equal(jis_unit_length(rows[i].bytes, &set, &is_escape), rows[i].length);
        assert_int_equal(set, rows[i].after);
        assert_int_equal(is_escape, rows[i].is_escape);
    }
}

static void escapes_name_their_sets(void **state) {
    (void)state;
    for (unsigned i = 0; i < JIS_SET_COUNT; i++) {
        enum jis_set set = JIS_ASCII;
        bool is_escape;

        assert_int_equal(jis_unit_length(jis_escape((enum jis_set)i), &set, &is_escape), 3);
        assert_int_equal(set, i);
        assert_true(is_escape);
        assert_int_equal(jis_is_kanji(set), jis_escape(set).p[1] == '$');
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_lengths),
        cmocka_unit_test(escapes_name_their_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
