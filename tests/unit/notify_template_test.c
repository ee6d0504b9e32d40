#include "notify/template.h"

#include "tests/unit/support/cmocka.h"

static const struct notice_line lines[] = {
    {STR("00000000000000a1"), STR("DIF-ATTRIBUTE"), STR("violation"), STR("SV-0001\r\nX: y"), STR_NONE, STR("{title}"),
     STR_NONE, STR_NONE},
};
static const struct notification sample = {
    .title = STR("総務部\n"),
    .as_of = {20908},
    .new_lines = lines,
    .new_count = 1,
    .new_total = 3,
    .resolved_total = 4,
    .continuing = 5,
    .waived = 6,
    .run_count = 0,
    .exit_status = 1,
    .output = STR("/srv/out"),
};

static const struct render_case {
    const char *text, *rendered;
} render_cases[] = {
    {"", ""},
    {"plain 現況 }\n", "plain 現況 }\n"},
    {"{{title}", "{title}"},
    {"{title}|{as_of}|{output}|{status}", "総務部\\x0a|2027-03-31|/srv/out|1"},
    {"{new_count},{resolved_count},{continuing_count},{waived_count},{run_count}", "3,4,5,6,0"},
    {"{subject}", "[総務部\\x0a] 2027-03-31: 3 new, 4 resolved"},
    {"<{run}>", "<>"},
    {"<{head}>", "<総務部\\x0a, as of 2027-03-31>"},
    /* values are not read again */
    {"To do:\n{new}\n.\n", "To do:\nNew: 3\n Violations\n  DIF-ATTRIBUTE  an attribute differs\n"
                           "    SV-0001\\x0d\\x0aX: y: {title} [00000000000000a1]\n    … and 2 more\n.\n"},
    {"{resolved}", "Resolved: 4\n    … and 4 more"},
    {"{known}\n{results}", "Known already: 5 continuing, 6 waived\nStatus 1: done, with findings\nResults: /srv/out\n"
                           "More about a finding: genkyo explain ID --in RESULTS"},
};

static void test_render(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(render_cases); i++) {
        struct buffer out = {0};
        assert_int_equal(template_check(str_from(render_cases[i].text), "t", NULL), ERR_OK);
        assert_int_equal(template_render(str_from(render_cases[i].text), "t", &sample, &out, NULL), ERR_OK);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, render_cases[i].rendered);
        buffer_done(&out);
    }
}

/* {text} is the whole of it. */
static void test_text(void **state) {
    struct buffer text = {0}, out = {0};

    (void)state;
    notification_render_text(&sample, &text);
    assert_int_equal(template_render(STR("{text}\n"), "t", &sample, &out, NULL), ERR_OK);
    assert_true(str_eq(buffer_view(&text), buffer_view(&out)));
    buffer_done(&text);
    buffer_done(&out);
}

static const struct refused_case {
    struct str text;
    enum err_code code;
    uint64_t line, column;
    const char *argument;
} refused_cases[] = {
    {STR("a {nothing} b"), ERR_UNKNOWN_KEY, 1, 3, "nothing"},
    {STR("現況\n件数 {Title}"), ERR_UNKNOWN_KEY, 2, 4, "Title"},
    {STR("{}"), ERR_UNKNOWN_KEY, 1, 1, ""},
    {STR("{title} {title"), ERR_SYNTAX, 1, 9, "{name} or {{"},
    {STR("a\n{"), ERR_SYNTAX, 2, 1, "{name} or {{"},
    {STR("a\xff{title}"), ERR_ENCODING, 1, 2, "UTF-8"},
};

static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
        const struct refused_case *c = &refused_cases[i];
        struct buffer out = {0};
        struct err err = {0};
        assert_int_equal(template_check(c->text, "mail.txt", &err), c->code);
        assert_string_equal(err.file, "mail.txt");
        assert_int_equal(err.line, c->line);
        assert_int_equal(err.column, c->column);
        assert_string_equal(err.arg[0], c->argument);
        assert_int_equal(template_render(c->text, "mail.txt", &sample, &out, NULL), c->code);
        buffer_done(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_render),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
