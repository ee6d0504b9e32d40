#include "base/xlsx_value.h"

#include "tests/unit/support/cmocka.h"

struct number_case {
    const char *number;
    enum xlsx_format format;
    bool is_1904;
    const char *text;
};

/* Dates as Excel shows them, by the table of ECMA-376 18.17.4.1 and by hand. */
static const struct number_case number_cases[] = {
    {"46477", XLSX_NUMBER, false, "46477"},
    {"46477", XLSX_DATE, false, "2027-03-31"},
    {"4.6477E4", XLSX_DATE, false, "2027-03-31"},
    {"46477.000000000007", XLSX_DATE, false, "2027-03-31"},
    {"46476.99999999999", XLSX_DATE, false, "2027-03-31"},
    {"46477.375", XLSX_DATE, false, "2027-03-31 09:00:00"},
    {"46477.999988425923", XLSX_DATE, false, "2027-03-31 23:59:59"},
    {"0", XLSX_DATE, false, "1900-01-00"},
    {"1", XLSX_DATE, false, "1900-01-01"},
    {"59", XLSX_DATE, false, "1900-02-28"},
    {"60", XLSX_DATE, false, "1900-02-29"},
    {"61", XLSX_DATE, false, "1900-03-01"},
    {"25569", XLSX_DATE, false, "1970-01-01"},
    {"2958465", XLSX_DATE, false, "9999-12-31"},
    {"2958466", XLSX_DATE, false, "2958466"},
    {"99999999999", XLSX_DATE, false, "99999999999"},
    {"-1", XLSX_DATE, false, "-1"},
    {"0", XLSX_DATE, true, "1904-01-01"},
    {"60", XLSX_DATE, true, "1904-03-01"},
    {"45015", XLSX_DATE, true, "2027-03-31"},
    {"0.5", XLSX_TIME, false, "12:00:00"},
    {"0.75", XLSX_DATE, false, "18:00:00"},
    {"0", XLSX_TIME, false, "00:00:00"},
    {"1.5", XLSX_TIME, false, "1900-01-01 12:00:00"},
    {"0", XLSX_NUMBER, false, "0"},
    {"-0", XLSX_NUMBER, false, "0"},
    {"-12", XLSX_NUMBER, false, "-12"},
    {"+12", XLSX_NUMBER, false, "12"},
    {"007", XLSX_NUMBER, false, "7"},
    {"16384", XLSX_NUMBER, false, "16384"},
    {"1E3", XLSX_NUMBER, false, "1000"},
    {"1.2E+3", XLSX_NUMBER, false, "1200"},
    {"1E-3", XLSX_NUMBER, false, "0.001"},
    {"1.5e-8", XLSX_NUMBER, false, "0.000000015"},
    {"0.1", XLSX_NUMBER, false, "0.1"},
    {"0.30000000000000004", XLSX_NUMBER, false, "0.3"},
    {"1.1000000000000001", XLSX_NUMBER, false, "1.1"},
    {"99.999999999999997", XLSX_NUMBER, false, "100"},
    {"12.5", XLSX_NUMBER, false, "12.5"},
    {".5", XLSX_NUMBER, false, "0.5"},
    {"9007199254740991", XLSX_NUMBER, false, "9007199254740991"},
    {"9.0071992547409910E15", XLSX_NUMBER, false, "9007199254740991"},
    {"1.2345678901234567E+19", XLSX_NUMBER, false, "12345678901234600000"},
    {"1E+30", XLSX_NUMBER, false, "1E+30"},
    {"1.7976931348623157E+308", XLSX_NUMBER, false, "1.79769313486232E+308"},
    {"2.5E-12", XLSX_NUMBER, false, "2.5E-12"},
    {"0x10", XLSX_NUMBER, false, "0x10"},
    {"nan", XLSX_DATE, false, "nan"},
    {"1,5", XLSX_DATE, false, "1,5"},
    {"1E", XLSX_NUMBER, false, "1E"},
    {"1E99999", XLSX_NUMBER, false, "1E99999"},
    {"-", XLSX_NUMBER, false, "-"},
};

static void test_numbers(void **state) {
    struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(number_cases); i++) {
        const struct number_case *c = &number_cases[i];
        buffer_reset(&out);
        xlsx_number_text(str_from(c->number), c->format, c->is_1904, &out);
        if (!str_eq(buffer_view(&out), str_from(c->text))) {
            fail_msg("%s: \"%.*s\", not \"%s\"", c->number, STR_FMT(buffer_view(&out)), c->text);
        }
    }
    buffer_done(&out);
}

static void test_iso_dates(void **state) {
    static const char *const cases[][2] = {
        {"2027-03-31", "2027-03-31"},
        {"2027-03-31T00:00:00", "2027-03-31"},
        {"2027-03-31T00:00:00.000Z", "2027-03-31"},
        {"2027-03-31T09:00:00", "2027-03-31T09:00:00"},
        {"T00:00:00", "T00:00:00"},
    };
    struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buffer_reset(&out);
        xlsx_iso_date_text(str_from(cases[i][0]), &out);
        assert_true(str_eq(buffer_view(&out), str_from(cases[i][1])));
    }
    buffer_done(&out);
}

static void test_format_codes(void **state) {
    static const struct {
        const char *code;
        enum xlsx_format format;
    } cases[] = {
        {"General", XLSX_NUMBER},
        {"G/標準", XLSX_NUMBER},
        {"G/標準\"本\"", XLSX_NUMBER},
        {"0", XLSX_NUMBER},
        {"#,##0.00", XLSX_NUMBER},
        {"0.00E+00", XLSX_NUMBER},
        {"##0.0E-0", XLSX_NUMBER},
        {"0%", XLSX_NUMBER},
        {"@", XLSX_NUMBER},
        {"", XLSX_NUMBER},
        {"[Red]0;[Blue]-0", XLSX_NUMBER},
        {"#,##0\"日\"", XLSX_NUMBER},
        {"0\"days\"", XLSX_NUMBER},
        {"0\\d", XLSX_NUMBER},
        {"_d0", XLSX_NUMBER},
        {"[$¥-411]#,##0", XLSX_NUMBER},
        {"[h]:mm", XLSX_NUMBER},
        {"[mm]:ss", XLSX_NUMBER},
        {"yyyy/m/d", XLSX_DATE},
        {"yyyy/m/d;@", XLSX_DATE},
        {"YYYY-MM-DD", XLSX_DATE},
        {"yyyy\"年\"m\"月\"d\"日\";@", XLSX_DATE},
        {"yyyy年m月d日", XLSX_DATE},
        {"[$-411]ggge\"年\"m\"月\"d\"日\";@", XLSX_DATE},
        {"[$-411]ge\\.m\\.d;@", XLSX_DATE},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", XLSX_DATE},
        {"[$-411]e", XLSX_DATE},
        {"mmm", XLSX_DATE},
        {"m/d(aaa)", XLSX_DATE},
        {"aaaa", XLSX_DATE},
        {"yyyy/m/d h:mm", XLSX_DATE},
        {"h:mm", XLSX_TIME},
        {"h:mm AM/PM", XLSX_TIME},
        {"mm:ss.0", XLSX_TIME},
        {"h\"時\"mm\"分\"", XLSX_TIME},
        {"\"unclosed yyyy", XLSX_NUMBER},
        {"[unclosed yyyy", XLSX_NUMBER},
        {"0\\", XLSX_NUMBER},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (xlsx_format_of_code(str_from(cases[i].code)) != cases[i].format) {
            fail_msg("%s", cases[i].code);
        }
    }
}

/* ECMA-376 18.8.30: the formats of all languages, then those of Japanese. */
static void test_builtin_formats(void **state) {
    static const uint32_t dates[] = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34,
                                     35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58};
    static const uint32_t times[] = {18, 19, 20, 21, 32, 33, 45, 47};
    enum xlsx_format expected[200] = {XLSX_NUMBER};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
        expected[dates[i]] = XLSX_DATE;
    }
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        expected[times[i]] = XLSX_TIME;
    }
    for (uint32_t id = 0; id < ARRAY_LEN(expected); id++) {
        assert_int_equal(xlsx_format_builtin(id), expected[id]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_iso_dates),
        cmocka_unit_test(test_format_codes),
        cmocka_unit_test(test_builtin_formats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
