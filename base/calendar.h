#pragma once
/* Civil dates, Japanese eras (和暦), fiscal years (April to March) and instants. Pure functions; no clock, no zone
 * database: whoever needs today's date is given it.
 *
 * Sources: proleptic Gregorian calendar (ISO 8601); eras 明治 1868-01-25, 大正 1912-07-30, 昭和 1926-12-25,
 * 平成 1989-01-08, 令和 2019-05-01 (元号法 and the cabinet orders before it). 明治 is counted in Gregorian days from
 * its first day on, also before 1873, when Japan still used the lunisolar calendar. Reading dates: base/date_read.h. */

#include "base/str.h"

struct arena; /* base/arena.h */

/* Days since 1970-01-01. */
struct date {
    int32_t days;
};
#define DATE_NONE ((struct date){INT32_MIN})

struct civil {
    int year, month, day;
};

static inline bool date_is_set(struct date date) {
    return date.days != INT32_MIN;
}

/* False when there is no such day (2027-02-29) or the year is outside 1…9999. */
bool date_from_civil(struct civil civil, struct date *ret_date);
struct civil date_to_civil(struct date date);

/* 0 Sunday … 6 Saturday. */
int date_weekday(struct date date);

struct era {
    char letter;      /* M T S H R */
    const char *name; /* 明治 …, UTF-8 */
    struct date first;
    struct date last; /* INT32_MAX for the present era */
};
#define ERA_COUNT 5
/* Oldest first; INDEX below ERA_COUNT. */
const struct era *era_at(size_t index);
/* The era that the date falls in; NULL before 明治. */
const struct era *era_of(struct date date);

/* YYYY-MM-DD and a NUL; empty when the date is not set or its year is outside 1…9999. */
void date_format(struct date date, char ret_text[11]);
/* The same as text in the arena. */
struct str date_written(struct date date, struct arena *arena);
/* 令和9年3月31日 in UTF-8, the first year as 元年; 西暦1867年12月31日 before 明治; empty as date_format. */
void date_format_wareki(struct date date, char ret_text[48]);

/* The fiscal year that the date falls in: 2027-03-31 is in 2026 (令和8年度). */
int date_fiscal_year(struct date date);
/* DATE_NONE when the day is outside the years 1…9999. */
struct date fiscal_year_first(int fiscal_year);
struct date fiscal_year_last(int fiscal_year);
/* MONTHS may be negative; the day is clamped to the month's end: 2027-05-31 − 3 months = 2027-02-28.
 * DATE_NONE when DATE is, or when the result is outside the years 1…9999. */
struct date date_add_months(struct date date, int months);

/* Seconds since 1970-01-01T00:00:00Z, with the offset the source wrote, in seconds east of UTC. */
struct instant {
    int64_t seconds;
    int32_t utc_offset;
};
/* RFC 3339: 2027-03-31T09:00:00+09:00, …Z, lower-case t and z, a fraction is dropped. A leap second (23:59:60Z at a
 * month's end) is the second after it. False on anything else. */
bool instant_read(struct str utf8, struct instant *ret_instant);
/* 2027-03-31T09:00:00+09:00 (Z at offset 0) and a NUL; the offset is cut to whole minutes. Empty when the local year is
 * outside 1…9999. */
void instant_format(struct instant instant, char ret_text[26]);
/* The calendar day of the instant in a zone UTC_OFFSET seconds east of UTC; DATE_NONE outside the years 1…9999. */
struct date instant_day(struct instant instant, int32_t utc_offset);
