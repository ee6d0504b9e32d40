#include "report/drawing/text_width.h"

#include "base/compiler.h"
#include "base/text.h"
#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

/* Advances of Noto Sans CJK JP, in thousandths: what the drawings name first. */
static void is_no_less_than_the_font(void **state) {
    static const struct {
        const char *text;
        uint32_t font;
    } cases[] = {
        {"漢字かなカナ", 6000},
        {"Windows Server 2022", 10286},
        {"PostgreSQL 14.9", 8325},
        {"WWWW", 3520},
        {"iiii", 1100},
        {"ｶﾅ", 1000},
        {"ｓｒｖ－ｄｂ０１", 8000},
        {"ＤＢ～", 3000},
        {"HW-0001", 4069},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t width = text_width(str_from(cases[i].text));
        assert_true(width >= cases[i].font);
        assert_true(width <= cases[i].font * 2); /* nor wildly more */
    }
}

static void fits_without_cutting_characters(void **state) {
    static const struct {
        const char *text;
        uint32_t width;
        const char *fits;
    } cases[] = {
        {"情報システム", 3000, "情報シ"},
        {"情報システム", 3999, "情報シ"},
        {"情報システム", 6000, "情報システム"},
        {"", 1000, ""},
        {"あ", 10, ""},
        {"Microsoft Office Standard", 12000, "Microsoft Office "},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t n = text_fit(str_from(cases[i].text), cases[i].width);
        assert_int_equal(n, strlen(cases[i].fits));
    }
}

/* Whatever the text: what fits is no wider than that, one character more would be, and it is well formed if that is. */
static void keeps_its_word(void **state) {
    static const char *const texts[] = {"a漢b字ｶc", "日本語 text mixed 文字", "𠮷野家 shop", "éàü ñ", "   ", "WiWiWi"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str text = str_from(texts[i]);
        for (uint32_t width = 0; width < 20000; width += 37) {
            size_t n = text_fit(text, width);
            struct str head = str_sub(text, 0, n);
            assert_true(text_width(head) <= width);
            assert_int_equal(text_first_invalid(head), SIZE_MAX);
            assert_true(n < text.n || text_width(text) <= width);
        }
    }
}

static void cuts_what_does_not_fit(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    assert_true(str_eq(text_cut(arena, STR("情報システム"), 6000), STR("情報システム")));
    assert_true(str_eq(text_cut(arena, STR("情報システム"), 5999), STR("情報シス…")));
    assert_true(str_eq(text_cut(arena, STR("情報システム"), 1000), STR("…")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_no_less_than_the_font),
        cmocka_unit_test(fits_without_cutting_characters),
        cmocka_unit_test(keeps_its_word),
        cmocka_unit_test(cuts_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
