#include "licenses/name_fit.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct {
    const char *name, *text;
    enum term fits;
} cases[] = {
    {"霞が関", "霞が関", TERM_YES},
    {"霞が関", "霞が関合同庁舎3号館 5F", TERM_YES},
    {"霞が関", "東京・霞が関", TERM_YES},
    {"霞が関", "本館（霞が関）", TERM_YES},
    {"霞が関", "霞ヶ関 3F", TERM_YES},
    {"霞ケ関", "霞が関", TERM_YES},
    {"霞が関", "財務省霞が関庁舎", TERM_BLANK},
    {"霞が関", "財務省霞が関庁舎 霞が関分室", TERM_YES},
    {"霞が関", "大阪", TERM_NO},
    {"京都", "東京都千代田区", TERM_BLANK}, /* the price of not knowing where Japanese words begin */
    {"霞が関 3号館", "霞が関", TERM_BLANK},
    {"総務省", "総務省情報管理課", TERM_YES},
    {"情報管理課", "総務省情報管理課", TERM_BLANK},
    {"情報管理課", "総務省 情報管理課", TERM_YES},
    {"総務省情報管理課", "情報管理課", TERM_BLANK},
    /* numbers and Latin words are not cut */
    {"本館1", "本館10F", TERM_NO},
    {"本館1", "本館1F", TERM_YES},
    {"Site A", "site ab", TERM_NO},
    {"ＳＩＴＥ　Ａ", "site a-2", TERM_YES},
    {"1号館", "11号館", TERM_NO},
    {"1号館", "11号館 1号館", TERM_YES},
    {"", "霞が関", TERM_BLANK},
    {"霞が関", "", TERM_BLANK},
};

static void test_fits(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buffer name = {0}, text = {0};
        name_fold(str_from(cases[i].name), &name);
        name_fold(str_from(cases[i].text), &text);
        enum term fits = name_fits(buffer_view(&name), buffer_view(&text));
        if (fits != cases[i].fits) {
            fail_msg("%s, %s: %d", cases[i].name, cases[i].text, fits);
        }
        buffer_done(&name);
        buffer_done(&text);
    }
}

static const struct {
    const char *text, *folded;
} foldings[] = {
    {"霞ヶ関", "霞ヶ関"},
    {"霞ケ関", "霞ヶ関"},
    {"霞が関", "霞ヶ関"},
    {"霞ガ関", "霞ヶ関"},
    {"霞ｹ関", "霞ヶ関"},
    {"ケ関", "ケ関"},
    {"関ケ", "関ケ"},
    {"ガス庁舎", "ガス庁舎"},
    {"関ケが", "関ケが"},
    {"", ""},
    {"市ケ谷 霞が関", "市ヶ谷 霞ヶ関"},
    {"Ａ棟", "a棟"},
    {"青山が丘が丘", "青山ヶ丘ヶ丘"},
};

static void test_folding(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(foldings); i++) {
        struct buffer folded = {0}, again = {0};
        name_fold(str_from(foldings[i].text), &folded);
        assert_false(folded.failed);
        if (!str_eq(buffer_view(&folded), str_from(foldings[i].folded))) {
            fail_msg("%s: %.*s", foldings[i].text, STR_FMT(buffer_view(&folded)));
        }
        name_fold(buffer_view(&folded), &again);
        assert_true(str_eq(buffer_view(&folded), buffer_view(&again)));
        buffer_done(&folded);
        buffer_done(&again);
    }
}

static void test_either(void **state) {
    (void)state;
    assert_int_equal(term_or(TERM_NO, TERM_NO), TERM_NO);
    assert_int_equal(term_or(TERM_NO, TERM_BLANK), TERM_BLANK);
    assert_int_equal(term_or(TERM_BLANK, TERM_YES), TERM_YES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
