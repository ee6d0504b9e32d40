#include "notify/mail_message.h"

#include "tests/unit/support/cmocka.h"

static const struct mail_address to[] = {
    {.name = STR("監査"), .box = STR("audit@example.jp"), .domain = STR("example.jp")},
    {.box = STR("second@example.jp"), .domain = STR("example.jp")},
};

static struct mail_message message_make(void) {
    return (struct mail_message){
        .from = {.box = STR("genkyo@example.jp"), .domain = STR("example.jp")},
        .to = to,
        .to_count = ARRAY_LEN(to),
        .subject = STR("新規1件"),
        .body = STR("one\n\r\n.\nlast"),
        .date = STR("2027-04-01T00:30:05+09:00"),
        .message_id = STR("<run-1@example.jp>"),
    };
}

/* base64 of "監査", "新規1件" and "one\r\n\r\n.\r\nlast" by base64(1) */
static const char expected[] = "From: genkyo@example.jp\r\n"
                               "To: =?UTF-8?B?55uj5p+7?=\r\n"
                               " <audit@example.jp>,\r\n"
                               " second@example.jp\r\n"
                               "Date: Thu, 1 Apr 2027 00:30:05 +0900\r\n"
                               "Message-ID: <run-1@example.jp>\r\n"
                               "Subject: =?UTF-8?B?5paw6KaPMeS7tg==?=\r\n"
                               "Auto-Submitted: auto-generated\r\n"
                               "MIME-Version: 1.0\r\n"
                               "Content-Type: text/plain; charset=UTF-8\r\n"
                               "Content-Transfer-Encoding: base64\r\n"
                               "\r\n"
                               "b25lDQoNCi4NCmxhc3Q=\r\n";

static void test_bytes(void **state) {
    const struct mail_message message = message_make();
    struct buffer out = {0};

    (void)state;
    assert_int_equal(mail_message_write(&message, &out, NULL), ERR_OK);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buffer_done(&out);
}

/* Weekdays and days of other zones by cal(1) and date(1). */
static const struct date_case {
    const char *date, *header;
} date_cases[] = {
    {"2027-03-31T15:30:05Z", "Date: Wed, 31 Mar 2027 15:30:05 +0000\r\n"},
    {"2028-02-29T23:59:59-03:30", "Date: Tue, 29 Feb 2028 23:59:59 -0330\r\n"},
    {"2027-01-03T00:00:00+14:00", "Date: Sun, 3 Jan 2027 00:00:00 +1400\r\n"},
};

static void test_dates(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(date_cases); i++) {
        struct mail_message message = message_make();
        struct buffer out = {0};
        message.date = str_from(date_cases[i].date);
        assert_int_equal(mail_message_write(&message, &out, NULL), ERR_OK);
        assert_true(str_contains(buffer_view(&out), str_from(date_cases[i].header)));
        buffer_done(&out);
    }
}

static const struct refused_case {
    struct str date, message_id;
} refused_cases[] = {
    {STR("2027-03-31"), STR("a@b.jp")},
    {STR(""), STR("a@b.jp")},
    {STR("2027-03-31T00:00:00Z\r\nBcc: x@b.jp"), STR("a@b.jp")},
    {STR("2027-03-31T00:00:00Z"), STR("")},
    {STR("2027-03-31T00:00:00Z"), STR("no-at")},
    {STR("2027-03-31T00:00:00Z"), STR("a@b.jp\r\nBcc: x@b.jp")},
    {STR("2027-03-31T00:00:00Z"), STR("<a@b.jp")},
    {STR("2027-03-31T00:00:00Z"), STR("name <a@b.jp>")},
};

static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
        struct mail_message message = message_make();
        struct buffer out = {0};
        message.date = refused_cases[i].date;
        message.message_id = refused_cases[i].message_id;
        if (mail_message_write(&message, &out, NULL) != ERR_USAGE) {
            fail_msg("case %zu was taken", i);
        }
        buffer_done(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
