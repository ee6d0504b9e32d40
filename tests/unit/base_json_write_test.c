#include "base/json_write.h"

#include "base/buffer.h"
#include "base/file.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Runs WRITE on a writer and compares what it wrote. */
static void check_written(void (*write)(struct json_writer *writer), unsigned indent, const char *expected) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_writer_free_cleanup) struct json_writer *writer = NULL;
    struct output *output = NULL;
    struct str bytes = STR_NONE;

    assert_int_equal(output_create(AT_FDCWD, "out", &output, NULL), ERR_OK);
    writer = json_writer_new(output, indent);
    write(writer);
    assert_int_equal(output_close(output, false, NULL, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "out", 1 << 20, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlink("out"), 0);
    assert_string_equal(bytes.p, expected);
    assert_int_equal(bytes.n, strlen(expected));
}

static void write_nested(struct json_writer *writer) {
    json_begin_object(writer);
    json_member_string(writer, "name", STR("x"));
    json_key(writer, "list");
    json_begin_array(writer);
    json_write_number(writer, -1);
    json_begin_object(writer);
    json_end_object(writer);
    json_begin_array(writer);
    json_end_array(writer);
    json_write_null(writer);
    json_write_bool(writer, true);
    json_end_array(writer);
    json_member_number(writer, "max", INT64_MAX);
    json_member_number(writer, "min", INT64_MIN);
    json_member_bool(writer, "no", false);
    json_key(writer, "half");
    json_write_decimal(writer, STR("0.5"));
    json_end_object(writer);
}

static void test_nesting(void **state) {
    (void)state;
    check_written(write_nested, 0,
                  "{\"name\":\"x\",\"list\":[-1,{},[],null,true],\"max\":9223372036854775807,"
                  "\"min\":-9223372036854775808,\"no\":false,\"half\":0.5}");
    check_written(write_nested, 2,
                  "{\n  \"name\": \"x\",\n  \"list\": [\n    -1,\n    {},\n    [],\n    null,\n    true\n  ],\n"
                  "  \"max\": 9223372036854775807,\n  \"min\": -9223372036854775808,\n  \"no\": false,\n"
                  "  \"half\": 0.5\n}");
}

static void write_lines(struct json_writer *writer) {
    json_begin_object(writer);
    json_end_object(writer);
    json_newline(writer);
    json_begin_array(writer);
    json_write_null(writer);
    json_end_array(writer);
    json_newline(writer);
    json_write_string(writer, STR(""));
    json_newline(writer);
}

static void test_lines(void **state) {
    (void)state;
    check_written(write_lines, 0, "{}\n[null]\n\"\"\n");
}

static void write_deep(struct json_writer *writer) {
    for (int i = 0; i < 64; i++)
        json_begin_array(writer);
    for (int i = 0; i < 64; i++)
        json_end_array(writer);
}

static void test_deep(void **state) {
    char expected[129] = "";

    (void)state;
    memset(expected, '[', 64);
    memset(expected + 64, ']', 64);
    check_written(write_deep, 0, expected);
}

static const struct text_case {
    struct str text;
    const char *json;
} text_cases[] = {
    {STR(""), ""},
    {STR("a/b<c>'"), "a/b<c>'"},
    {STR("\"\\"), "\\\"\\\\"},
    {STR("\b\f\n\r\t"), "\\b\\f\\n\\r\\t"},
    {STR("\0\x01\x1f\x7f"), "\\u0000\\u0001\\u001f\x7f"},
    {STR("台帳\n①"), "台帳\\n①"},
    {STR("\xf0\xa0\xae\xb7"), "\xf0\xa0\xae\xb7"},
    /* U+2027 to U+202A: the two in the middle end lines in JavaScript */
    {STR("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa"},
    /* malformed: a lone trail byte, an overlong form, a surrogate, a cut character */
    {STR("a\x80z"), "a\xef\xbf\xbdz"},
    {STR("\xc0\xaf\n"), "\xef\xbf\xbd\xef\xbf\xbd\\n"},
    {STR("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {STR("x\xe2\x80"), "x\xef\xbf\xbd\xef\xbf\xbd"},
};

static void write_texts(struct json_writer *writer) {
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
        json_write_string(writer, text_cases[i].text);
        json_newline(writer);
    }
}

static void test_texts(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str expected = STR("");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++)
        expected = arena_printf(arena, "%.*s\"%s\"\n", STR_FMT(expected), text_cases[i].json);
    check_written(write_texts, 0, expected.p);
}

/* ASCII by RFC 8259: what must be escaped is, with the short escape where there is one. */
static void append_as_ruled(struct buffer *out, char c) {
    static const char short_for[] = "\bb\ff\nn\rr\tt\"\"\\\\";

    for (size_t i = 0; i + 1 < sizeof short_for; i += 2) {
        if (short_for[i] == c) {
            buffer_append_char(out, '\\');
            buffer_append_char(out, short_for[i + 1]);
            return;
        }
    }
    if ((unsigned char)c < 0x20) {
        buffer_printf(out, "\\u%04x", (unsigned)c);
    } else {
        buffer_append_char(out, c);
    }
}

/* Every ASCII byte at every place of texts of every length around the eight bytes that are looked at together, in ASCII
 * and among Japanese. */
static void test_every_place(void **state) {
    static const char *const around[] = {"x", "\xe6\x97\xa5", "\xe2\x80\x9c"};
    CLEANUP(buffer_done) struct buffer text = {0}, expected = {0};
    struct output *output = NULL;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    CLEANUP(json_writer_free_cleanup) struct json_writer *writer = json_writer_new(output, 0);
    for (unsigned byte = 0; byte < 0x80; byte++) {
        for (size_t n = 0; n < 20; n++) {
            for (size_t place = 0; place < n * ARRAY_LEN(around); place++) {
                buffer_reset(&text);
                buffer_reset(&expected);
                buffer_append_char(&expected, '"');
                for (size_t i = 0; i < n; i++) {
                    if (i == place % n) {
                        buffer_append_char(&text, (char)byte);
                        append_as_ruled(&expected, (char)byte);
                    }
                    buffer_append_cstr(&text, around[place / n]);
                    buffer_append_cstr(&expected, around[place / n]);
                }
                buffer_append_char(&expected, '"');
                json_write_string(writer, buffer_view(&text));
                assert_true(str_eq(output_bytes(output), buffer_view(&expected)));
                output_reset(output);
            }
        }
    }
    output_abandon(output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting), cmocka_unit_test(test_lines),       cmocka_unit_test(test_deep),
        cmocka_unit_test(test_texts),   cmocka_unit_test(test_every_place),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
