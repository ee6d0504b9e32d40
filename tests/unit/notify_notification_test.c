#include "notify/notification.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

static const struct notice_line new_lines[] = {
    {STR("00000000000000a1"), STR("DIF-ATTRIBUTE"), STR("violation"), STR("SV-0001"), STR("本省A棟3階"),
     STR("所在が異なる"), STR_NONE, STR_NONE},
    {STR("00000000000000a2"), STR("DIF-ATTRIBUTE"), STR("notice"), STR("PC-0001"), STR_NONE, STR("移動中"), STR("佐藤"),
     STR_NONE},
    {STR("00000000000000a3"), STR("DIF-ATTRIBUTE"), STR("violation"), STR("SV-0002"), STR_NONE, STR("型番が異なる"),
     STR_NONE, STR("2027-04-30")},
    {STR("00000000000000a4"), STR("SUP-ENDED"), STR("violation"), STR("SV-0002"), STR_NONE, STR("サポート切れ"),
     STR_NONE, STR_NONE},
    {STR("00000000000000a5"), STR("X-OTHER"), STR("strange"), STR("SV-0003"), STR_NONE, STR("?"), STR_NONE, STR_NONE},
};
static const struct notice_line resolved_lines[] = {
    {STR("00000000000000b1"), STR("DIF-MISSING"), STR("violation"), STR("SV-0009"), STR_NONE, STR("gone"),
     STR("会計課\n佐藤"), STR("2027-04-30")},
};
static const struct notice_line run_lines[] = {
    {STR("00000000000000c1"), STR("RUN-WAIVER"), STR("notice"), STR("SV-0004"), STR_NONE, STR("expired"), STR_NONE,
     STR_NONE},
    {STR_NONE, STR_NONE, STR_NONE, STR("scan"), STR_NONE, STR("failed"), STR_NONE, STR_NONE},
};

/* 2027-03-31 */
static const struct notification full = {
    .title = STR("総務部"),
    .as_of = {20908},
    .new_lines = new_lines,
    .new_count = ARRAY_LEN(new_lines),
    .new_total = 7,
    .resolved_lines = resolved_lines,
    .resolved_count = ARRAY_LEN(resolved_lines),
    .resolved_total = ARRAY_LEN(resolved_lines),
    .run_lines = run_lines,
    .run_count = ARRAY_LEN(run_lines),
    .continuing = 120,
    .waived = 4,
    .exit_status = 3,
    .output = STR("/srv/out"),
};

static const struct text_case {
    enum language language;
    const char *subject, *text;
} text_cases[] = {
    {LANGUAGE_EN, "[総務部] 2027-03-31: 7 new, 1 resolved, 2 about the run",
     "総務部, as of 2027-03-31\n"
     "\n"
     "About the run: 2\n"
     "  RUN-WAIVER  a waiver needs attention\n"
     "    SV-0004: expired [00000000000000c1]\n"
     "  Steps that were not done\n"
     "    scan: failed\n"
     "\n"
     "New: 7\n"
     " Violations\n"
     "  DIF-ATTRIBUTE  an attribute differs\n"
     "    SV-0001 (本省A棟3階): 所在が異なる [00000000000000a1]\n"
     "    SV-0002: 型番が異なる [00000000000000a3] (due 2027-04-30)\n"
     "  SUP-ENDED  support has ended\n"
     "    SV-0002: サポート切れ [00000000000000a4]\n"
     " Notices\n"
     "  DIF-ATTRIBUTE  an attribute differs\n"
     "    PC-0001: 移動中 [00000000000000a2] (owner 佐藤)\n"
     " Others\n"
     "  X-OTHER\n"
     "    SV-0003: ? [00000000000000a5]\n"
     "    … and 2 more\n"
     "\n"
     "Resolved: 1\n"
     "  DIF-MISSING  documented, but gone\n"
     "    SV-0009: gone [00000000000000b1] (owner 会計課\\x0a佐藤, due 2027-04-30)\n"
     "\n"
     "Known already: 120 continuing, 4 waived\n"
     "Status 3: done in part\n"
     "Results: /srv/out\n"
     "More about a finding: genkyo explain ID --in RESULTS\n"},
    {LANGUAGE_JA, "【総務部】2027-03-31 新規7件、解消1件、実行の通知2件",
     "総務部　基準日 2027-03-31\n"
     "\n"
     "実行について: 2件\n"
     "  RUN-WAIVER　保留（適用除外）の確認\n"
     "    SV-0004: expired [00000000000000c1]\n"
     "  完了しなかった処理\n"
     "    scan: failed\n"
     "\n"
     "新規: 7件\n"
     " 違反\n"
     "  DIF-ATTRIBUTE　台帳の記載と現況の相違\n"
     "    SV-0001（本省A棟3階）: 所在が異なる [00000000000000a1]\n"
     "    SV-0002: 型番が異なる [00000000000000a3]（期限 2027-04-30）\n"
     "  SUP-ENDED　サポート切れ\n"
     "    SV-0002: サポート切れ [00000000000000a4]\n"
     " 注意\n"
     "  DIF-ATTRIBUTE　台帳の記載と現況の相違\n"
     "    PC-0001: 移動中 [00000000000000a2]（担当 佐藤）\n"
     " その他\n"
     "  X-OTHER\n"
     "    SV-0003: ? [00000000000000a5]\n"
     "    … ほか2件\n"
     "\n"
     "解消: 1件\n"
     "  DIF-MISSING　台帳にあるが現物がない\n"
     "    SV-0009: gone [00000000000000b1]（担当 会計課\\x0a佐藤、期限 2027-04-30）\n"
     "\n"
     "既知: 継続120件、保留4件\n"
     "終了状態3: 一部未完了\n"
     "結果: /srv/out\n"
     "指摘の詳細: genkyo explain 識別子 --in 結果\n"},
};

static void check_text(struct buffer *out, const char *expected) {
    buffer_append_char(out, '\0');
    assert_false(out->failed);
    assert_string_equal(out->p, expected);
    buffer_done(out);
}

static void test_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
        struct notification notification = full;
        struct buffer subject = {0}, text = {0};
        notification.language = text_cases[i].language;
        notification_render_subject(&notification, &subject);
        check_text(&subject, text_cases[i].subject);
        notification_render_text(&notification, &text);
        check_text(&text, text_cases[i].text);
    }
}

static void test_nothing(void **state) {
    const struct notification quiet = {.as_of = {20908}, .continuing = 3};
    struct buffer subject = {0}, text = {0};

    (void)state;
    assert_false(notification_has_news(&quiet));
    notification_render_subject(&quiet, &subject);
    check_text(&subject, "[genkyo] 2027-03-31: nothing changed");
    notification_render_text(&quiet, &text);
    check_text(&text, "genkyo, as of 2027-03-31\n\nKnown already: 3 continuing, 0 waived\n"
                      "Status 0: done, nothing that counts was found\n");
}

static void test_news(void **state) {
    (void)state;
    assert_true(notification_has_news(&(struct notification){.new_total = 1}));
    assert_true(notification_has_news(&(struct notification){.resolved_total = 1}));
    assert_true(notification_has_news(&(struct notification){.run_lines = run_lines, .run_count = 1}));
    assert_false(notification_has_news(&(struct notification){.continuing = 9, .waived = 9, .exit_status = 1}));
}

/* Every text of other people: it must not make lines of its own, nor reach a terminal. */
static const struct str hostile[] = {
    STR("a\r\nInjected: line"),
    STR("\x1b]0;title\a\x9b"
        "31m"),
    STR("\xff\xfe\xc3"),
    STR("\xe2\x80\xae"
        "evil"),
    STR("nul\0inside"),
    STR("{0}{1}{9}%s%n"),
};

static size_t count_lines(struct str text) {
    size_t lines = 0;

    for (size_t i = 0; i < text.n; i++) {
        lines += text.p[i] == '\n';
    }
    return lines;
}

static void check_clean(struct str text) {
    assert_int_equal(text_first_invalid(text), SIZE_MAX);
    for (size_t i = 0; i < text.n; i++) {
        assert_true((unsigned char)text.p[i] >= ' ' || text.p[i] == '\n');
    }
    assert_int_equal(str_find(text, STR("\xe2\x80\xae")), -1);
}

static void test_hostile(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        const struct str bad = hostile[i];
        const struct notice_line line = {bad, bad, bad, bad, bad, bad, bad, bad};
        const struct notification notification = {.title = bad,
                                                  .new_lines = &line,
                                                  .new_count = 1,
                                                  .new_total = 1,
                                                  .run_lines = &line,
                                                  .run_count = 1,
                                                  .output = bad};
        struct buffer subject = {0}, text = {0};
        notification_render_subject(&notification, &subject);
        assert_int_equal(count_lines(buffer_view(&subject)), 0);
        check_clean(buffer_view(&subject));
        notification_render_text(&notification, &text);
        /* head, two parts of three and four lines with a blank one before each, the end */
        assert_int_equal(count_lines(buffer_view(&text)), 1 + 4 + 5 + 5);
        check_clean(buffer_view(&text));
        buffer_done(&subject);
        buffer_done(&text);
    }
}

/* A thousand findings with texts of a megabyte are as many lines as are allowed, and none is long. */
static void test_bounds(void **state) {
    const size_t size = (size_t)1 << 20, count = 1000;
    char *text = malloc(size);
    struct notice_line *lines = calloc(count, sizeof *lines);
    struct notification notification = {.new_lines = lines, .new_count = count, .new_total = 123456};
    struct buffer out = {0};
    struct str rest, line;

    (void)state;
    assert_true(text && lines);
    memset(text, 'x', size);
    for (size_t i = 0; i < count; i++) {
        const struct str long_text = {text, size};
        lines[i] = (struct notice_line){
            long_text, STR("DIF-ATTRIBUTE"), STR("violation"), long_text, long_text, long_text, long_text, long_text};
    }
    notification_render_text(&notification, &out);
    assert_int_equal(count_lines(buffer_view(&out)), 1 + 4 + NOTIFICATION_LINES_MAX + 1 + 3);
    assert_true(str_contains(buffer_view(&out), STR("    … and 123406 more\n")));
    rest = buffer_view(&out);
    while (str_cut(&rest, '\n', &line)) {
        assert_true(text_count(line) <= NOTIFICATION_MESSAGE_MAX + 5 * (NOTIFICATION_NAME_MAX + 8));
    }
    buffer_reset(&out);
    notification_render_brief(&notification, 0, &out);
    assert_true(str_contains(buffer_view(&out), STR("    … and 123456 more\n")));
    buffer_done(&out);
    free(lines);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),   cmocka_unit_test(test_nothing), cmocka_unit_test(test_news),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
