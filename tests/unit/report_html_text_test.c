#include "report/html/text.h"

#include "tests/unit/support/cmocka.h"

/* Every text is there in both languages, with the same places, whose numbers stay below the limit. */
static unsigned places_of(const char *text) {
    unsigned places = 0;

    for (const char *p = strchr(text, '{'); p; p = strchr(p + 1, '{')) {
        assert_true(p[1] >= '0' && p[1] < '0' + HTML_TEXT_VALUES_MAX && p[2] == '}');
        places |= 1u << (p[1] - '0');
    }
    return places;
}

static void test_languages(void **state) {
    (void)state;
    for (unsigned text = 0; text < TEXT_COUNT; text++) {
        const char *english = html_text((enum html_text)text, LANGUAGE_EN);
        const char *japanese = html_text((enum html_text)text, LANGUAGE_JA);
        assert_true(*english && *japanese);
        if (places_of(english) != places_of(japanese)) {
            fail_msg("%s and %s have other places", english, japanese);
        }
    }
}

static void test_columns(void **state) {
    (void)state;
    assert_true(str_eq(html_column_text(STR("need_min"), LANGUAGE_EN), STR("Need, certain")));
    assert_true(str_eq(html_column_text(STR("need_min"), LANGUAGE_JA), STR("必要数（確実）")));
    assert_true(str_eq(html_column_text(STR("no such column"), LANGUAGE_JA), STR("no such column")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
