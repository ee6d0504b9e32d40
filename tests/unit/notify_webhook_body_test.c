#include "notify/webhook_body.h"

#include "base/json_read.h"
#include "base/text.h"
#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

static const struct notice_line lines[] = {
    {STR("00000000000000a1"), STR("DIF-ATTRIBUTE"), STR("violation"), STR("<!channel> & [x](http://y)"), STR("3F"),
     STR("a\r\n\"b\"\\"), STR("Sato"), STR("2027-04-30")},
};
static const struct notification sample = {
    .id = STR("4fb5e0a1-0c5e-4a53-9a5e-0f3a6a1c9d10"),
    .language = LANGUAGE_EN,
    .title = STR("Ministry"),
    .as_of = {20908},
    .new_lines = lines,
    .new_count = 1,
    .new_total = 3,
    .continuing = 5,
    .waived = 2,
    .exit_status = 1,
    .output = STR("/srv/out"),
};

static struct json_document *render(enum webhook_form form, const struct notification *notification, size_t *ret_size) {
    struct json_document *document = NULL;
    struct buffer out = {0};

    assert_int_equal(webhook_body_write(form, notification, &out, NULL), ERR_OK);
    assert_true(out.n && out.p[out.n - 1] == '\n' && str_find_char(buffer_view(&out), '\n') == (ptrdiff_t)out.n - 1);
    assert_int_equal(json_parse(buffer_view(&out), "body", &document, NULL), ERR_OK);
    *ret_size = out.n;
    buffer_done(&out);
    return document;
}

static void check_member(const struct json_node *object, const char *key, const char *text) {
    if (!str_eq(json_text(json_get(object, key)), str_from(text))) {
        fail_msg("%s is %.*s", key, STR_FMT(json_text(json_get(object, key))));
    }
}

static void check_number(const struct json_node *object, const char *key, int64_t number) {
    int64_t value;

    assert_true(json_to_integer(json_get(object, key), &value));
    assert_int_equal(value, number);
}

static void test_genkyo(void **state) {
    size_t size;
    CLEANUP(json_document_free_cleanup) struct json_document *document = render(WEBHOOK_GENKYO, &sample, &size);
    const struct json_node *root = json_root(document), *line = json_at(json_get(root, "new"), 0);

    (void)state;
    check_number(root, "format", 1);
    check_member(root, "id", "4fb5e0a1-0c5e-4a53-9a5e-0f3a6a1c9d10");
    check_member(root, "title", "Ministry");
    check_member(root, "as_of", "2027-03-31");
    check_member(root, "language", "en");
    check_member(root, "subject", "[Ministry] 2027-03-31: 3 new");
    check_member(root, "output", "/srv/out");
    check_number(root, "exit_status", 1);
    check_number(json_get(root, "counts"), "new", 3);
    check_number(json_get(root, "counts"), "resolved", 0);
    check_number(json_get(root, "counts"), "continuing", 5);
    check_number(json_get(root, "counts"), "waived", 2);
    assert_int_equal(json_length(json_get(root, "new")), 1);
    assert_int_equal(json_length(json_get(root, "resolved")), 0);
    assert_int_equal(json_length(json_get(root, "run")), 0);
    check_member(line, "id", "00000000000000a1");
    check_member(line, "code", "DIF-ATTRIBUTE");
    check_member(line, "outcome", "violation");
    check_member(line, "subject", "<!channel> & [x](http://y)");
    check_member(line, "place", "3F");
    check_member(line, "owner", "Sato");
    check_member(line, "due", "2027-04-30");
    check_member(line, "message", "a\\x0d\\x0a\"b\"\\");
}

static void test_slack(void **state) {
    size_t size;
    CLEANUP(json_document_free_cleanup) struct json_document *document = render(WEBHOOK_SLACK, &sample, &size);
    const struct json_node *root = json_root(document);
    const struct str text = json_text(json_get(root, "text"));

    (void)state;
    assert_true(str_starts_with(text, STR("[Ministry] 2027-03-31: 3 new\nMinistry, as of 2027-03-31\n\nNew: 3\n")));
    assert_true(str_contains(text, STR("&lt;!channel&gt; &amp; [x](http://y) (3F): a\\x0d\\x0a\"b\"\\ ")));
    assert_int_equal(str_find_char(text, '<'), -1);
    assert_int_equal(json_node_kind(json_get(root, "mrkdwn")), JSON_NODE_FALSE);
}

/* Every line is a text run, and none a text block, which would take what people wrote for Markdown. */
static void test_teams(void **state) {
    size_t size, found = 0;
    CLEANUP(json_document_free_cleanup) struct json_document *document = render(WEBHOOK_TEAMS, &sample, &size);
    const struct json_node *root = json_root(document), *attachment = json_at(json_get(root, "attachments"), 0);
    const struct json_node *card = json_get(attachment, "content"), *body = json_get(card, "body");

    (void)state;
    check_member(root, "type", "message");
    check_member(attachment, "contentType", "application/vnd.microsoft.card.adaptive");
    check_member(card, "type", "AdaptiveCard");
    check_member(card, "version", "1.4");
    for (size_t i = 0; i < json_length(body); i++) {
        const struct json_node *run = json_at(json_get(json_at(body, i), "inlines"), 0);
        check_member(json_at(body, i), "type", "RichTextBlock");
        check_member(run, "type", "TextRun");
        assert_true(json_text(json_get(run, "text")).n > 0);
        found += str_contains(json_text(json_get(run, "text")), STR("[x](http://y)"));
    }
    assert_int_equal(found, 1);
}

/* As many findings as one likes: chat services get what they take, and are told how many more there are. */
static void test_sizes(void **state) {
    static const size_t most[] = {[WEBHOOK_SLACK] = 36000, [WEBHOOK_TEAMS] = 25000, [WEBHOOK_GENKYO] = 400000};
    struct notice_line *many = calloc(1000, sizeof *many);
    struct notification notification = sample;
    char text[900];

    (void)state;
    assert_non_null(many);
    for (size_t i = 0; i < sizeof text; i += 3) {
        memcpy(text + i, "漢", 3);
    }
    for (size_t i = 0; i < 1000; i++) {
        const struct str long_text = {text, sizeof text};
        many[i] = (struct notice_line){STR("id"), STR("X"),  STR("violation"), long_text,
                                       long_text, long_text, long_text,        STR("2027-04-30")};
    }
    notification.new_lines = notification.resolved_lines = notification.run_lines = many;
    notification.new_count = notification.resolved_count = notification.run_count = 1000;
    notification.new_total = notification.resolved_total = 5000;
    for (unsigned form = 0; form < WEBHOOK_FORM_COUNT; form++) {
        size_t size;
        json_document_free(render((enum webhook_form)form, &notification, &size));
        assert_true(size > most[form] / 8 && size <= most[form]);
    }
    free(many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_genkyo),
        cmocka_unit_test(test_slack),
        cmocka_unit_test(test_teams),
        cmocka_unit_test(test_sizes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
