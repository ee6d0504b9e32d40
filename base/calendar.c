#include "base/calendar.h"

#include "base/arena.h"

#include <stdio.h>

enum { SECONDS_PER_DAY = 86400, DAYS_PER_400_YEARS = 146097 };

/* Days to 0000-03-01. Years that begin in March have the leap day last, which keeps the arithmetic free of cases. */
enum { EPOCH_SHIFT = 719468 };

/* The days that have a date of the form YYYY-MM-DD: 0001-01-01 and 9999-12-31. */
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return lengths[month - 1] + (month == 2 && is_leap(year));
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static bool is_writable(struct date date) {
    return date.days >= FIRST_DAY && date.days <= LAST_DAY;
}

static struct date date_from_days(int64_t days) {
    return days < FIRST_DAY || days > LAST_DAY ? DATE_NONE : (struct date){(int32_t)days};
}

bool date_from_civil(struct civil civil, struct date *ret_date) {
    int year, march_month, day_of_year;

    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12) {
        return false;
    }
    if (civil.day < 1 || civil.day > month_length(civil.year, civil.month)) {
        return false;
    }
    year = civil.year - (civil.month <= 2);
    march_month = (civil.month + 9) % 12;
    /* Five months from March (and from August) have 153 days, whatever the year. */
    day_of_year = (153 * march_month + 2) / 5 + civil.day - 1;
    ret_date->days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - EPOCH_SHIFT;
    return true;
}

struct civil date_to_civil(struct date date) {
    int64_t days = (int64_t)date.days + EPOCH_SHIFT;
    int64_t cycle = floor_div(days, DAYS_PER_400_YEARS);
    int day_of_cycle = (int)(days - cycle * DAYS_PER_400_YEARS);
    int year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    int day_of_year = day_of_cycle - (year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    struct civil civil;

    civil.day = day_of_year - (153 * march_month + 2) / 5 + 1;
    civil.month = march_month < 10 ? march_month + 3 : march_month - 9;
    civil.year = (int)(cycle * 400) + year_of_cycle + (civil.month <= 2);
    return civil;
}

int date_weekday(struct date date) {
    /* 1970-01-01 was a Thursday. */
    int64_t days = (int64_t)date.days + 4;

    return (int)(days - 7 * floor_div(days, 7));
}

const struct era *era_at(size_t index) {
    static const struct era eras[ERA_COUNT] = {
        {'M', "明治", {-37231}, {-20975}},   /* 1868-01-25 */
        {'T', "大正", {-20974}, {-15714}},   /* 1912-07-30 */
        {'S', "昭和", {-15713}, {6946}},     /* 1926-12-25 */
        {'H', "平成", {6947}, {18016}},      /* 1989-01-08 */
        {'R', "令和", {18017}, {INT32_MAX}}, /* 2019-05-01 */
    };

    return &eras[index];
}

const struct era *era_of(struct date date) {
    for (size_t i = ERA_COUNT; i-- > 0;) {
        if (date.days >= era_at(i)->first.days) {
            return era_at(i);
        }
    }
    return NULL;
}

/* COUNT decimal digits, zeros in front. Package lists have thousands of dates, for which snprintf is slow. */
static void put_number(char *to, unsigned count, unsigned number) {
    while (count-- > 0) {
        to[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

void date_format(struct date date, char ret_text[11]) {
    struct civil civil = date_to_civil(date);

    ret_text[0] = '\0';
    if (is_writable(date)) {
        put_number(ret_text, 4, (unsigned)civil.year);
        ret_text[4] = '-';
        put_number(ret_text + 5, 2, (unsigned)civil.month);
        ret_text[7] = '-';
        put_number(ret_text + 8, 2, (unsigned)civil.day);
        ret_text[10] = '\0';
    }
}

struct str date_written(struct date date, struct arena *arena) {
    char text[11];

    date_format(date, text);
    return arena_dup(arena, str_from(text));
}

void date_format_wareki(struct date date, char ret_text[48]) {
    const struct era *era = era_of(date);
    struct civil civil = date_to_civil(date);
    int year = era ? civil.year - date_to_civil(era->first).year + 1 : civil.year;

    ret_text[0] = '\0';
    if (!is_writable(date)) {
        return;
    }
    if (era && year == 1) {
        snprintf(ret_text, 48, "%s元年%d月%d日", era->name, civil.month, civil.day);
    } else {
        snprintf(ret_text, 48, "%s%d年%d月%d日", era ? era->name : "西暦", year, civil.month, civil.day);
    }
}

int date_fiscal_year(struct date date) {
    struct civil civil = date_to_civil(date);

    return civil.year - (civil.month < 4);
}

struct date fiscal_year_first(int fiscal_year) {
    struct date date = DATE_NONE;

    return date_from_civil((struct civil){fiscal_year, 4, 1}, &date) ? date : DATE_NONE;
}

struct date fiscal_year_last(int fiscal_year) {
    struct date date = DATE_NONE;

    if (fiscal_year >= 9999) {
        return DATE_NONE;
    }
    return date_from_civil((struct civil){fiscal_year + 1, 3, 31}, &date) ? date : DATE_NONE;
}

struct date date_add_months(struct date date, int months) {
    struct civil civil = date_to_civil(date);
    int64_t total = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = floor_div(total, 12);
    struct date moved = DATE_NONE;
    int length;

    if (!date_is_set(date) || year < 1 || year > 9999) {
        return DATE_NONE;
    }
    civil.year = (int)year;
    civil.month = (int)(total - year * 12) + 1;
    length = month_length(civil.year, civil.month);
    civil.day = civil.day < length ? civil.day : length;
    return date_from_civil(civil, &moved) ? moved : DATE_NONE;
}

/* Takes COUNT digits off S. */
static bool take_number(struct str *s, size_t count, int *ret_value) {
    int value = 0;

    if (s->n < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!str_is_digit(s->p[i])) {
            return false;
        }
        value = value * 10 + (s->p[i] - '0');
    }
    *s = str_sub(*s, count, SIZE_MAX);
    *ret_value = value;
    return true;
}

static bool take_char(struct str *s, const char *allowed) {
    if (s->n == 0 || s->p[0] == '\0' || !strchr(allowed, s->p[0])) {
        return false;
    }
    *s = str_sub(*s, 1, SIZE_MAX);
    return true;
}

/* Takes ".5" off S, or nothing; false for a point without digits. */
static bool take_fraction(struct str *s) {
    int digit;

    if (!take_char(s, ".")) {
        return true;
    }
    if (!take_number(s, 1, &digit)) {
        return false;
    }
    while (take_number(s, 1, &digit)) {
    }
    return true;
}

static bool take_offset(struct str *s, int32_t *ret_offset) {
    int hours, minutes;
    bool is_west = s->n && s->p[0] == '-';

    *ret_offset = 0;
    if (take_char(s, "Zz")) {
        return true;
    }
    if (!take_char(s, "+-") || !take_number(s, 2, &hours) || !take_char(s, ":") || !take_number(s, 2, &minutes)) {
        return false;
    }
    *ret_offset = (hours * 3600 + minutes * 60) * (is_west ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

/* SECONDS is the one behind 23:59:60. */
static bool follows_leap_second(int64_t seconds) {
    int64_t days = floor_div(seconds, SECONDS_PER_DAY);

    return days * SECONDS_PER_DAY == seconds && date_to_civil((struct date){(int32_t)days}).day == 1;
}

bool instant_read(struct str utf8, struct instant *ret_instant) {
    struct str s = utf8;
    struct civil civil;
    struct date date;
    int hour, minute, second;
    struct instant instant;

    if (!take_number(&s, 4, &civil.year) || !take_char(&s, "-") || !take_number(&s, 2, &civil.month) ||
        !take_char(&s, "-") || !take_number(&s, 2, &civil.day) || !take_char(&s, "Tt")) {
        return false;
    }
    if (!take_number(&s, 2, &hour) || !take_char(&s, ":") || !take_number(&s, 2, &minute) || !take_char(&s, ":") ||
        !take_number(&s, 2, &second) || !take_fraction(&s) || !take_offset(&s, &instant.utc_offset) || s.n) {
        return false;
    }
    if (!date_from_civil(civil, &date) || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    instant.seconds = (int64_t)date.days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - instant.utc_offset;
    if (second == 60 && !follows_leap_second(instant.seconds)) {
        return false;
    }
    *ret_instant = instant;
    return true;
}

/* "09:30" */
static void put_pair(char *to, unsigned hours, unsigned minutes) {
    put_number(to, 2, hours);
    to[2] = ':';
    put_number(to + 3, 2, minutes);
}

static void write_instant(struct date date, unsigned second_of_day, int offset_minutes, char ret_text[26]) {
    unsigned distance = (unsigned)(offset_minutes < 0 ? -offset_minutes : offset_minutes);

    date_format(date, ret_text);
    ret_text[10] = 'T';
    put_pair(ret_text + 11, second_of_day / 3600, second_of_day / 60 % 60);
    ret_text[16] = ':';
    put_number(ret_text + 17, 2, second_of_day % 60);
    if (offset_minutes) {
        ret_text[19] = offset_minutes < 0 ? '-' : '+';
        put_pair(ret_text + 20, distance / 60, distance % 60);
        ret_text[25] = '\0';
    } else {
        memcpy(ret_text + 19, "Z", 2);
    }
}

void instant_format(struct instant instant, char ret_text[26]) {
    int minutes = instant.utc_offset / 60;
    struct date date;
    int64_t local;

    if (minutes <= -24 * 60 || minutes >= 24 * 60) {
        minutes = 0;
    }
    date = instant_day(instant, minutes * 60);
    ret_text[0] = '\0';
    if (date_is_set(date)) {
        local = instant.seconds + minutes * 60;
        write_instant(date, (unsigned)(local - (int64_t)date.days * SECONDS_PER_DAY), minutes, ret_text);
    }
}

struct date instant_day(struct instant instant, int32_t utc_offset) {
    int64_t local;

    if (__builtin_add_overflow(instant.seconds, utc_offset, &local)) {
        return DATE_NONE;
    }
    return date_from_days(floor_div(local, SECONDS_PER_DAY));
}
