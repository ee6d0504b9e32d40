#include "base/calendar.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct date day(int year, int month, int day_of_month) {
    struct date date = DATE_NONE;

    assert_true(date_from_civil((struct civil){year, month, day_of_month}, &date));
    return date;
}

/* Counts on day by day from a known one, with month lengths written out. */
static void steps_one_day_at_a_time(void **state) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct civil civil = {1570, 1, 1};
    /* 400 Gregorian years are 146097 days; 1970-01-01 was a Thursday, and 146097 is a multiple of 7. */
    int32_t days = -146097;
    int weekday = 4;

    (void)state;
    for (; civil.year < 2370; days++, weekday = (weekday + 1) % 7) {
        bool leap = civil.year % 400 == 0 || (civil.year % 4 == 0 && civil.year % 100 != 0);
        struct civil back = date_to_civil((struct date){days});

        assert_int_equal(day(civil.year, civil.month, civil.day).days, days);
        assert_true(back.year == civil.year && back.month == civil.month && back.day == civil.day);
        assert_int_equal(date_weekday((struct date){days}), weekday);
        if (++civil.day > lengths[civil.month - 1] + (civil.month == 2 && leap)) {
            civil.day = 1;
            civil.month = civil.month % 12 + 1;
            civil.year += civil.month == 1;
        }
    }
    assert_int_equal(days, 146097);
}

static void agrees_with_the_c_library(void **state) {
    long count = test_count("calendar_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        time_t seconds = (random() % 3652059 - 719162) * (time_t)86400 + random() % 86400;
        long offset = (random() % 2879 - 1439) * 60;
        time_t local = seconds + offset;
        struct instant read, instant = {seconds, (int32_t)offset};
        char text[26], expected[16];
        struct tm tm;

        assert_non_null(gmtime_r(&local, &tm));
        if (tm.tm_year + 1900 < 1 || tm.tm_year + 1900 > 9999) {
            continue;
        }
        snprintf(expected, sizeof(expected), "%04u-%02u-%02u", (unsigned)(tm.tm_year + 1900) % 10000,
                 (unsigned)(tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100);
        date_format(instant_day(instant, (int32_t)offset), text);
        assert_string_equal(text, expected);
        instant_format(instant, text);
        assert_true(instant_read(str_from(text), &read));
        assert_int_equal(read.seconds, seconds);
        assert_int_equal(read.utc_offset, offset);
    }
}

static void refuses_days_that_do_not_exist(void **state) {
    static const struct civil bad[] = {{2027, 2, 29}, {1900, 2, 29}, {2100, 2, 29}, {2027, 4, 31}, {2027, 0, 1},
                                       {2027, 13, 1}, {2027, 1, 0},  {2027, 1, 32}, {0, 12, 31},   {10000, 1, 1},
                                       {2027, -1, 1}, {2027, 1, -1}, {-4, 1, 1}};
    struct date date = {7};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(date_from_civil(bad[i], &date));
        assert_int_equal(date.days, 7);
    }
    assert_true(date_from_civil((struct civil){2000, 2, 29}, &date));
    assert_true(date_from_civil((struct civil){1, 1, 1}, &date));
    assert_true(date_from_civil((struct civil){9999, 12, 31}, &date));
}

static void writes_dates(void **state) {
    static const struct {
        int year, month, day;
        const char *iso, *wareki;
    } rows[] = {
        {2027, 3, 31, "2027-03-31", "令和9年3月31日"},      {2019, 5, 1, "2019-05-01", "令和元年5月1日"},
        {2019, 4, 30, "2019-04-30", "平成31年4月30日"},     {1989, 1, 8, "1989-01-08", "平成元年1月8日"},
        {1989, 1, 7, "1989-01-07", "昭和64年1月7日"},       {1926, 12, 25, "1926-12-25", "昭和元年12月25日"},
        {1926, 12, 24, "1926-12-24", "大正15年12月24日"},   {1912, 7, 30, "1912-07-30", "大正元年7月30日"},
        {1912, 7, 29, "1912-07-29", "明治45年7月29日"},     {1868, 1, 25, "1868-01-25", "明治元年1月25日"},
        {1868, 1, 24, "1868-01-24", "西暦1868年1月24日"},   {1, 1, 1, "0001-01-01", "西暦1年1月1日"},
        {9999, 12, 31, "9999-12-31", "令和7981年12月31日"},
    };
    char text[48];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct date date = day(rows[i].year, rows[i].month, rows[i].day);

        date_format(date, text);
        assert_string_equal(text, rows[i].iso);
        date_format_wareki(date, text);
        assert_string_equal(text, rows[i].wareki);
    }
    for (size_t i = 0; i < 4; i++) {
        static const int32_t outside[] = {INT32_MIN, INT32_MAX, -719163, 2932897};

        date_format((struct date){outside[i]}, text);
        assert_string_equal(text, "");
        date_format_wareki((struct date){outside[i]}, text);
        assert_string_equal(text, "");
    }
}

static void knows_the_eras(void **state) {
    (void)state;
    for (size_t i = 0; i < ERA_COUNT; i++) {
        const struct era *era = era_at(i);

        assert_ptr_equal(era_of(era->first), era);
        assert_ptr_equal(era_of(era->last), era);
        if (i > 0) {
            assert_int_equal(era_at(i - 1)->last.days + 1, era->first.days);
        }
    }
    assert_null(era_of(day(1868, 1, 24)));
    assert_int_equal(era_at(0)->letter, 'M');
    assert_int_equal(era_at(4)->letter, 'R');
}

static void counts_fiscal_years(void **state) {
    (void)state;
    assert_int_equal(date_fiscal_year(day(2027, 3, 31)), 2026);
    assert_int_equal(date_fiscal_year(day(2027, 4, 1)), 2027);
    assert_int_equal(date_fiscal_year(day(2027, 12, 31)), 2027);
    assert_int_equal(date_fiscal_year(day(2028, 1, 1)), 2027);
    assert_int_equal(fiscal_year_first(2026).days, day(2026, 4, 1).days);
    assert_int_equal(fiscal_year_last(2026).days, day(2027, 3, 31).days);
    assert_false(date_is_set(fiscal_year_first(0)));
    assert_int_equal(fiscal_year_last(0).days, day(1, 3, 31).days);
    assert_false(date_is_set(fiscal_year_last(9999)));
    assert_false(date_is_set(fiscal_year_last(INT32_MAX)));
}

static void adds_months(void **state) {
    static const struct {
        struct civil from;
        int months;
        struct civil to;
    } rows[] = {
        {{2027, 5, 31}, -3, {2027, 2, 28}},   {{2028, 5, 31}, -3, {2028, 2, 29}},   {{2027, 1, 31}, 1, {2027, 2, 28}},
        {{2027, 1, 15}, -1, {2026, 12, 15}},  {{2027, 12, 15}, 1, {2028, 1, 15}},   {{2028, 2, 29}, 12, {2029, 2, 28}},
        {{2028, 2, 29}, 48, {2032, 2, 29}},   {{2027, 3, 31}, -27, {2024, 12, 31}}, {{2027, 3, 31}, 0, {2027, 3, 31}},
        {{1, 1, 31}, 119987, {9999, 12, 31}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct date from = day(rows[i].from.year, rows[i].from.month, rows[i].from.day);

        assert_int_equal(date_add_months(from, rows[i].months).days,
                         day(rows[i].to.year, rows[i].to.month, rows[i].to.day).days);
    }
    assert_false(date_is_set(date_add_months(DATE_NONE, 1)));
    assert_false(date_is_set(date_add_months(day(1, 1, 1), -1)));
    assert_false(date_is_set(date_add_months(day(9999, 12, 1), 1)));
    assert_false(date_is_set(date_add_months(day(2027, 1, 1), INT32_MAX)));
    assert_false(date_is_set(date_add_months(day(2027, 1, 1), INT32_MIN)));
}

/* Seconds from date(1) -d … +%s. */
static void reads_instants(void **state) {
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t offset;
        const char *written;
    } rows[] = {
        {"2027-03-31T09:00:00+09:00", 1806451200, 32400, "2027-03-31T09:00:00+09:00"},
        {"2027-03-31T00:00:00Z", 1806451200, 0, "2027-03-31T00:00:00Z"},
        {"2027-03-31t00:00:00.123456789z", 1806451200, 0, "2027-03-31T00:00:00Z"},
        {"2027-03-30T18:30:00-05:30", 1806451200, -19800, "2027-03-30T18:30:00-05:30"},
        {"1970-01-01T00:00:00-00:00", 0, 0, "1970-01-01T00:00:00Z"},
        {"1969-12-31T23:59:59Z", -1, 0, "1969-12-31T23:59:59Z"},
        {"2016-12-31T23:59:60Z", 1483228800, 0, "2017-01-01T00:00:00Z"},
        {"2017-01-01T08:59:60+09:00", 1483228800, 32400, "2017-01-01T09:00:00+09:00"},
        {"1970-01-01T00:00:00+23:59", -86340, 86340, "1970-01-01T00:00:00+23:59"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct instant instant;
        char text[26];

        assert_true(instant_read(str_from(rows[i].text), &instant));
        assert_int_equal(instant.seconds, rows[i].seconds);
        assert_int_equal(instant.utc_offset, rows[i].offset);
        instant_format(instant, text);
        assert_string_equal(text, rows[i].written);
    }
}

static void refuses_other_instants(void **state) {
    static const char *const bad[] = {
        "",
        "2027-03-31",
        "2027-03-31T09:00:00",
        "2027-03-31 09:00:00Z",
        "2027-03-31T09:00Z",
        "2027-03-31T09:00:00.Z",
        "2027-03-31T09:00:00,5Z",
        "2027-03-31T09:00:00+0900",
        "2027-03-31T09:00:00+24:00",
        "2027-03-31T09:00:00+09:60",
        "2027-03-31T24:00:00Z",
        "2027-03-31T09:60:00Z",
        "2027-03-31T09:00:61Z",
        "2027-03-31T23:59:60Z+",
        "2027-03-30T23:59:60Z",
        "2027-03-31T12:30:60Z",
        "2027-02-29T09:00:00Z",
        "0000-01-01T00:00:00Z",
        "2027-3-31T09:00:00Z",
        "2027-03-31T09:00:00Z ",
        " 2027-03-31T09:00:00Z",
        "+027-03-31T09:00:00Z",
    };
    struct instant instant = {1, 2};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(instant_read(str_from(bad[i]), &instant));
    }
    assert_false(instant_read((struct str){"2027-03-31\0 9:00:00Z", 20}, &instant));
    assert_true(instant.seconds == 1 && instant.utc_offset == 2);
}

static void survives_extreme_instants(void **state) {
    static const struct instant extremes[] = {
        {INT64_MAX, INT32_MAX}, {INT64_MIN, INT32_MIN}, {INT64_MAX, 60}, {INT64_MIN, -60}, {253402300800, 0}};
    char text[26];

    (void)state;
    for (size_t i = 0; i < sizeof(extremes) / sizeof(extremes[0]); i++) {
        instant_format(extremes[i], text);
        assert_string_equal(text, "");
        assert_false(date_is_set(instant_day(extremes[i], extremes[i].utc_offset)));
    }
    /* 15:00Z is the next day in Japan, and one second before midnight UTC is the day before. */
    assert_int_equal(instant_day((struct instant){15 * 3600, 0}, 32400).days, 1);
    assert_int_equal(instant_day((struct instant){15 * 3600 - 1, 0}, 32400).days, 0);
    assert_int_equal(instant_day((struct instant){-1, 0}, 0).days, -1);
    instant_format((struct instant){0, 9 * 3600 + 59}, text);
    assert_string_equal(text, "1970-01-01T09:00:00+09:00");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_one_day_at_a_time),
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(writes_dates),
        cmocka_unit_test(knows_the_eras),
        cmocka_unit_test(counts_fiscal_years),
        cmocka_unit_test(adds_months),
        cmocka_unit_test(reads_instants),
        cmocka_unit_test(refuses_other_instants),
        cmocka_unit_test(survives_extreme_instants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
