#include "base/encoding.h"

#include "tests/unit/support/cmocka.h"

struct row {
    struct str bytes;
    const char *text;
    size_t bad;
};

#define GOOD(BYTES, TEXT)                                                                                              \
    { {BYTES, sizeof(BYTES) - 1}, TEXT, SIZE_MAX }
#define SPOILT(BYTES, TEXT, OFFSET)                                                                                    \
    { {BYTES, sizeof(BYTES) - 1}, TEXT, OFFSET }

static void check(enum encoding encoding, const struct row *rows, size_t count) {
    struct decoder *decoder = NULL;

    assert_int_equal(decoder_new(encoding, &decoder, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        struct buffer out = {0};
        size_t bad;

        buffer_append_cstr(&out, "\uE000");
        bad = decoder_decode(decoder, rows[i].bytes, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p + 3, rows[i].text);
        assert_int_equal(bad, rows[i].bad);
        buffer_done(&out);
    }
    decoder_free(decoder);
}

static void decodes_cp932(void **state) {
    static const struct row rows[] = {
        GOOD("", ""),
        GOOD("plain \\~", "plain \\~"),
        GOOD("\x87\x40", "①"),
        GOOD("\x87\x56", "Ⅲ"),
        GOOD("\x87\x8A", "㈱"),
        GOOD("\x87\x82", "№"),
        GOOD("\xED\x95", "﨑"),
        GOOD("\xEE\xE0\xFB\xFC", "髙髙"),
        GOOD("\x81\x60\x81\x7C\x81\x61\x81\x5C\x81\x91", "～－∥―￠"),
        GOOD("\xB6\xDE\xA1\xDF", "ｶﾞ｡ﾟ"),
        GOOD("\x95\x5C\x8E\xA6,\x82\xA0", "表示,あ"),
        GOOD("\xF0\x40", "\uE000"),
        GOOD("\xF9\xFC", "\uE757"),
        SPOILT("ab\x80", "ab\uFFFD", 2),
        SPOILT("\xA0", "\uFFFD", 0),
        SPOILT("\xFD\xFE\xFF", "\uFFFD\uFFFD\uFFFD", 0),
        SPOILT("\x82\xA0\x82", "あ\uFFFD", 2),
        SPOILT("\x82,\x82\xA0", "\uFFFD,あ", 0),
        SPOILT("\x85\x40", "\uFFFD@", 0),
        SPOILT("\x81\x7F", "\uFFFD\x7F", 0),
        SPOILT("\x82\xA0\x81\xFF\x80", "あ\uFFFD\uFFFD\uFFFD", 2),
    };

    (void)state;
    check(ENCODING_CP932, rows, ARRAY_LEN(rows));
}

static void decodes_utf8(void **state) {
    static const struct row rows[] = {
        GOOD("", ""),
        GOOD("aあ𠮷", "aあ𠮷"),
        GOOD("x\uE000", "x\uE000"),
        GOOD("\uF8FF", "\uF8FF"),
        GOOD("\uD7FF\uF900\uFFFD", "\uD7FF\uF900\uFFFD"),
        SPOILT("a\xFFz", "a\uFFFDz", 1),
        SPOILT("\xE3\x81z\xE3", "\uFFFD\uFFFDz\uFFFD", 0),
        SPOILT("あ\xED\xA0\x80", "あ\uFFFD\uFFFD\uFFFD", 3),
    };

    (void)state;
    check(ENCODING_UTF8, rows, ARRAY_LEN(rows));
}

static void decodes_euc_jp(void **state) {
    static const struct row rows[] = {
        GOOD("ab\xC6\xFC\xCB\xDC,\xA4\xA2", "ab日本,あ"), /* rows 38, 43 and 4 of JIS X 0208, plus A0 */
        GOOD("\x8E\xB6", "ｶ"),
        GOOD("\xAD\xA1", "①"),
        GOOD("\x8F\xB0\xA1", "丂"), /* JIS X 0212 */
        GOOD("\xB0\xA1\x8F\xED\xE3,", "亜龥,"),
        GOOD("\xF5\xA1\x8F\xF5\xA1", "\uE000\uE3AC"), /* the first of 940 user-defined characters of each set */
        SPOILT("\x8F\xB0,", "\uFFFD\uFFFD,", 0),
        SPOILT("a\x80z", "a\uFFFDz", 1),
        SPOILT("\x9F", "\uFFFD", 0),
        SPOILT("\xA4\xA2\xA4", "あ\uFFFD", 2),
        SPOILT("\xA4,\xA4\xA2", "\uFFFD,あ", 0),
        SPOILT("\xA4\xA2\xA9\xA1\xA4\xA2", "あ\uFFFDあ", 2), /* row 9 is empty */
        SPOILT("\xFF\x8F\xB0", "\uFFFD\uFFFD\uFFFD", 0),
    };

    (void)state;
    check(ENCODING_EUC_JP, rows, ARRAY_LEN(rows));
}

static void decodes_iso_2022_jp(void **state) {
    static const struct row rows[] = {
        GOOD("abc", "abc"),
        GOOD("a\x1B$B\x46\x7C\x4B\x5C\x1B(Bz", "a日本z"),
        SPOILT("\x1B$B\x46\x7C\x2D\x21\x4B\x5C\x1B(B,", "日\uFFFD本,", 5),
        SPOILT("a\x80"
               "b",
               "a\uFFFD"
               "b",
               1),
        SPOILT("\x1B$B\x46\x7C\x46", "日\uFFFD", 5),
        /* Cut off without the return to ASCII; the row behind it must not start in Kanji. */
        GOOD("\x1B$B\x46\x7C", "日"),
        GOOD("F|", "F|"),
    };

    (void)state;
    check(ENCODING_ISO_2022_JP, rows, ARRAY_LEN(rows));
}

static void decodes_utf16(void **state) {
    static const struct row little[] = {
        GOOD("a\0\x42\x30\x42\xD8\xB7\xDF", "aあ𠮷"),
        GOOD("\0\xE0", "\uE000"),
        SPOILT("a\0\x42\xD8z\0", "a\uFFFDz", 2),
        SPOILT("\xB7\xDFz\0", "\uFFFDz", 0),
        SPOILT("a\0z", "a\uFFFD", 2),
        SPOILT("a\0\x42\xD8", "a\uFFFD", 2),
    };
    static const struct row big[] = {
        GOOD("\0a\x30\x42\xD8\x42\xDF\xB7", "aあ𠮷"),
        SPOILT("\0a\xD8\x42\0z", "a\uFFFDz", 2),
    };

    (void)state;
    check(ENCODING_UTF16LE, little, ARRAY_LEN(little));
    check(ENCODING_UTF16BE, big, ARRAY_LEN(big));
}

static void assert_encodes(enum encoding encoding, const char *text, struct str expected) {
    struct buffer out = {0};

    buffer_append_cstr(&out, "before");
    assert_true(encoding_encode(encoding, str_from(text), &out));
    assert_int_equal(out.n, 6 + expected.n);
    assert_memory_equal(out.p + 6, expected.p, expected.n);
    buffer_done(&out);
}

static void encodes(void **state) {
    (void)state;
    assert_encodes(ENCODING_CP932, "", STR(""));
    assert_encodes(ENCODING_CP932, "plain \\~", STR("plain \\~"));
    assert_encodes(ENCODING_CP932, "①㈱﨑髙ｶﾞ表", STR("\x87\x40\x87\x8A\xFA\xB1\xFB\xFC\xB6\xDE\x95\x5C"));
    assert_encodes(ENCODING_CP932, "～〜", STR("\x81\x60\x81\x60"));
    assert_encodes(ENCODING_CP932, "－−", STR("\x81\x7C\x81\x7C"));
    assert_encodes(ENCODING_CP932, "∥‖", STR("\x81\x61\x81\x61"));
    assert_encodes(ENCODING_CP932, "―—", STR("\x81\x5C\x81\x5C"));
    assert_encodes(ENCODING_CP932, "\uE000\uE757", STR("\xF0\x40\xF9\xFC"));
    assert_encodes(ENCODING_UTF8, "あ", STR("あ"));
    assert_encodes(ENCODING_EUC_JP, "日本〜①", STR("\xC6\xFC\xCB\xDC\xA1\xC1\xAD\xA1"));
    assert_encodes(ENCODING_EUC_JP, "丂ｶ〜−‖—", STR("\x8F\xB0\xA1\x8E\xB6\xA1\xC1\xA1\xDD\xA1\xC2\xA1\xBD"));
    assert_encodes(ENCODING_EUC_JP, "\uE000\uE3AC", STR("\xF5\xA1\x8F\xF5\xA1"));
    assert_encodes(ENCODING_ISO_2022_JP, "a日本", STR("a\x1B$B\x46\x7C\x4B\x5C\x1B(B"));
    assert_encodes(ENCODING_ISO_2022_JP, "〜～−－‖∥―—",
                   STR("\x1B$B\x21\x41\x21\x41\x21\x5D\x21\x5D\x21\x42\x21\x42\x21\x3D\x21\x3D\x1B(B"));
    assert_encodes(ENCODING_ISO_2022_JP, "\"日\"", STR("\"\x1B$B\x46\x7C\x1B(B\""));
    assert_encodes(ENCODING_ISO_2022_JP, "plain \\~", STR("plain \\~"));
    assert_encodes(ENCODING_UTF16LE, "aあ𠮷", STR("a\0\x42\x30\x42\xD8\xB7\xDF"));
    assert_encodes(ENCODING_UTF16BE, "aあ", STR("\0a\x30\x42"));
}

static void refuses_what_the_encoding_lacks(void **state) {
    static const char *const bad[] = {"a𠮷",    "\u00A5", "\u203E",   "\u00A2", "\u00A3",
                                      "\u00AC", "\u00A6", "\u00A0",   "\uE758", "\uF8F0",
                                      "é",      "한",     "あ\uFFFD", "\xFF",   "あ\xE3\x81"};
    struct buffer out = {0};

    (void)state;
    buffer_append_cstr(&out, "before");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_false(encoding_encode(ENCODING_CP932, str_from(bad[i]), &out));
        assert_true(str_eq(buffer_view(&out), STR("before")));
    }
    assert_false(encoding_encode(ENCODING_UTF8, STR("\xFF"), &out));
    assert_false(encoding_encode(ENCODING_EUC_JP, STR("한"), &out));
    assert_false(encoding_encode(ENCODING_EUC_JP, STR("\u00A5"), &out));
    assert_false(encoding_encode(ENCODING_ISO_2022_JP, STR("日①"), &out));
    assert_false(encoding_encode(ENCODING_ISO_2022_JP, STR("ｶ"), &out));
    assert_false(encoding_encode(ENCODING_ISO_2022_JP, STR("a\x1B$B!!"), &out)); /* an escape sequence as text */
    assert_true(str_eq(buffer_view(&out), STR("before")));
    assert_false(out.failed);
    buffer_done(&out);
}

/* All double-byte codes: what decodes encodes to the same code, or to the other code of the same character. */
static void every_code_comes_back(void **state) {
    struct decoder *decoder = NULL;
    unsigned known = 0, moved = 0;

    (void)state;
    assert_int_equal(decoder_new(ENCODING_CP932, &decoder, NULL), ERR_OK);
    for (unsigned code = 0x8100; code <= 0xFCFF; code++) {
        char pair[2] = {(char)(code >> 8), (char)(code & 0xFF)};
        struct buffer text = {0}, back = {0}, again = {0};
        bool is_katakana = code >> 8 >= 0xA0 && code >> 8 <= 0xDF;

        if (!is_katakana && decoder_decode(decoder, (struct str){pair, 2}, &text) == SIZE_MAX) {
            known++;
            assert_true(encoding_encode(ENCODING_CP932, buffer_view(&text), &back));
            assert_int_equal(back.n, 2);
            moved += memcmp(back.p, pair, 2) != 0;
            assert_int_equal(decoder_decode(decoder, buffer_view(&back), &again), SIZE_MAX);
            assert_true(str_eq(buffer_view(&text), buffer_view(&again)));
        }
        buffer_done(&text);
        buffer_done(&back);
        buffer_done(&again);
    }
    /* Microsoft's table of code page 932: 7724 double-byte codes, 398 of them second or third codes of 396 characters,
     * and the 10 × 188 user-defined ones. */
    assert_int_equal(known, 7724 + 1880);
    assert_int_equal(moved, 398);
    decoder_free(decoder);
}

/* D6D0 and CEC4 are 中 and 文 in GB 2312 (rows 54 and 46), 8140 丂 is of GBK alone. */
static void decodes_gbk(void **state) {
    static const struct row rows[] = {
        GOOD("a\xD6\xD0\xCE\xC4 1", "a中文 1"),
        GOOD("\x81\x40", "丂"),
        SPOILT("\xD6\xD0\xCE", "中\uFFFD", 2),
        SPOILT("\xD6 ", "\uFFFD ", 0),
    };

    (void)state;
    check(ENCODING_GBK, rows, ARRAY_LEN(rows));
}

static void decodes_windows_1252(void **state) {
    static const struct row rows[] = {
        GOOD("Z\xFCrich \x80 \x93x\x94 \xB5", "Zürich € “x” µ"),
        SPOILT("a\x81", "a\uFFFD", 1),
    };

    (void)state;
    check(ENCODING_WINDOWS_1252, rows, ARRAY_LEN(rows));
}

static void decodes_all_or_nothing(void **state) {
    static const struct {
        enum encoding encoding;
        struct str bytes;
        const char *text; /* NULL: it does not decode */
    } rows[] = {
        {ENCODING_CP932, {"\x93\xFA\x96{\xB6\xDE", 6}, "日本ｶﾞ"},
        {ENCODING_CP932, {"\x93\xFA\x96", 3}, NULL},
        {ENCODING_CP932, {"\x85\x40", 2}, NULL},
        {ENCODING_EUC_JP, {"\xC6\xFC", 2}, "日"},
        {ENCODING_ISO_2022_JP, {"\x1B$BF|\x1B(B", 8}, "日"},
        {ENCODING_UTF16LE, {"a\0\xe5\x65", 4}, "a日"},
        {ENCODING_UTF16BE, {"\0a\0", 3}, NULL},
        {ENCODING_GBK, {"\xD6\xD0", 2}, "中"},
        {ENCODING_GBK, {"\xD6\xFF", 2}, NULL},
        {ENCODING_WINDOWS_1252, {"\xE9t\xE9", 3}, "été"},
        {ENCODING_WINDOWS_1252, {"\x8D", 1}, NULL},
        {ENCODING_GBK, {"", 0}, ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        buffer_append_cstr(&out, "before ");
        assert_int_equal(encoding_decode(rows[i].encoding, rows[i].bytes, &out), rows[i].text != NULL);
        buffer_append_char(&out, '\0');
        assert_memory_equal(out.p, "before ", 7);
        assert_string_equal(out.p + 7, rows[i].text ? rows[i].text : "");
    }
}

static void knows_names(void **state) {
    static const struct {
        const char *name;
        enum encoding encoding;
    } rows[] = {
        {"UTF-8", ENCODING_UTF8},       {"utf8", ENCODING_UTF8},         {"CP932", ENCODING_CP932},
        {"cp-932", ENCODING_CP932},     {"EucJP", ENCODING_EUC_JP},      {"iso-2022-jp", ENCODING_ISO_2022_JP},
        {"UTF16-LE", ENCODING_UTF16LE}, {"utf-16be-", ENCODING_UTF16BE},
    };
    static const char *const unknown[] = {"",       "-",      "UTF", "UTF-80",      "Shift_JIS",
                                          "CP 932", "UTF-16", "GBK", "Windows-1252"};
    enum encoding encoding = ENCODING_COUNT;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_false(encoding_from_name(str_from(unknown[i]), &encoding));
        assert_int_equal(encoding, ENCODING_COUNT);
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_true(encoding_from_name(str_from(rows[i].name), &encoding));
        assert_int_equal(encoding, rows[i].encoding);
    }
    for (unsigned i = 0; i < ENCODING_COUNT; i++) {
        assert_true(encoding_from_name(str_from(encoding_name((enum encoding)i)), &encoding));
        assert_int_equal(encoding, i);
        assert_int_equal(encoding_is_splittable(encoding), i <= ENCODING_EUC_JP);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_cp932),
        cmocka_unit_test(decodes_utf8),
        cmocka_unit_test(decodes_euc_jp),
        cmocka_unit_test(decodes_iso_2022_jp),
        cmocka_unit_test(decodes_utf16),
        cmocka_unit_test(encodes),
        cmocka_unit_test(refuses_what_the_encoding_lacks),
        cmocka_unit_test(every_code_comes_back),
        cmocka_unit_test(decodes_gbk),
        cmocka_unit_test(decodes_windows_1252),
        cmocka_unit_test(decodes_all_or_nothing),
        cmocka_unit_test(knows_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
