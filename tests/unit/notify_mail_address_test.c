#include "notify/mail_address.h"

#include "tests/unit/support/cmocka.h"

static const struct address_case {
    const char *text, *name, *box, *domain, *header;
} address_cases[] = {
    {"a@example.jp", "", "a@example.jp", "example.jp", "a@example.jp"},
    {" a@example.jp ", "", "a@example.jp", "example.jp", "a@example.jp"},
    {"<a@example.jp>", "", "a@example.jp", "example.jp", "a@example.jp"},
    {"Audit <a+b@x-y.jp>", "Audit", "a+b@x-y.jp", "x-y.jp", "Audit\r\n <a+b@x-y.jp>"},
    {"\"Audit, IT\" <a@b.jp>", "Audit, IT", "a@b.jp", "b.jp", "=?UTF-8?B?QXVkaXQsIElU?=\r\n <a@b.jp>"},
    {"現況<a@b.jp>", "現況", "a@b.jp", "b.jp", "=?UTF-8?B?54++5rOB?=\r\n <a@b.jp>"},
    {"x <y> <a@b.jp>", "x <y>", "a@b.jp", "b.jp", "=?UTF-8?B?eCA8eT4=?=\r\n <a@b.jp>"},
};

static void test_addresses(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(address_cases); i++) {
        const struct address_case *c = &address_cases[i];
        struct mail_address address;
        struct buffer out = {0};
        assert_int_equal(mail_address_read(str_from(c->text), &address, NULL), ERR_OK);
        assert_true(str_eq(address.name, str_from(c->name)));
        assert_true(str_eq(address.box, str_from(c->box)));
        assert_true(str_eq(address.domain, str_from(c->domain)));
        mail_address_append(&address, 4, &out);
        assert_true(str_eq(buffer_view(&out), str_from(c->header)));
        buffer_done(&out);
    }
}

static const struct str refused[] = {
    STR(""),
    STR("a"),
    STR("@"),
    STR("a@"),
    STR("@example.jp"),
    STR("a@b@example.jp"),
    STR("a b@example.jp"),
    STR("a@exa mple.jp"),
    STR("a@.jp"),
    STR("a@jp."),
    STR("a@[127.0.0.1]"),
    STR("担当@example.jp"),
    STR("a@例.jp"),
    STR("a@example.jp\r\nRCPT TO:<b@example.jp>"),
    STR("x\r\nBcc: b@example.jp <a@example.jp>"),
    STR("a\0b@example.jp"),
    STR("a@example.jp\0"),
    STR("a@example.jp, b@example.jp"),
    STR("<a@example.jp"),
    STR("a@example.jp>"),
    STR("x <a@example.jp> y"),
    STR("\"a\"@example.jp"),
    STR("a<b@example.jp"),
};

static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct mail_address address = {.box = STR("kept")};
        struct err err = {0};
        if (mail_address_read(refused[i], &address, &err) != ERR_USAGE) {
            fail_msg("case %zu was taken", i);
        }
        assert_int_equal(err.code, ERR_USAGE);
        assert_true(str_eq(address.box, STR("kept")));
    }
}

static void test_too_long(void **state) {
    char text[300];

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text + 280, "@example.jp", 11);
    assert_int_equal(mail_address_read((struct str){text, 291}, &(struct mail_address){0}, NULL), ERR_USAGE);
    assert_int_equal(mail_address_read((struct str){text + 37, 254}, &(struct mail_address){0}, NULL), ERR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
