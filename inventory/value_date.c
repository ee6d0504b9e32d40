#include "inventory/value_date.h"

#include "base/compiler.h"
#include "base/date_read.h"

/* All word lists below are in folded form (base/text.h). */

static const struct date_word_def {
    const char *words;
    enum column_type type;
    enum date_word word;
} date_words[] = {
    {"未定|未公表|未発表|未公開|未確定|tba|tbd|not announced", TYPE_MILESTONE, DATE_WORD_NOT_ANNOUNCED},
    {"終了済|終了済み|終了|サポート終了|ended|over|expired", TYPE_MILESTONE, DATE_WORD_OVER},
    {"無期限|期限なし|期限無し|no end date", TYPE_MILESTONE, DATE_WORD_ENDLESS},
    {"永続|永久|無期限|期限なし|期限無し|perpetual|never|no end date", TYPE_EXPIRY, DATE_WORD_ENDLESS},
    {"自動更新|自動継続|自動延長|auto-renew|auto renew|auto renewal|automatic renewal", TYPE_EXPIRY,
     DATE_WORD_RENEWING},
};

static enum date_word find_date_word(enum column_type type, struct str folded) {
    for (size_t i = 0; i < ARRAY_LEN(date_words); i++) {
        if (date_words[i].type == type && str_is_listed(date_words[i].words, folded)) {
            return date_words[i].word;
        }
    }
    return DATE_WORD_NONE;
}

static void read_plain_date(struct str text, struct value *value) {
    static const enum problem problems[] = {
        [DATE_READ] = PROBLEM_NONE,
        [DATE_READ_ERA_LATE] = PROBLEM_DATE_ERA,
        [DATE_READ_ERA_EARLY] = PROBLEM_DATE_ERA,
        [DATE_READ_SERIAL] = PROBLEM_DATE_SERIAL,
        [DATE_IMPOSSIBLE] = PROBLEM_DATE_IMPOSSIBLE,
        [DATE_AMBIGUOUS] = PROBLEM_DATE_AMBIGUOUS,
        [DATE_NOT_A_DATE] = PROBLEM_DATE_NOT_READABLE,
    };
    value->problem = problems[date_read(text, &value->date)];
    value->is_set = problem_effect(value->problem) <= EFFECT_NOTICE;
}

/* Takes (自動更新) off the end of an expiry. */
static bool drop_renewal(enum column_type type, struct str *text) {
    static const struct str suffixes[] = {STR("(自動更新)"), STR("(自動継続)"), STR("自動更新"), STR("自動継続")};
    for (size_t i = 0; type == TYPE_EXPIRY && i < ARRAY_LEN(suffixes); i++) {
        if (str_drop_suffix(text, suffixes[i])) {
            return true;
        }
    }
    return false;
}

static void read_day_or_word(enum column_type type, struct str text, struct value *value) {
    value->date_word = find_date_word(type, text);
    if (value->date_word != DATE_WORD_NONE) {
        value->is_set = true;
        return;
    }
    bool renews = drop_renewal(type, &text);
    read_plain_date(text, value);
    if (renews && value->is_set) {
        value->date_word = DATE_WORD_RENEWING;
    }
}

static bool is_date(struct str text) {
    struct date date;
    return date_read(str_trim(text), &date) <= DATE_READ_SERIAL;
}

/* A hyphen parts a period only between two dates, since dates have hyphens of their own. */
static bool cut_at_hyphen(struct str text, struct str *ret_from, struct str *ret_to) {
    for (size_t i = 1; i + 1 < text.n; i++) {
        if (text.p[i] == '-' && is_date(str_sub(text, 0, i)) && is_date(str_sub(text, i + 1, SIZE_MAX))) {
            *ret_from = str_sub(text, 0, i);
            *ret_to = str_sub(text, i + 1, SIZE_MAX);
            return true;
        }
    }
    return false;
}

/* Parts a period; false when it is none. */
static bool cut_period(struct str text, struct str *ret_from, struct str *ret_to) {
    static const struct str separators[] = {STR("~"), STR("から"), STR("より"), STR(" to ")};
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        ptrdiff_t at = str_find(text, separators[i]);
        if (at >= 0) {
            *ret_from = str_sub(text, 0, (size_t)at);
            *ret_to = str_sub(text, (size_t)at + separators[i].n, SIZE_MAX);
            return true;
        }
    }
    return cut_at_hyphen(text, ret_from, ret_to);
}

/* 2027-03-31まで is a period without a beginning. */
static bool drop_until(struct str *text) {
    return str_drop_suffix(text, STR("まで")) || str_drop_suffix(text, STR("迄"));
}

void value_read_day(enum column_type type, enum unit unit, struct str folded, struct value *value) {
    if (unit != UNIT_FROM && unit != UNIT_TO) {
        read_day_or_word(type, folded, value);
        return;
    }
    struct str from = STR_NONE, to = folded;
    bool is_period = cut_period(folded, &from, &to);
    is_period = drop_until(&to) || is_period;
    /* 無期限, 自動更新: a word for the whole period tells its end. */
    if (!is_period && find_date_word(TYPE_EXPIRY, folded) == DATE_WORD_NONE) {
        value->problem = PROBLEM_DATES_NOT_READABLE;
        return;
    }
    struct str half = str_trim(unit == UNIT_FROM ? from : to);
    if (half.n > 0) {
        read_day_or_word(type, half, value);
    }
}

/* Digits off the front; at most two. */
static bool take_number(struct str *rest, int *ret_number) {
    size_t n = 0;
    int number = 0;
    while (n < rest->n && n < 3 && str_is_digit(rest->p[n])) {
        number = number * 10 + (rest->p[n++] - '0');
    }
    *rest = str_sub(*rest, n, SIZE_MAX);
    *ret_number = number;
    return n == 1 || n == 2;
}

static bool take_text(struct str *rest, struct str text) {
    if (!str_starts_with(*rest, text)) {
        return false;
    }
    *rest = str_sub(*rest, text.n, SIZE_MAX);
    return true;
}

/* 9:00, 09:00:00, 24:00, 9時, 9時30分, 9時30分15秒: seconds of the day. */
static bool read_time_of_day(struct str text, int64_t *ret_seconds) {
    int hour, minute = 0, second = 0;
    if (!take_number(&text, &hour)) {
        return false;
    }
    if (take_text(&text, STR(":"))) {
        if (!take_number(&text, &minute) || (take_text(&text, STR(":")) && !take_number(&text, &second))) {
            return false;
        }
    } else if (!take_text(&text, STR("時")) ||
               (text.n > 0 && (!take_number(&text, &minute) || !take_text(&text, STR("分")))) ||
               (text.n > 0 && (!take_number(&text, &second) || !take_text(&text, STR("秒"))))) {
        return false;
    }
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return text.n == 0 && minute < 60 && second < 60 && *ret_seconds <= 24 * 3600;
}

/* Where the hour of a time of day begins, or 0. */
static size_t find_hour(struct str text) {
    ptrdiff_t colon = str_find_char(text, ':'), ji = str_find(text, STR("時"));
    ptrdiff_t at = colon >= 0 ? colon : ji;
    while (at > 0 && str_is_digit(text.p[at - 1])) {
        at--;
    }
    return at > 0 ? (size_t)at : 0;
}

/* RFC 3339, also with a blank for its T. */
static bool read_instant(struct str text, struct instant *ret_instant) {
    char copy[64];
    if (text.n < 11 || text.n > sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.p, text.n);
    if (copy[10] == ' ') {
        copy[10] = 't';
    }
    return instant_read((struct str){copy, text.n}, ret_instant);
}

void value_read_moment(struct str folded, struct value *value) {
    struct date day;
    int64_t seconds;
    size_t hour = find_hour(folded);
    value->problem = PROBLEM_NONE;
    if (read_instant(folded, &value->instant)) {
        value->is_set = true;
        return;
    }
    struct str date = str_trim(str_sub(folded, 0, hour));
    str_drop_suffix(&date, STR("t"));
    if (hour == 0 || date_read(date, &day) > DATE_READ_ERA_EARLY ||
        !read_time_of_day(str_sub(folded, hour, SIZE_MAX), &seconds)) {
        value->problem = PROBLEM_MOMENT_NOT_READABLE;
        return;
    }
    value->is_set = value->is_local = true;
    value->instant = (struct instant){.seconds = (int64_t)day.days * 86400 + seconds};
}
