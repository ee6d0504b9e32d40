#include "report/ical_write.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

#define TEN     "0123456789"
#define HIGH    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

/* The lines that WRITE_ONE leaves; the caller abandons the output. */
static struct output *written(const char *name, struct str text) {
    struct ical_writer ical = {0};

    assert_int_equal(output_in_memory(&ical.output, NULL), ERR_OK);
    ical_write_text(&ical, name, text);
    assert_int_equal(ical_writer_error(&ical, NULL), ERR_OK);
    ical_writer_done(&ical);
    return ical.output;
}

/* RFC 5545: TEXT in 3.3.11, content lines in 3.1. */
static void test_text(void **state) {
    static const struct {
        struct str text;
        const char *line;
    } cases[] = {
        {STR(""), "X:\r\n"},
        {STR("a,b;c\\d:e\"f"), "X:a\\,b\\;c\\\\d:e\"f\r\n"},
        {STR("一行\n二行"), "X:一行\\n二行\r\n"},
        {STR("a\r\nb\tc\x01"
             "d\x7f"),
         "X:a \\nb\tc d \r\n"},
        /* a line of 75 octets stays one; the blank of the next counts in it */
        {STR(SEVENTY "abc"), "X:" SEVENTY "abc\r\n"},
        {STR(SEVENTY "abcd"), "X:" SEVENTY "abc\r\n d\r\n"},
        {STR(SEVENTY "abc" SEVENTY "wxyz"), "X:" SEVENTY "abc\r\n " SEVENTY "wxyz\r\n"},
        {STR(SEVENTY "abc" SEVENTY "wxyz!"), "X:" SEVENTY "abc\r\n " SEVENTY "wxyz\r\n !\r\n"},
        /* no character is cut: of three bytes one or two would have fitted */
        {STR(SEVENTY "ab日"), "X:" SEVENTY "ab\r\n 日\r\n"},
        {STR(SEVENTY "a日"), "X:" SEVENTY "a\r\n 日\r\n"},
        {STR(SEVENTY "日"), "X:" SEVENTY "日\r\n"},
        {STR(SEVENTY "𠮷"), "X:" SEVENTY "\r\n 𠮷\r\n"},
        /* what is no UTF-8 comes to an end */
        {STR(HIGH HIGH HIGH HIGH HIGH HIGH HIGH "\x80\x80\x80"
                                                "!"),
         "X:" HIGH HIGH HIGH HIGH HIGH HIGH HIGH "\x80\x80\x80"
         "\r\n !\r\n"},
        {STR("a" HIGH HIGH HIGH HIGH HIGH HIGH HIGH HIGH), "X:a" HIGH HIGH HIGH HIGH HIGH HIGH HIGH "\x80\x80"
                                                           "\r\n "
                                                           "\x80\x80\x80\x80\x80\x80\x80\x80"
                                                           "\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct output *output = written("X", cases[i].text);
        if (!str_eq(output_bytes(output), str_from(cases[i].line))) {
            fail_msg("%zu: %.*s", i, STR_FMT(output_bytes(output)));
        }
        output_abandon(output);
    }
}

/* Texts of any length: lines of at most 75 octets, characters whole; of long ones a thousand bytes and a mark. */
static void test_lines(void **state) {
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    for (unsigned n = 0; n < 400; n++) {
        struct output *output = written("DESCRIPTION", buffer_view(&text));
        struct str rest = output_bytes(output), line;
        while (rest.n && str_cut(&rest, '\n', &line)) {
            assert_true(line.n <= 76 && line.p[line.n - 1] == '\r'); /* with the CR */
            assert_true(text_first_invalid(line) == SIZE_MAX);
        }
        assert_true(output_size(output) < 1100 + 3 * 20);
        output_abandon(output);
        buffer_append_cstr(&text, n % 3 ? "漢" : n % 2 ? "é" : "a");
    }
}

static void test_values(void **state) {
    struct ical_writer ical = {0};
    struct date day;

    (void)state;
    assert_true(date_from_civil((struct civil){2028, 2, 29}, &day));
    assert_int_equal(output_in_memory(&ical.output, NULL), ERR_OK);
    ical_write(&ical, "BEGIN", "VEVENT");
    ical_write_date(&ical, "DTSTART;VALUE=DATE", day);
    ical_write_midnight(&ical, "DTSTAMP", day);
    assert_true(str_eq(output_bytes(ical.output),
                       STR("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20280229\r\nDTSTAMP:20280229T000000Z\r\n")));
    ical_writer_done(&ical);
    output_abandon(ical.output);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
