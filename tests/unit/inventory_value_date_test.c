#include "inventory/value_date.h"

#include "base/compiler.h"
#include "inventory/value.h"
#include "tests/unit/support/cmocka.h"

static struct value read_as(enum column_type type, enum unit unit, struct str text) {
    struct column_def column = {"test", type, NEED_OPTIONAL, "", NULL};
    return value_read(&column, unit, text);
}

static void test_periods(void **state) {
    static const struct {
        enum unit unit;
        const char *text;
        enum problem problem;
        int32_t months, days;
    } cases[] = {
        {UNIT_NONE, "3か月", PROBLEM_NONE, 3, 0},
        {UNIT_NONE, "３ヶ月", PROBLEM_NONE, 3, 0},
        {UNIT_NONE, "3カ月前", PROBLEM_NONE, 3, 0},
        {UNIT_NONE, "3 ヵ月", PROBLEM_NONE, 3, 0},
        {UNIT_NONE, "60日", PROBLEM_NONE, 0, 60},
        {UNIT_NONE, "２週間", PROBLEM_NONE, 0, 14},
        {UNIT_NONE, "1年", PROBLEM_NONE, 12, 0},
        {UNIT_NONE, "1年6か月", PROBLEM_NONE, 18, 0},
        {UNIT_NONE, "半年", PROBLEM_NONE, 6, 0},
        {UNIT_NONE, "3 months", PROBLEM_NONE, 3, 0},
        {UNIT_DAYS, "60", PROBLEM_NONE, 0, 60},
        {UNIT_MONTHS, "3", PROBLEM_NONE, 3, 0},
        {UNIT_MONTHS, "60日", PROBLEM_NONE, 0, 60},
        /* of what? */
        {UNIT_NONE, "3", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "3月", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "か月", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "1.5か月", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "要相談", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "99999日", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
        {UNIT_NONE, "1日1日1日1日1日", PROBLEM_PERIOD_NOT_READABLE, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(TYPE_PERIOD, cases[i].unit, str_from(cases[i].text));
        if (value.problem != cases[i].problem || value.is_set != (cases[i].problem == PROBLEM_NONE)) {
            fail_msg("%s: problem %d", cases[i].text, (int)value.problem);
        }
        if (value.is_set) {
            assert_int_equal(value.period.months, cases[i].months);
            assert_int_equal(value.period.days, cases[i].days);
        }
    }
}

/* DAY NULL: none. */
static const struct day_case {
    enum column_type type;
    enum unit unit;
    const char *text;
    enum problem problem;
    enum date_word word;
    const char *day;
} day_cases[] = {
    {TYPE_MILESTONE, UNIT_NONE, "2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_MILESTONE, UNIT_NONE, "未定", PROBLEM_NONE, DATE_WORD_NOT_ANNOUNCED, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "未公表", PROBLEM_NONE, DATE_WORD_NOT_ANNOUNCED, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "終了済", PROBLEM_NONE, DATE_WORD_OVER, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "無期限", PROBLEM_NONE, DATE_WORD_ENDLESS, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "自動更新", PROBLEM_DATE_NOT_READABLE, DATE_WORD_NONE, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "令和9年2月29日", PROBLEM_DATE_IMPOSSIBLE, DATE_WORD_NONE, NULL},
    {TYPE_MILESTONE, UNIT_NONE, "-", PROBLEM_NONE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_NONE, "令和9年3月31日", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_EXPIRY, UNIT_NONE, "永続", PROBLEM_NONE, DATE_WORD_ENDLESS, NULL},
    {TYPE_EXPIRY, UNIT_NONE, "無期限", PROBLEM_NONE, DATE_WORD_ENDLESS, NULL},
    {TYPE_EXPIRY, UNIT_NONE, "Perpetual", PROBLEM_NONE, DATE_WORD_ENDLESS, NULL},
    {TYPE_EXPIRY, UNIT_NONE, "自動更新", PROBLEM_NONE, DATE_WORD_RENEWING, NULL},
    {TYPE_EXPIRY, UNIT_NONE, "2027/3/31（自動更新）", PROBLEM_NONE, DATE_WORD_RENEWING, "2027-03-31"},
    {TYPE_EXPIRY, UNIT_NONE, "平成36年3月31日 自動更新", PROBLEM_DATE_ERA, DATE_WORD_RENEWING, "2024-03-31"},
    {TYPE_EXPIRY, UNIT_NONE, "未定", PROBLEM_DATE_NOT_READABLE, DATE_WORD_NONE, NULL},
    {TYPE_DATE, UNIT_NONE, "無期限", PROBLEM_DATE_NOT_READABLE, DATE_WORD_NONE, NULL},
    /* Periods; a date alone is not taken for one. */
    {TYPE_DATE, UNIT_FROM, "2026-04-01～2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2026-04-01"},
    {TYPE_EXPIRY, UNIT_TO, "2026-04-01～2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_EXPIRY, UNIT_TO, "2026-04-01 〜 2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_DATE, UNIT_FROM, "令和8年4月1日から令和9年3月31日まで", PROBLEM_NONE, DATE_WORD_NONE, "2026-04-01"},
    {TYPE_DATE, UNIT_TO, "令和8年4月1日から令和9年3月31日まで", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_DATE, UNIT_FROM, "2026/4/1-2027/3/31", PROBLEM_NONE, DATE_WORD_NONE, "2026-04-01"},
    {TYPE_DATE, UNIT_TO, "2026-04-01-2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_DATE, UNIT_TO, "R8.4.1 － R9.3.31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_DATE, UNIT_FROM, "～2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "～2027-03-31", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_EXPIRY, UNIT_TO, "2026-04-01～", PROBLEM_NONE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "2027-03-31まで", PROBLEM_NONE, DATE_WORD_NONE, "2027-03-31"},
    {TYPE_DATE, UNIT_FROM, "2027-03-31まで", PROBLEM_NONE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "2026-04-01～自動更新", PROBLEM_NONE, DATE_WORD_RENEWING, NULL},
    {TYPE_EXPIRY, UNIT_TO, "無期限", PROBLEM_NONE, DATE_WORD_ENDLESS, NULL},
    {TYPE_DATE, UNIT_FROM, "無期限", PROBLEM_NONE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "2027-03-31", PROBLEM_DATES_NOT_READABLE, DATE_WORD_NONE, NULL},
    {TYPE_DATE, UNIT_FROM, "2027-03-31", PROBLEM_DATES_NOT_READABLE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "2026/4/1～3/31", PROBLEM_DATE_NOT_READABLE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "2026/4/1～令和9年2月29日", PROBLEM_DATE_IMPOSSIBLE, DATE_WORD_NONE, NULL},
    {TYPE_EXPIRY, UNIT_TO, "-", PROBLEM_NONE, DATE_WORD_NONE, NULL},
};

static void test_days_and_words(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(day_cases); i++) {
        const struct day_case *test = &day_cases[i];
        struct value value = read_as(test->type, test->unit, str_from(test->text));
        char day[11];
        if (value.problem != test->problem || value.date_word != test->word) {
            fail_msg("%s: problem %d, word %d", test->text, (int)value.problem, (int)value.date_word);
        }
        assert_int_equal(value.is_set, test->day != NULL || test->word != DATE_WORD_NONE);
        assert_int_equal(date_is_set(value.date), test->day != NULL);
        date_format(value.date, day);
        assert_string_equal(day, test->day ? test->day : "");
    }
}

static void test_moments(void **state) {
    /* 2027-03-31 is day 20908 after 1970-01-01: 57 years with 14 leap days make 20819, then 89 days of 2027. */
    enum { DAY = 20908 };
    static const struct {
        const char *text;
        bool is_set, is_local;
        int64_t seconds;
    } cases[] = {
        {"2027-03-31T09:00:00+09:00", true, false, DAY * 86400LL},
        {"2027-03-31 09:00:00+09:00", true, false, DAY * 86400LL},
        {"2027-03-31T00:00:00Z", true, false, DAY * 86400LL},
        {"2027-03-31 09:00", true, true, DAY * 86400LL + 32400},
        {"2027/3/31 9:00", true, true, DAY * 86400LL + 32400},
        {"2027-03-31T09:00:15", true, true, DAY * 86400LL + 32415},
        {"２０２７／３／３１　９：３０", true, true, DAY * 86400LL + 34200},
        {"令和9年3月31日 9時30分", true, true, DAY * 86400LL + 34200},
        {"令和9年3月31日9時", true, true, DAY * 86400LL + 32400},
        {"2027年3月31日9時30分15秒", true, true, DAY * 86400LL + 34215},
        {"2027-03-31 24:00", true, true, (DAY + 1) * 86400LL},
        {"2027-03-31", false, false, 0},
        {"9:00", false, false, 0},
        {"2027-03-31 24:01", false, false, 0},
        {"2027-03-31 9:60", false, false, 0},
        {"2027-03-31 9:00頃", false, false, 0},
        {"2027-02-29 9:00", false, false, 0},
        {"27/3/31 9:00", false, false, 0},
        {"午前", false, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(TYPE_MOMENT, UNIT_NONE, str_from(cases[i].text));
        if (value.is_set != cases[i].is_set || value.is_local != cases[i].is_local ||
            (value.is_set && value.instant.seconds != cases[i].seconds)) {
            fail_msg("%s: set %d, local %d, %lld", cases[i].text, value.is_set, value.is_local,
                     (long long)value.instant.seconds);
        }
        assert_int_equal(value.problem, cases[i].is_set ? PROBLEM_NONE : PROBLEM_MOMENT_NOT_READABLE);
    }
}

static void test_dates(void **state) {
    static const struct {
        const char *text;
        enum problem problem;
        const char *day;
    } cases[] = {
        {"2027-03-31", PROBLEM_NONE, "2027-03-31"},     {"令和9年3月31日", PROBLEM_NONE, "2027-03-31"},
        {"Ｒ９．３．３１", PROBLEM_NONE, "2027-03-31"}, {"平成36年3月31日", PROBLEM_DATE_ERA, "2024-03-31"},
        {"46477", PROBLEM_DATE_SERIAL, "2027-03-31"},   {"令和9年2月29日", PROBLEM_DATE_IMPOSSIBLE, NULL},
        {"27/03/31", PROBLEM_DATE_AMBIGUOUS, NULL},     {"3/31/27", PROBLEM_DATE_AMBIGUOUS, NULL},
        {"来年", PROBLEM_DATE_NOT_READABLE, NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(TYPE_DATE, UNIT_NONE, str_from(cases[i].text));
        char day[11];
        assert_int_equal(value.problem, cases[i].problem);
        assert_int_equal(value.is_set, cases[i].day != NULL);
        assert_int_equal(date_is_set(value.date), cases[i].day != NULL);
        if (cases[i].day) {
            date_format(value.date, day);
            assert_string_equal(day, cases[i].day);
        }
    }
}

static void test_times(void **state) {
    struct value value = read_as(TYPE_TIME, UNIT_NONE, STR("1970-01-02T09:00:00+09:00"));

    (void)state;
    assert_true(value.is_set);
    assert_int_equal(value.instant.seconds, 86400);
    assert_int_equal(value.instant.utc_offset, 9 * 3600);
    value = read_as(TYPE_TIME, UNIT_NONE, STR("2027-03-31"));
    assert_false(value.is_set);
    assert_int_equal(value.problem, PROBLEM_DATE_NOT_READABLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods), cmocka_unit_test(test_days_and_words), cmocka_unit_test(test_moments),
        cmocka_unit_test(test_dates),   cmocka_unit_test(test_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
