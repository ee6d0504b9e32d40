#include "base/date_read.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

struct row {
    const char *text;
    enum date_reading reading;
    int year, month, day;
};

static void check(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct date date = DATE_NONE, expected = DATE_NONE;
        enum date_reading reading = date_read(str_from(rows[i].text), &date);

        if (rows[i].year) {
            assert_true(date_from_civil((struct civil){rows[i].year, rows[i].month, rows[i].day}, &expected));
        }
        if (reading != rows[i].reading || date.days != expected.days) {
            fail_msg("'%s' gave %d, %d instead of %d, %d", rows[i].text, reading, date.days, rows[i].reading,
                     expected.days);
        }
    }
}

static void reads_each_form(void **state) {
    static const struct row rows[] = {
        {"2027-03-31", DATE_READ, 2027, 3, 31},
        {"2027-3-1", DATE_READ, 2027, 3, 1},
        {"2027/3/31", DATE_READ, 2027, 3, 31},
        {"2027/03/31", DATE_READ, 2027, 3, 31},
        {"2027.3.31", DATE_READ, 2027, 3, 31},
        {"20270331", DATE_READ, 2027, 3, 31},
        {"2027年3月31日", DATE_READ, 2027, 3, 31},
        {"R9.3.31", DATE_READ, 2027, 3, 31},
        {"r9.3.31", DATE_READ, 2027, 3, 31},
        {"R09/03/31", DATE_READ, 2027, 3, 31},
        {"R9-3-31", DATE_READ, 2027, 3, 31},
        {"R元.5.1", DATE_READ, 2019, 5, 1},
        {"令和9年3月31日", DATE_READ, 2027, 3, 31},
        {"令和09年03月31日", DATE_READ, 2027, 3, 31},
        {"令9.3.31", DATE_READ, 2027, 3, 31},
        {"令和元年5月1日", DATE_READ, 2019, 5, 1},
        {"令和1年5月1日", DATE_READ, 2019, 5, 1},
        {"平成31年4月30日", DATE_READ, 2019, 4, 30},
        {"㍻31年4月30日", DATE_READ, 2019, 4, 30},
        {"平成元年1月8日", DATE_READ, 1989, 1, 8},
        {"昭和64年1月7日", DATE_READ, 1989, 1, 7},
        {"㍼64.1.7", DATE_READ, 1989, 1, 7},
        {"昭和元年12月25日", DATE_READ, 1926, 12, 25},
        {"大正15年12月24日", DATE_READ, 1926, 12, 24},
        {"㍽元年7月30日", DATE_READ, 1912, 7, 30},
        {"明治45年7月29日", DATE_READ, 1912, 7, 29},
        {"㍾1年1月25日", DATE_READ, 1868, 1, 25},
        {"㋿9年3月31日", DATE_READ, 2027, 3, 31},
        {"S63.12.31", DATE_READ, 1988, 12, 31},
        {"h1/1/8", DATE_READ, 1989, 1, 8},
        {"t2-3-4", DATE_READ, 1913, 3, 4},
        {"m33.2.28", DATE_READ, 1900, 2, 28},
        {"２０２７年３月３１日", DATE_READ, 2027, 3, 31},
        {"２０２７／３／３１", DATE_READ, 2027, 3, 31},
        {"２０２７－０３－３１", DATE_READ, 2027, 3, 31},
        {"２０２７−０３−３１", DATE_READ, 2027, 3, 31},
        {"２０２７．３．３１", DATE_READ, 2027, 3, 31},
        {"Ｒ９．３．３１", DATE_READ, 2027, 3, 31},
        {"ｒ９．３．３１", DATE_READ, 2027, 3, 31},
        {"２０２７０３３１", DATE_READ, 2027, 3, 31},
        {"令和９年３月３１日", DATE_READ, 2027, 3, 31},
        {" \t2027-03-31\r\n", DATE_READ, 2027, 3, 31},
        {"　２０２７年３月３１日　", DATE_READ, 2027, 3, 31},
        {"2000-02-29", DATE_READ, 2000, 2, 29},
        {"9999-12-31", DATE_READ, 9999, 12, 31},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void drops_the_time_of_day(void **state) {
    static const struct row rows[] = {
        {"2027-03-31 00:00:00", DATE_READ, 2027, 3, 31},
        {"2027-03-31T09:00:00+09:00", DATE_READ, 2027, 3, 31},
        {"2027-03-31T23:59:60Z", DATE_READ, 2027, 3, 31},
        {"2027-03-31t00:30z", DATE_READ, 2027, 3, 31},
        {"2027-03-31 09:00:00.123456789", DATE_READ, 2027, 3, 31},
        {"2027-03-31 09:00:00.5-05:00", DATE_READ, 2027, 3, 31},
        {"2027/3/31 9:05", DATE_READ, 2027, 3, 31},
        {"2027/3/31  24:00", DATE_READ, 2027, 3, 31},
        {"２０２７／３／３１　９：０５", DATE_READ, 2027, 3, 31},
        {"令和9年3月31日 9:05:07", DATE_READ, 2027, 3, 31},
        {"2027-03-31 24:00:01", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027-03-31 25:00", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027-03-31 09:60", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027-03-31 09:00:61", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027-03-31T09:00:00+24:00", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027/3/31T09:00:00", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 9", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 9:5", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 09:00:", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 09:00:00.", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 09:00:00+9", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31 09:00 AM", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027-03-31T", DATE_NOT_A_DATE, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

/* 2027-03-31 is a Wednesday: 2027 begins on a Friday, and it is day 90. */
static void checks_the_weekday(void **state) {
    static const struct row rows[] = {
        {"2027/3/31(水)", DATE_READ, 2027, 3, 31},
        {"2027年3月31日（水）", DATE_READ, 2027, 3, 31},
        {"2027年3月31日(水曜日)", DATE_READ, 2027, 3, 31},
        {"2027/3/31 (水) 9:00", DATE_READ, 2027, 3, 31},
        {"R9.3.31㈬", DATE_READ, 2027, 3, 31},
        {"2027/3/28(日)", DATE_READ, 2027, 3, 28},
        {"2027/3/29(月)", DATE_READ, 2027, 3, 29},
        {"2027/3/30(火)", DATE_READ, 2027, 3, 30},
        {"2027/4/1(木)", DATE_READ, 2027, 4, 1},
        {"2027/4/2(金)", DATE_READ, 2027, 4, 2},
        {"2027/4/3(土)", DATE_READ, 2027, 4, 3},
        {"2027/3/31(木)", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027/3/31㈭", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027/3/31(水", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027/3/31(年)", DATE_NOT_A_DATE, 0, 0, 0},
        {"2027/3/31()", DATE_NOT_A_DATE, 0, 0, 0},
        {"46477(水)", DATE_NOT_A_DATE, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void notices_eras_that_do_not_fit(void **state) {
    static const struct row rows[] = {
        {"平成36年3月31日", DATE_READ_ERA_LATE, 2024, 3, 31},
        {"H36.3.31", DATE_READ_ERA_LATE, 2024, 3, 31},
        {"平成31年5月1日", DATE_READ_ERA_LATE, 2019, 5, 1},
        {"昭和64年1月8日", DATE_READ_ERA_LATE, 1989, 1, 8},
        {"昭和99年1月1日", DATE_READ_ERA_LATE, 2024, 1, 1},
        {"令和元年4月1日", DATE_READ_ERA_EARLY, 2019, 4, 1},
        {"R1.4.30", DATE_READ_ERA_EARLY, 2019, 4, 30},
        {"昭和元年12月24日", DATE_READ_ERA_EARLY, 1926, 12, 24},
        {"令和0年3月31日", DATE_IMPOSSIBLE, 0, 0, 0},
        {"令和9年2月29日", DATE_IMPOSSIBLE, 0, 0, 0},
        {"平成36年2月30日", DATE_IMPOSSIBLE, 0, 0, 0},
        {"令和100年1月1日", DATE_NOT_A_DATE, 0, 0, 0},
        {"M365.1.1", DATE_NOT_A_DATE, 0, 0, 0},
        {"R2027.3.31", DATE_NOT_A_DATE, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

/* Day 1 is 1900-01-01 and Excel counts a 1900-02-29: from there on, day n is n days after 1899-12-30. */
static void reads_serial_numbers(void **state) {
    static const struct row rows[] = {
        {"46477", DATE_READ_SERIAL, 2027, 3, 31}, {"４６４７７", DATE_READ_SERIAL, 2027, 3, 31},
        {"10000", DATE_READ_SERIAL, 1927, 5, 18}, {"99999", DATE_READ_SERIAL, 2173, 10, 13},
        {"25569", DATE_READ_SERIAL, 1970, 1, 1},  {"09999", DATE_NOT_A_DATE, 0, 0, 0},
        {"9999", DATE_NOT_A_DATE, 0, 0, 0},       {"100000", DATE_NOT_A_DATE, 0, 0, 0},
        {"46477.5", DATE_NOT_A_DATE, 0, 0, 0},    {"46477 00:00", DATE_NOT_A_DATE, 0, 0, 0},
        {"R46477", DATE_NOT_A_DATE, 0, 0, 0},     {"-46477", DATE_NOT_A_DATE, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void refuses_what_can_mean_two_days(void **state) {
    static const struct row rows[] = {
        {"27/03/31", DATE_AMBIGUOUS, 0, 0, 0},
        {"3/31/27", DATE_AMBIGUOUS, 0, 0, 0},
        {"3/31/2027", DATE_AMBIGUOUS, 0, 0, 0},
        {"31.03.2027", DATE_AMBIGUOUS, 0, 0, 0},
        {"9.3.31", DATE_AMBIGUOUS, 0, 0, 0},
        {"27-03-31", DATE_AMBIGUOUS, 0, 0, 0},
        {"27年3月31日", DATE_AMBIGUOUS, 0, 0, 0},
        {"２７／３／３１", DATE_AMBIGUOUS, 0, 0, 0},
        {"3/31/2027 12:00:00", DATE_AMBIGUOUS, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void refuses_days_that_do_not_exist(void **state) {
    static const struct row rows[] = {
        {"2027-02-29", DATE_IMPOSSIBLE, 0, 0, 0}, {"2027/13/1", DATE_IMPOSSIBLE, 0, 0, 0},
        {"2027.4.31", DATE_IMPOSSIBLE, 0, 0, 0},  {"2027年0月1日", DATE_IMPOSSIBLE, 0, 0, 0},
        {"20270229", DATE_IMPOSSIBLE, 0, 0, 0},   {"00000101", DATE_IMPOSSIBLE, 0, 0, 0},
        {"0000-01-01", DATE_IMPOSSIBLE, 0, 0, 0},
    };

    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void accepts_nothing_else(void **state) {
    static const char *const texts[] = {
        "",
        " ",
        "　",
        "-",
        "未定",
        "無期限",
        "令和",
        "令和9年",
        "2027",
        "2027年3月",
        "2027/3",
        "2027-03",
        "202703",
        "270331",
        "2027/3-31",
        "2027年3/31",
        "2027年3月31",
        "2027-03-31a",
        "2027-03-31まで",
        "2027-03-31 x",
        "2027-03-31-",
        "x2027-03-31",
        "2027--31",
        "2027-003-31",
        "2027-03-031",
        "127/3/31",
        "12027/3/31",
        "1/2/3/4",
        "R.9.3.31",
        "RR9.3.31",
        "Q9.3.31",
        "令和令和9年3月31日",
        "元年5月1日",
        "2027元.3.31",
        "31-Mar-27",
        "2027 3 31",
        "2027, 3, 31",
        "202703311",
        "2027033123",
        "１",
        "1.2",
        "2027年3月31日日",
        "①",
        "\xE4\xBB",
        "\xFF",
        "2027-03-31\xE3\x80",
        "\x8F\x4D",
        "R",
        "99999999999999999999/1/1",
    };
    char padded[200];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        check(&(struct row){texts[i], DATE_NOT_A_DATE, 0, 0, 0}, 1);
    }
    assert_int_equal(date_read((struct str){"2027-03-31\0", 11}, &(struct date){0}), DATE_NOT_A_DATE);
    assert_int_equal(date_read(STR_NONE, &(struct date){0}), DATE_NOT_A_DATE);
    memset(padded, ' ', sizeof(padded));
    memcpy(padded + 90, "2027-03-31", 10);
    assert_int_equal(date_read((struct str){padded, sizeof(padded)}, &(struct date){0}), DATE_READ);
    memset(padded, '1', sizeof(padded));
    assert_int_equal(date_read((struct str){padded, sizeof(padded)}, &(struct date){0}), DATE_NOT_A_DATE);
}

/* From the first day of 明治 to the end of 令和99, which is as far as two digits go. */
static void reads_what_is_written(void **state) {
    char text[48];

    (void)state;
    for (int32_t days = -37231; days < 54056; days++) {
        struct date date;

        date_format((struct date){days}, text);
        assert_int_equal(date_read(str_from(text), &date), DATE_READ);
        assert_int_equal(date.days, days);
        date_format_wareki((struct date){days}, text);
        assert_int_equal(date_read(str_from(text), &date), DATE_READ);
        assert_int_equal(date.days, days);
    }
}

/* Whatever is accepted is a day that can be written, and full reading of any bytes stays in bounds. */
static void survives_any_text(void **state) {
    static const char *const alphabet[] = {"2027", "9",    "31",   "3",    "0",    "/",        "-",    ".",  "年",
                                           "月",   "日",   "令和", "R",    "元",   " ",        "　",   "(",  "水",
                                           ")",    "曜",   "T",    ":",    "09",   "+",        "Z",    "㈬", "㍻",
                                           "４",   "\xEF", "\xBC", "\xE4", "\xFF", "20270331", "46477"};
    long count = test_count("date_read_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        size_t n = 0;
        char *cell, text[256];
        struct date date = DATE_NONE;
        enum date_reading reading;

        for (long pieces = random() % 14; pieces > 0; pieces--) {
            const char *piece = alphabet[(size_t)random() % (sizeof(alphabet) / sizeof(alphabet[0]))];

            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        /* Exactly as long as the cell, so that the sanitizer sees a byte read too far. */
        cell = malloc(n + !n);
        assert_non_null(cell);
        memcpy(cell, text, n);
        reading = date_read((struct str){cell, n}, &date);
        free(cell);
        date_format(date, text);
        assert_int_equal(text[0] != '\0', reading <= DATE_READ_SERIAL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each_form),
        cmocka_unit_test(drops_the_time_of_day),
        cmocka_unit_test(checks_the_weekday),
        cmocka_unit_test(notices_eras_that_do_not_fit),
        cmocka_unit_test(reads_serial_numbers),
        cmocka_unit_test(refuses_what_can_mean_two_days),
        cmocka_unit_test(refuses_days_that_do_not_exist),
        cmocka_unit_test(accepts_nothing_else),
        cmocka_unit_test(reads_what_is_written),
        cmocka_unit_test(survives_any_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
