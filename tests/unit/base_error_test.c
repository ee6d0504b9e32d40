#include "base/error.h"

#include "tests/unit/support/cmocka.h"

#include <errno.h>

static void test_fields(void **state) {
    struct err err;

    (void)state;
    memset(&err, 0xFF, sizeof err);
    assert_int_equal(err_at(&err, ERR_VALUE, "policy.yaml", 3, 14, STR("key"), STR("0-100")), ERR_VALUE);
    assert_int_equal(err.code, ERR_VALUE);
    assert_int_equal(err.os_errno, 0);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 14);
    assert_string_equal(err.file, "policy.yaml");
    assert_string_equal(err.arg[0], "key");
    assert_string_equal(err.arg[1], "0-100");
    assert_int_equal(err_set(&err, ERR_BUSY, NULL, STR_NONE, STR_NONE), ERR_BUSY);
    assert_string_equal(err.file, "");
    assert_string_equal(err.arg[0], "");
    assert_int_equal(err.line, 0);
}

static void test_null(void **state) {
    (void)state;
    assert_int_equal(err_set(NULL, ERR_USAGE, "x", STR("a"), STR("b")), ERR_USAGE);
    assert_int_equal(err_no_memory(NULL), ERR_NO_MEMORY);
    errno = EACCES;
    assert_int_equal(err_system(NULL, "x", "open"), ERR_SYSTEM);
}

static void test_system(void **state) {
    static const struct {
        int number;
        enum err_code code;
    } cases[] = {{ENOENT, ERR_NOT_FOUND}, {ENOMEM, ERR_NO_MEMORY}, {EACCES, ERR_SYSTEM}, {ENOSPC, ERR_SYSTEM}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err err;
        errno = cases[i].number;
        assert_int_equal(err_system(&err, "/srv/a", "open"), cases[i].code);
        assert_int_equal(err.code, cases[i].code);
        assert_int_equal(err.os_errno, cases[i].number);
        assert_string_equal(err.file, "/srv/a");
        assert_string_equal(err.arg[0], "open");
    }
}

/* 95 bytes fit. "台" has three: after 93 or fewer bytes none of it may be left, and it fits whole from 92 on. */
static void test_args_cut_at_characters(void **state) {
    (void)state;
    for (size_t lead = 88; lead <= 96; lead++) {
        char text[128], expected[128];
        struct err err;
        memset(text, 'a', lead);
        memcpy(text + lead, "台帳", 7);
        err_set(&err, ERR_USAGE, NULL, str_from(text), STR_NONE);
        memcpy(expected, text, sizeof expected);
        expected[lead + 6 <= 95 ? lead + 6 : lead + 3 <= 95 ? lead + 3 : lead <= 95 ? lead : 95] = '\0';
        assert_string_equal(err.arg[0], expected);
    }
}

static void test_arg_of_broken_bytes(void **state) {
    char text[128];
    struct err err;

    (void)state;
    memset(text, 0x80, sizeof text);
    err_set(&err, ERR_USAGE, NULL, STR_NONE, (struct str){text, sizeof text});
    assert_int_equal(strlen(err.arg[1]), 95);
}

static void test_long_file_keeps_its_end(void **state) {
    char path[300];
    struct err err;

    (void)state;
    memset(path, 'd', sizeof path);
    strcpy(path + 250, "/devices.csv");
    err_set(&err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE);
    assert_int_equal(strlen(err.file), 127);
    assert_memory_equal(err.file, "…d", 4);
    assert_string_equal(err.file + 127 - 12, "/devices.csv");
    path[127] = '\0';
    err_set(&err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE);
    assert_string_equal(err.file, path);
}

static void test_long_file_of_characters(void **state) {
    /* 127 - 3 for the mark leaves 124 bytes: 41 whole characters of three. */
    char path[3 * 60 + 1] = "";
    char expected[3 * 42 + 1] = "…";
    struct err err;

    (void)state;
    for (int i = 0; i < 60; i++) {
        strcat(path, "庫");
    }
    for (int i = 0; i < 41; i++) {
        strcat(expected, "庫");
    }
    err_set(&err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE);
    assert_string_equal(err.file, expected);
}

static void test_own_texts_as_arguments(void **state) {
    struct err err;

    (void)state;
    err_set(&err, ERR_USAGE, "file", STR("first"), STR("second"));
    err_set(&err, ERR_COLLISION, err.file, str_from(err.arg[1]), str_from(err.arg[0]));
    assert_string_equal(err.file, "file");
    assert_string_equal(err.arg[0], "second");
    assert_string_equal(err.arg[1], "first");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_null),
        cmocka_unit_test(test_system),
        cmocka_unit_test(test_args_cut_at_characters),
        cmocka_unit_test(test_arg_of_broken_bytes),
        cmocka_unit_test(test_long_file_keeps_its_end),
        cmocka_unit_test(test_long_file_of_characters),
        cmocka_unit_test(test_own_texts_as_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
