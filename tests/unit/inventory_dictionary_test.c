#include "inventory/dictionary.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static const struct column_def text_column = {"model", TYPE_MODEL, NEED_OPTIONAL, "", NULL};
static const struct column_def memory_column = {"memory_mb", TYPE_MEMORY_MB, NEED_OPTIONAL, "", NULL};
static const struct column_def date_column = {"acquired_on", TYPE_DATE, NEED_OPTIONAL, "", NULL};

static struct cell_decoder *decoder_of(enum encoding encoding) {
    struct cell_decoder *cells;
    struct cell_style style = {.encoding = encoding, .reads_dittos = true};

    assert_int_equal(cell_decoder_new(style, &cells, NULL), ERR_OK);
    return cells;
}

static struct dictionary_hit code_of(struct dictionary *dictionary, struct str bytes, enum unit unit,
                                     struct cell_decoder *cells) {
    struct dictionary_hit hit;

    assert_int_equal(dictionary_code(dictionary, bytes, unit, cells, &hit, NULL), ERR_OK);
    return hit;
}

/* Spellings in two encodings and with blanks of all kinds; 日本 is 93FA 967B in CP932, its blank 8140. */
static void test_spellings_share_a_code(void **state) {
    static const struct {
        struct str bytes;
        bool is_cp932;
        uint32_t code;
        const char *text;
        unsigned marks;
    } cases[] = {
        {STR(""), false, 0, "", 0},
        {STR("  \t"), false, 0, "", 0},
        {STR("\xE3\x80\x80"), false, 0, "", 0},
        {STR("abc"), false, 1, "abc", 0},
        {STR(" abc "), false, 1, "abc", 0},
        {STR("abc"), true, 1, "abc", 0},
        {STR("日本"), false, 2, "日本", 0},
        {STR("　日本 "), false, 2, "日本", 0},
        {STR("\x93\xFA\x96\x7B"), true, 2, "日本", 0},
        {STR("\x81\x40\x93\xFA\x96\x7B"), true, 2, "日本", 0},
        {STR("ABC"), false, 3, "ABC", 0},
        {STR("\x93\xFA\x96"), true, 0, "", CELL_NOT_TEXT},
        {STR("a\xFF"), false, 0, "", CELL_NOT_TEXT},
        {STR("\xF0\x40"), true, 4, "\xEE\x80\x80", CELL_GAIJI},
        {STR("\xEE\x80\x80"), false, 4, "\xEE\x80\x80", CELL_GAIJI},
        {STR("〃"), false, 0, "", CELL_DITTO},
        {STR("\"\""), true, 0, "", CELL_DITTO},
    };
    struct dictionary *dictionary = dictionary_new(&text_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8), *cp932 = decoder_of(ENCODING_CP932);

    (void)state;
    assert_non_null(dictionary);
    /* Twice: learnt, then known. */
    for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
        size_t c = i % ARRAY_LEN(cases);
        struct dictionary_hit hit = code_of(dictionary, cases[c].bytes, UNIT_NONE, cases[c].is_cp932 ? cp932 : utf8);
        assert_int_equal(hit.code, cases[c].code);
        assert_int_equal(hit.marks, cases[c].marks);
        assert_true(str_eq(dictionary_text(dictionary, hit.code), str_from(cases[c].text)));
        assert_int_equal(dictionary_value(dictionary, hit.code)->is_set, cases[c].text[0] != '\0');
    }
    assert_int_equal(dictionary_count(dictionary), 5);
    cell_decoder_free(utf8);
    cell_decoder_free(cp932);
    dictionary_free(dictionary);
}

static void test_values_follow_the_unit(void **state) {
    struct dictionary *dictionary = dictionary_new(&memory_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8);
    uint32_t mb = code_of(dictionary, STR("16"), UNIT_MB, utf8).code;
    uint32_t gb = code_of(dictionary, STR("16"), UNIT_GB, utf8).code;

    (void)state;
    assert_int_not_equal(mb, gb);
    assert_int_equal(dictionary_value(dictionary, mb)->number, 16);
    assert_int_equal(dictionary_value(dictionary, gb)->number, 16384);
    assert_int_equal(code_of(dictionary, STR(" 16 "), UNIT_GB, utf8).code, gb);
    assert_int_equal(dictionary_value(dictionary, 0)->is_set, false);
    cell_decoder_free(utf8);
    dictionary_free(dictionary);
}

static void test_problem_is_kept(void **state) {
    struct dictionary *dictionary = dictionary_new(&date_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8);
    uint32_t code = code_of(dictionary, STR("令和9年2月29日"), UNIT_NONE, utf8).code;

    (void)state;
    assert_int_equal(dictionary_value(dictionary, code)->problem, PROBLEM_DATE_IMPOSSIBLE);
    assert_false(dictionary_value(dictionary, code)->is_set);
    cell_decoder_free(utf8);
    dictionary_free(dictionary);
}

static void test_truncate_forgets(void **state) {
    struct dictionary *dictionary = dictionary_new(&text_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8);
    char text[16];

    (void)state;
    for (int i = 1; i <= 1000; i++) {
        snprintf(text, sizeof text, "  %d", i);
        assert_int_equal(code_of(dictionary, str_from(text), UNIT_NONE, utf8).code, i);
    }
    dictionary_truncate(dictionary, 501);
    assert_int_equal(dictionary_count(dictionary), 501);
    assert_int_equal(code_of(dictionary, STR("  500"), UNIT_NONE, utf8).code, 500);
    assert_int_equal(code_of(dictionary, STR("500"), UNIT_NONE, utf8).code, 500);
    /* 700 is a new text again. */
    assert_int_equal(code_of(dictionary, STR("  700"), UNIT_NONE, utf8).code, 501);
    assert_true(str_eq(dictionary_text(dictionary, 501), STR("700")));
    cell_decoder_free(utf8);
    dictionary_free(dictionary);
}

static void test_growth_is_bounded(void **state) {
    struct dictionary *dictionary = dictionary_new(&text_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8);
    struct dictionary_hit hit;
    char text[16];

    (void)state;
    for (uint32_t i = 1; i <= DICTIONARY_MAX; i++) {
        snprintf(text, sizeof text, "%x", i);
        assert_int_equal(code_of(dictionary, str_from(text), UNIT_NONE, utf8).code, i);
    }
    assert_int_equal(dictionary_code(dictionary, STR("one more"), UNIT_NONE, utf8, &hit, NULL), ERR_TOO_LARGE);
    /* Those it has are still found. */
    assert_int_equal(code_of(dictionary, STR("ff"), UNIT_NONE, utf8).code, 255);
    cell_decoder_free(utf8);
    dictionary_free(dictionary);
}

/* What a file that is dropped filled is not full any more. */
static void test_truncate_makes_room(void **state) {
    static char text[DICTIONARY_TEXT_MAX + 1];
    struct dictionary *dictionary = dictionary_new(&text_column);
    struct cell_decoder *utf8 = decoder_of(ENCODING_UTF8);
    struct dictionary_hit hit;

    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(code_of(dictionary, STR("a"), UNIT_NONE, utf8).code, 1);
    assert_int_equal(dictionary_code(dictionary, (struct str){text, sizeof text}, UNIT_NONE, utf8, &hit, NULL),
                     ERR_TOO_LARGE);
    assert_true(dictionary_is_full(dictionary));
    dictionary_truncate(dictionary, 2);
    assert_false(dictionary_is_full(dictionary));
    assert_int_equal(code_of(dictionary, STR("a"), UNIT_NONE, utf8).code, 1);
    assert_int_equal(code_of(dictionary, STR("b"), UNIT_NONE, utf8).code, 2);
    cell_decoder_free(utf8);
    dictionary_free(dictionary);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings_share_a_code), cmocka_unit_test(test_values_follow_the_unit),
        cmocka_unit_test(test_problem_is_kept),        cmocka_unit_test(test_truncate_forgets),
        cmocka_unit_test(test_growth_is_bounded),      cmocka_unit_test(test_truncate_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
