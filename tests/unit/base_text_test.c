#include "base/text.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>
#include <utf8proc.h>

static void assert_fold(const char *text, const char *expected, bool changes) {
    struct buffer out = {0};
    bool changed;

    buffer_append_cstr(&out, "<");
    changed = text_fold(str_from(text), &out);
    buffer_append_char(&out, '\0');
    assert_false(out.failed);
    assert_string_equal(out.p + 1, expected);
    assert_int_equal(changed, changes);
    buffer_done(&out);
}

static void finds_the_first_bad_byte(void **state) {
    /* Edges of table 3-7 of the Unicode standard (well-formed byte sequences). */
    static const struct {
        const char *text;
        size_t bad;
    } rows[] = {
        {"", SIZE_MAX},
        {"ascii only, longer than a word", SIZE_MAX},
        {"あいう", SIZE_MAX},
        {"\xC2\x80", SIZE_MAX},
        {"\xDF\xBF", SIZE_MAX},
        {"\xE0\xA0\x80", SIZE_MAX},
        {"\xED\x9F\xBF", SIZE_MAX},
        {"\xEE\x80\x80", SIZE_MAX},
        {"\xEF\xBF\xBF", SIZE_MAX},
        {"\xF0\x90\x80\x80", SIZE_MAX},
        {"\xF4\x8F\xBF\xBF", SIZE_MAX},
        {"\x80", 0},
        {"a\xBF", 1},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xED\xA0\x80", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
        {"12345678\xE3\x81", 8},
        {"あ\xE3\x81", 3},
        {"あ\xE3\x81z", 3},
        {"あ12345678901234567\xE3", 20},
        {"\xF0\x90\x80", 0},
        {"\xC2", 0},
        {"\xE3\x81\xC0", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(text_first_invalid(str_from(rows[i].text)), rows[i].bad);
    }
    assert_int_equal(text_first_invalid(STR_NONE), SIZE_MAX);
    assert_int_equal(text_ascii_length(STR("")), 0);
    assert_int_equal(text_ascii_length(STR("12345678\x80")), 8);
    assert_int_equal(text_ascii_length(STR("1234567\x80zzzzzzzz")), 7);
    assert_int_equal(text_count(STR("aあ𠮷é")), 4);
    assert_int_equal(text_count(STR_NONE), 0);
}

static void folds(void **state) {
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", ""},
        {"  Hello \t World\r\n", "hello world"},
        {"A\x1B\x7F\x01Z", "az"},
        {"ＡＢＣ１２３", "abc123"},
        {"㈱", "(株)"},
        {"ｶﾞｷﾞ", "ガギ"},
        {"㍻", "平成"},
        {"Ⅲ①№", "iii1no"},
        {"Straße", "strasse"},
        {"a〜b～c", "a~b~c"},
        {"a−b‐c‑d‒e–f—g―h─i－j", "a-b-c-d-e-f-g-h-i-j"},
        {"サーバー", "サーバー"},
        {"ｻｰﾊﾞｰ", "サーバー"},
        {"Ａー１ー２", "a-1-2"},
        {"ーA", "-a"},
        {"Aーー", "a--"},
        {"カーー", "カーー"},
        {"東京ー大阪", "東京ー大阪"},
        {"　東京　　支店　", "東京 支店"},
        {"a\u00A0\u2003\u2028b", "a b"},
        {"東\u200B京\uFEFF\u00AD\u2060", "東京"},
        {"葛\U000E0101", "葛"},
        {"か\u3099", "が"},
        {"か\u200D\u3099", "が"},
        {"カ\xC2\x85ナ", "カ ナ"},
        {"\uFA10\uFA19", "塚神"},
        {"嶋島嵜崎斉斎", "嶋島嵜崎斉斎"},
        {"あ\xFFい", "あ\uFFFDい"},
        {"\xE3\x81 Ａ", "\uFFFD\uFFFD a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_fold(rows[i].text, rows[i].expected, false);
    }
}

static void folds_variants_and_says_so(void **state) {
    (void)state;
    assert_fold("髙橋", "高橋", true);
    assert_fold("山﨑", "山崎", true);
    assert_fold("𠮷田", "吉田", true);
    assert_fold("渡邊 渡邉 渡辺", "渡辺 渡辺 渡辺", true);
    assert_fold("齋藤", "斎藤", true);
    assert_fold("齊藤", "斉藤", true);
    assert_fold("濵 濱 澤 廣 國 眞 惠 瀨 櫻 栁 槇 靑 黑 德", "浜 浜 沢 広 国 真 恵 瀬 桜 柳 槙 青 黒 徳", true);
}

/* Each row must be needed, be final, and be found by the binary search. */
static void variants_are_in_order(void **state) {
    static const struct {
        int32_t shape, usual;
    } rows[] = {
#define VARIANT(SHAPE, USUAL) {SHAPE, USUAL},
#include "base/text_variants.def"
#undef VARIANT
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned char shape[5] = {0}, usual[5] = {0};

        assert_true(i == 0 || rows[i - 1].shape < rows[i].shape);
        utf8proc_encode_char(rows[i].shape, shape);
        utf8proc_encode_char(rows[i].usual, usual);
        assert_fold((char *)shape, (char *)usual, true);
        assert_fold((char *)usual, (char *)usual, false);
    }
}

static void long_texts_fold_like_short_ones(void **state) {
    struct buffer text = {0}, out = {0};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        buffer_append_cstr(&text, "㈱髙");
    }
    assert_true(text_fold(buffer_view(&text), &out));
    assert_int_equal(out.n, 1000 * strlen("(株)高"));
    for (size_t i = 0; i < out.n; i += strlen("(株)高")) {
        assert_memory_equal(out.p + i, "(株)高", strlen("(株)高"));
    }
    buffer_done(&text);
    buffer_done(&out);
}

static struct str random_text(struct buffer *text) {
    static const char *const alphabet[] = {
        "a",      "Z",      "1",      " ",        "-",      "\t",     "\x1B",   "ー",     "ｰ",      "か",     "カ",
        "ﾞ",      "゛",     "ﾟ",      "は",       "〜",     "−",      "～",     "　",     "髙",     "𠮷",     "高",
        "\u0301", "\u0327", "\u3099", "é",        "İ",      "ß",      "ŉ",      "ǰ",      "ΐ",      "ᾳ",      "\u0345",
        "ς",      "㈱",     "①",      "ﬁ",        "\u200D", "\u00AD", "각",     "ᄀ",     "ᅡ",     "ᆨ",     "\u3164",
        "\uFFA0", "\u00A8", "\u2028", "\xC2\x85", "\xFF",   "\xE3",   "\u0344", "Å",      "ﷺ",      "\u0958", "\u1E9B",
        "\u0323", "가",     "𝐀",      "\u2126",   "\uFB1D", "\u0F73", "\u0FB2", "\u0F71", "\u0F80", "⫝̸",      "=",
    };

    buffer_reset(text);
    for (long n = random() % 12; n > 0; n--) {
        buffer_append_cstr(text, alphabet[(size_t)random() % (sizeof(alphabet) / sizeof(alphabet[0]))]);
    }
    if (random() % 2) {
        unsigned char any[4];
        int32_t c = (int32_t)(random() % 0x110000);

        buffer_append(text, (struct str){(char *)any, (size_t)utf8proc_encode_char(c, any)});
    }
    return buffer_view(text);
}

static void folding_twice_changes_nothing(void **state) {
    struct buffer text = {0}, once = {0}, twice = {0};
    long count = test_count("text_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        struct str s = random_text(&text);

        buffer_reset(&once);
        buffer_reset(&twice);
        text_fold(s, &once);
        assert_int_equal(text_first_invalid(buffer_view(&once)), SIZE_MAX);
        assert_false(text_fold(buffer_view(&once), &twice));
        if (!str_eq(buffer_view(&once), buffer_view(&twice))) {
            fail_msg("'%.*s' gave '%.*s', then '%.*s'", STR_FMT(s), STR_FMT(buffer_view(&once)),
                     STR_FMT(buffer_view(&twice)));
        }
    }
    buffer_done(&text);
    buffer_done(&once);
    buffer_done(&twice);
}

static void shows_safely(void **state) {
    static const struct {
        const char *text;
        size_t max;
        const char *expected;
    } rows[] = {
        {"plain あ", 100, "plain あ"},
        {"\x1B[31mred\x07\n\t\x7F", 100, "\\x1b[31mred\\x07\\x0a\\x09\\x7f"},
        {"a\xC2\x9B"
         "1mb\xC2\x80",
         100, "a\\x9b1mb\\x80"},
        {"\u202Eabc\u2066\u2069\u200E\u200F\u2028\u2029\u202A", 100,
         "\\u202eabc\\u2066\\u2069\\u200e\\u200f\\u2028\\u2029\\u202a"},
        {"\xFF\xE3\x81z\x9B", 100, "\\xff\\xe3\\x81z\\x9b"},
        {"あいうえ", 4, "あいうえ"},
        {"あいうえお", 4, "あいうえ…"},
        {"ab\x1B", 5, "ab…"},
        {"ab\x1B", 6, "ab\\x1b"},
        {"a", 0, "…"},
        {"", 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer out = {0};

        text_for_terminal(str_from(rows[i].text), rows[i].max, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, rows[i].expected);
        buffer_done(&out);
    }
}

enum { LONGEST = 70 };

/* At the end of its memory, so that reading too far is seen by AddressSanitizer. */
static bool is_ascii_with(size_t length, size_t place, char byte) {
    char *bytes = malloc(length ? length : 1);

    assert_non_null(bytes);
    memset(bytes, 0x7F, length);
    if (place < length) {
        bytes[place] = byte;
    }
    bool is_ascii = text_is_ascii((struct str){bytes, length});
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

static void trims_other_blanks(void **state) {
    static const struct {
        const char *text, *trimmed;
    } cases[] = {
        {"a", "a"},
        {" a b\t", "a b"},
        {"\u3000 \u00A0a\u3000b\u200B\u3000 ", "a\u3000b"},
        {"\uFEFF一太郎\uFEFF", "一太郎"},
        {"a\u3000", "a"},
        {"\u3000a", "a"},
        {"\u3000", ""},
        {" \u3000 \u200B", ""},
        {"", ""},
        /* the end of one character and the beginning of another */
        {"\xE3\x80", "\xE3\x80"},
        {"\u2000x", "\u2000x"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (!str_eq(text_trim(str_from(cases[i].text)), str_from(cases[i].trimmed))) {
            fail_msg("case %zu: \"%s\"", i, cases[i].text);
        }
    }
    assert_int_equal(text_trim(STR_NONE).n, 0);
}

static void repairs(void **state) {
    static const struct {
        const char *bytes, *repaired;
    } cases[] = {
        {"", ""},
        {"一太郎", "一太郎"},
        {"\xFFx", "\uFFFDx"},
        {"x\xE4\xB8", "x\uFFFD\uFFFD"},
        {"\xE4\xB8\x80\x80一", "一\uFFFD一"},
    };
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buffer_reset(&out);
        text_append_repaired(str_from(cases[i].bytes), &out);
        assert_true(str_eq(buffer_view(&out), str_from(cases[i].repaired)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii_of_every_length),
        cmocka_unit_test(finds_the_first_bad_byte),
        cmocka_unit_test(folds),
        cmocka_unit_test(folds_variants_and_says_so),
        cmocka_unit_test(variants_are_in_order),
        cmocka_unit_test(long_texts_fold_like_short_ones),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(shows_safely),
        cmocka_unit_test(trims_other_blanks),
        cmocka_unit_test(repairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
