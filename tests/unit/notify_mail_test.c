#include "notify/mail.h"

#include "tests/unit/support/cmocka.h"

static const struct str to[MAIL_RECIPIENTS_MAX + 1] = {
    [0 ... MAIL_RECIPIENTS_MAX] = STR("audit@example.jp"),
};
static const struct str bad_to[] = {STR("audit@example.jp"), STR("audit@example.jp\nRCPT TO:<x@example.jp>")};

/* Members in their order, which the usual ones share. */
#define SETTINGS(HOST, SECURITY, USER, PASSWORD, FROM, TO, TO_COUNT, ATTEMPTS, TIMEOUT_MS)                             \
    { HOST, 0, SECURITY, STR_NONE, USER, PASSWORD, FROM, TO, TO_COUNT, ATTEMPTS, TIMEOUT_MS, 1 }

static const struct settings_case {
    const char *refused; /* NULL: fine */
    struct mail_settings settings;
} settings_cases[] = {
    {NULL,
     SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR("audit"), STR("correct horse"), STR("genkyo@example.jp"),
                    to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("2001:db8::25"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("127.0.0.1"), MAIL_PLAIN, STR("audit"), STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("::1"), MAIL_PLAIN, STR("audit"), STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("mail.example.jp"), MAIL_PLAIN, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {NULL, SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to,
                    MAIL_RECIPIENTS_MAX, 1, 1000)},
    {"plain",
     SETTINGS(STR("mail.example.jp"), MAIL_PLAIN, STR("audit"), STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"plain",
     SETTINGS(STR("127.example.jp"), MAIL_PLAIN, STR("audit"), STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"user, password", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR("audit\r\nQUIT"), STR_NONE,
                                STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"user, password", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR("audit"), STR("correct\nhorse"),
                                STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"user, password", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR("audit"), STR("correct\0horse"),
                                STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"", SETTINGS(STR_NONE, MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"mail example.jp",
     SETTINGS(STR("mail example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"mail.example.jp/x",
     SETTINGS(STR("mail.example.jp/x"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"mail.example.jp:25",
     SETTINGS(STR("mail.example.jp:25"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"user@mail.example.jp", SETTINGS(STR("user@mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE,
                                      STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"[::1]", SETTINGS(STR("[::1]"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 1000)},
    {"to",
     SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 0, 1, 1000)},
    {"to", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to,
                    MAIL_RECIPIENTS_MAX + 1, 1, 1000)},
    {"audit@example.jp\nRCPT TO:<x@example.jp>",
     SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), bad_to, 2, 1, 1000)},
    {"", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR_NONE, to, 1, 1, 1000)},
    {"0",
     SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 0, 1000)},
    {"0", SETTINGS(STR("mail.example.jp"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), to, 1, 1, 0)},
};

static void test_settings(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(settings_cases); i++) {
        const struct settings_case *c = &settings_cases[i];
        struct err err = {0};
        enum err_code code = mail_settings_check(&c->settings, &err);
        if (code != (c->refused ? ERR_USAGE : ERR_OK)) {
            fail_msg("case %zu gives %d", i, (int)code);
        }
        if (c->refused) {
            assert_string_equal(err.arg[0], c->refused);
            assert_null(strstr(err.arg[1], "horse"));
        }
    }
}

/* What is refused is refused before anybody is connected to: the address is that of nobody. */
static void test_sending_checks(void **state) {
    const struct mail_settings bad =
        SETTINGS(STR("192.0.2.1"), MAIL_STARTTLS, STR_NONE, STR_NONE, STR("genkyo@example.jp"), bad_to, 2, 1, 1000);
    struct mail_settings good = bad;

    (void)state;
    assert_int_equal(mail_send(&bad, STR("s"), STR("b"), STR("2027-03-31T00:00:00Z"), STR("a@b.jp"), NULL), ERR_USAGE);
    good.to_count = 1;
    assert_int_equal(mail_send(&good, STR("s"), STR("b"), STR("yesterday"), STR("a@b.jp"), NULL), ERR_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_settings), cmocka_unit_test(test_sending_checks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
