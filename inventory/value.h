#pragma once
/* Values of cells: what a cell's text means in a column of a given type. Pure functions over UTF-8; any thread. */

#include "base/calendar.h"
#include "base/rational.h"
#include "inventory/problem.h"
#include "inventory/schema.h"

/* What a heading says about its cells, such as メモリ(GB). */
enum unit {
    UNIT_NONE,
    UNIT_MB,
    UNIT_GB,
    UNIT_TB,
    UNIT_THOUSAND, /* 千円 */
    UNIT_MILLION,  /* 百万円 */
    UNIT_DAYS,
    UNIT_MONTHS,
    UNIT_FROM, /* the first day of a period: 2026-04-01～2027-03-31 */
    UNIT_TO,   /* the last day of it */
};

/* What a cell says in place of a day. */
enum date_word {
    DATE_WORD_NONE,          /* it is a day */
    DATE_WORD_NOT_ANNOUNCED, /* 未定 未公表: there will be a day */
    DATE_WORD_OVER,          /* 終了済: the day has been, nobody knows when */
    DATE_WORD_ENDLESS,       /* 無期限 永続 */
    DATE_WORD_RENEWING,      /* 自動更新 */
};

struct duration {
    int32_t months, days; /* 3か月 is no number of days */
};

struct value {
    /* PROBLEM_NONE, a notice (the value is set), or why the cell counts as blank */
    enum problem problem;
    bool is_set;
    bool is_unlimited;        /* QUANTITY: 無制限, サイト, -1; the number is 0 */
    bool is_local;            /* MOMENT: no offset was written, INSTANT is as if it were 0; the reader knows the zone */
    enum date_word date_word; /* MILESTONE EXPIRY: stands for the date, which is then DATE_NONE; only RENEWING may have
                                 a date as well: 2027-03-31（自動更新） */
    int64_t number; /* INTEGER AMOUNT QUANTITY DAYS CORES (total) MEMORY_MB DISK_GB; BOOL 0 or 1; WORD the group's
                       index; RATIO the numerator */
    union {
        int64_t sockets;        /* CORES: 8コア×2 gives 2; 0 when the cell does not say */
        int64_t denominator;    /* RATIO, in lowest terms */
        struct duration period; /* PERIOD */
    };
    struct date date;       /* DATE MILESTONE EXPIRY */
    struct instant instant; /* TIME MOMENT */
};

/* A blank cell, and `-`, なし and their like in columns that are not text, give an unset value without a problem. Text
 * types are always set when not blank. UNIT counts when the cell names none. A list of addresses with an unreadable
 * part has the problem, but is set when another part can be read. A half of a period that is left open is unset. A cell
 * for which memory runs out reads as unreadable.
 */
struct value value_read(const struct column_def *column, enum unit unit, struct str utf8);

/* The exact number of a RATIO that is set. */
static inline struct rational value_ratio(const struct value *value) {
    return (struct rational){value->number, value->denominator};
}

/* Is it one of 〃 同上 "" (repeat the cell above)? */
bool value_is_ditto(struct str utf8);
/* Takes the next part of a list cell off *REST, trimmed, blank parts skipped; false at the end. The separators are
 * those of the column's type. */
bool value_next_part(const struct column_def *column, struct str *rest, struct str *ret_part);
