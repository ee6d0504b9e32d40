#include "findings/error_text.h"

#include "tests/unit/support/cmocka.h"

#include <errno.h>

static const struct render_case {
    struct err err;
    enum language language;
    const char *text;
} render_cases[] = {
    {{.code = ERR_VALUE, .file = "policy.yaml", .line = 3, .column = 11, .arg = {"timezone", "UTC"}},
     LANGUAGE_EN,
     "policy.yaml:3:11: “timezone” has a value that is not allowed; allowed: UTC"},
    {{.code = ERR_VALUE, .file = "policy.yaml", .line = 3, .column = 11, .arg = {"timezone", "UTC"}},
     LANGUAGE_JA,
     "policy.yaml:3:11: 「timezone」の値が正しくありません（指定できる値: UTC）"},
    {{.code = ERR_SYNTAX, .file = "a.csv", .line = 2, .arg = {"x"}}, LANGUAGE_EN, "a.csv:2: it cannot be read here: x"},
    {{.code = ERR_SYNTAX, .file = "a.csv", .column = 2, .arg = {"x"}}, LANGUAGE_EN, "a.csv: it cannot be read here: x"},
    {{.code = ERR_SYNTAX, .file = "a.yaml", .line = 2, .column = 1, .arg = {"did not find expected key"}},
     LANGUAGE_JA,
     "a.yaml:2:1: この位置で読み取れません: キーがありません（字下げを確かめてください）"},
    {{.code = ERR_SYNTAX, .file = "a.yaml", .line = 2, .arg = {"something new"}},
     LANGUAGE_JA,
     "a.yaml:2: この位置で読み取れません: something new"},
    {{.code = ERR_NO_MEMORY}, LANGUAGE_JA, "メモリが不足しています"},
    {{.code = ERR_SYSTEM, .os_errno = EACCES, .file = "台帳", .arg = {"open"}},
     LANGUAGE_EN,
     "台帳: the system refused (open): Permission denied"},
    {{.code = ERR_SYSTEM, .os_errno = EACCES, .file = "台帳", .arg = {"open"}},
     LANGUAGE_JA,
     "台帳: システムの処理に失敗しました（open）: アクセス権がありません"},
    {{.code = ERR_SYSTEM, .os_errno = EDOM, .arg = {"open"}},
     LANGUAGE_JA,
     "システムの処理に失敗しました（open）: Numerical argument out of domain"},
    {{.code = ERR_SYSTEM, .os_errno = 99999, .arg = {"open"}}, LANGUAGE_EN, "the system refused (open): ?"},
    {{.code = ERR_UNKNOWN_KEY, .file = "a\x1b]b", .arg = {"{1}\n"}},
     LANGUAGE_EN,
     "a\\x1b]b: the key “{1}\\x0a” is not known"},
    {{.code = ERR_ID_TWICE, .file = "devices.csv", .arg = {"d-1", "device_id"}},
     LANGUAGE_EN,
     "devices.csv: several rows have “d-1” as their device_id; each needs one of its own"},
};

static void test_render(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(render_cases); i++) {
        struct buffer out = {0};
        error_render(&render_cases[i].err, render_cases[i].language, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, render_cases[i].text);
        buffer_done(&out);
    }
}

/* Each code has a sentence of its own in each language, and both say the same arguments. */
static void test_complete(void **state) {
    (void)state;
    for (unsigned i = 0; i < ERR_CODE_COUNT; i++) {
        const struct err err = {.code = (enum err_code)i, .os_errno = EIO, .arg = {"argument 0", "argument 1"}};
        struct buffer texts[LANGUAGE_COUNT] = {{0}};
        for (unsigned language = 0; language < LANGUAGE_COUNT; language++) {
            error_render(&err, (enum language)language, &texts[language]);
            assert_true(texts[language].n > 0);
            assert_int_equal(str_find_char(buffer_view(&texts[language]), '{'), -1);
        }
        assert_false(str_eq(buffer_view(&texts[LANGUAGE_EN]), buffer_view(&texts[LANGUAGE_JA])));
        for (size_t k = 0; k < 2; k++) {
            assert_int_equal(str_contains(buffer_view(&texts[LANGUAGE_EN]), str_from(err.arg[k])),
                             str_contains(buffer_view(&texts[LANGUAGE_JA]), str_from(err.arg[k])));
        }
        buffer_done(&texts[LANGUAGE_EN]);
        buffer_done(&texts[LANGUAGE_JA]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
