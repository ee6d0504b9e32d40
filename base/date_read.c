#include "base/date_read.h"

#include "base/compiler.h"

#include <assert.h>

/* The cell is first turned into one byte per token: ASCII stays (letters in upper case), the few ideographs that dates
 * use become the bytes below, era names become their letter. What remains is a small grammar over bytes. */
enum token {
    TOKEN_YEAR = 0x80, /* 年 */
    TOKEN_MONTH,       /* 月, also the weekday */
    TOKEN_DAY,         /* 日, also the weekday */
    TOKEN_FIRST,       /* 元 */
    TOKEN_TUESDAY,
    TOKEN_WEDNESDAY,
    TOKEN_THURSDAY,
    TOKEN_FRIDAY,
    TOKEN_SATURDAY,
    TOKEN_WEEKDAY_NAME, /* 曜 */
};

enum { MAX_TOKENS = 64 };

struct tokens {
    unsigned char p[MAX_TOKENS + 3];
    size_t n;
};

/* The longer spelling before the shorter. Ligatures and the blank are what NFKC makes of them; − and ‐ are how other
 * converters write the full-width hyphen of Japanese encodings. */
static const struct spelling {
    const char *utf8;
    const char *tokens;
} spellings[] = {
    {"明治", "M"},    {"大正", "T"},    {"昭和", "S"},    {"平成", "H"},    {"令和", "R"},    {"明", "M"},
    {"大", "T"},      {"昭", "S"},      {"平", "H"},      {"令", "R"},      {"㍾", "M"},      {"㍽", "T"},
    {"㍼", "S"},      {"㍻", "H"},      {"㋿", "R"},     {"年", "\x80"},   {"月", "\x81"},   {"日", "\x82"},
    {"元", "\x83"},   {"火", "\x84"},   {"水", "\x85"},   {"木", "\x86"},   {"金", "\x87"},   {"土", "\x88"},
    {"曜", "\x89"},   {"㈪", "(\x81)"}, {"㈫", "(\x84)"}, {"㈬", "(\x85)"}, {"㈭", "(\x86)"}, {"㈮", "(\x87)"},
    {"㈯", "(\x88)"}, {"㈰", "(\x82)"}, {"\u3000", " "},  {"\u00A0", " "},  {"\u2212", "-"},  {"\u2010", "-"},
};

/* The ASCII character at the start of S, itself or in full width (U+FF01–U+FF5E), or 0. */
static unsigned char ascii_at(struct str s, size_t *ret_length) {
    unsigned char first = (unsigned char)s.p[0];

    *ret_length = 1;
    if (first < 0x80) {
        return first;
    }
    *ret_length = 3;
    if (s.n < 3 || first != 0xEF) {
        return 0;
    }
    if ((unsigned char)s.p[1] == 0xBC && (unsigned char)s.p[2] >= 0x81 && (unsigned char)s.p[2] <= 0xBF) {
        return (unsigned char)((unsigned char)s.p[2] - 0x81 + 0x21);
    }
    if ((unsigned char)s.p[1] == 0xBD && (unsigned char)s.p[2] >= 0x80 && (unsigned char)s.p[2] <= 0x9E) {
        return (unsigned char)((unsigned char)s.p[2] - 0x80 + 0x60);
    }
    return 0;
}

/* Appends the tokens of the character or name at the start of S; returns its length, 0 when dates do not use it. */
static size_t append_token(struct str s, struct tokens *tokens) {
    size_t length;
    unsigned char c = ascii_at(s, &length);

    if (c) {
        tokens->p[tokens->n++] = c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : c;
        return length;
    }
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        if (spellings[i].utf8[0] == s.p[0] && str_starts_with(s, str_from(spellings[i].utf8))) {
            for (const char *p = spellings[i].tokens; *p; p++) {
                tokens->p[tokens->n++] = (unsigned char)*p;
            }
            return strlen(spellings[i].utf8);
        }
    }
    return 0;
}

/* Without outer blanks; inner ones become one. A NUL stands behind the last token. */
static bool tokenise(struct str utf8, struct tokens *tokens) {
    tokens->n = 0;
    while (utf8.n) {
        size_t length = tokens->n < MAX_TOKENS ? append_token(utf8, tokens) : 0;

        if (length == 0) {
            return false;
        }
        assert(tokens->n > 0);
        utf8 = str_sub(utf8, length, SIZE_MAX);
        if (str_is_blank((char)tokens->p[tokens->n - 1]) &&
            (tokens->n == 1 || str_is_blank((char)tokens->p[tokens->n - 2]))) {
            tokens->n--;
        }
    }
    if (tokens->n > 0 && str_is_blank((char)tokens->p[tokens->n - 1])) {
        tokens->n--;
    }
    tokens->p[tokens->n] = '\0';
    return true;
}

/* What stands in front of weekday and time. */
struct fields {
    const struct era *era;   /* NULL without one */
    unsigned char separator; /* behind the year; 0 when all digits stand together */
    int value[3], digits[3]; /* in the order written */
};

struct suffix {
    int weekday; /* -1 without one */
    bool is_present, is_possible;
};

static bool take(const unsigned char **at, unsigned char token) {
    bool found = **at == token;

    *at += found;
    return found;
}

/* Up to eight digits; returns how many, 0 for none or too many. */
static int take_digits(const unsigned char **at, int *ret_value) {
    int digits = 0, value = 0;

    for (; **at >= '0' && **at <= '9' && digits < 9; ++*at, digits++) {
        value = value * 10 + (**at - '0');
    }
    *ret_value = value;
    return digits < 9 ? digits : 0;
}

static bool take_year(const unsigned char **at, struct fields *fields) {
    fields->era = NULL;
    for (size_t i = 0; i < ERA_COUNT && !fields->era; i++) {
        fields->era = take(at, (unsigned char)era_at(i)->letter) ? era_at(i) : NULL;
    }
    if (fields->era && take(at, TOKEN_FIRST)) {
        fields->value[0] = fields->digits[0] = 1;
        return true;
    }
    fields->digits[0] = take_digits(at, &fields->value[0]);
    return fields->digits[0] > 0;
}

static bool take_fields(const unsigned char **at, struct fields *fields) {
    /* Behind the year, the month, the day. */
    static const unsigned char separators[][3] = {
        {'-', '-', 0}, {'/', '/', 0}, {'.', '.', 0}, {TOKEN_YEAR, TOKEN_MONTH, TOKEN_DAY}};

    if (!take_year(at, fields)) {
        return false;
    }
    fields->separator = 0;
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        if (!take(at, separators[i][0])) {
            continue;
        }
        fields->separator = separators[i][0];
        fields->digits[1] = take_digits(at, &fields->value[1]);
        if (fields->digits[1] == 0 || !take(at, separators[i][1])) {
            return false;
        }
        fields->digits[2] = take_digits(at, &fields->value[2]);
        return fields->digits[2] > 0 && (!separators[i][2] || take(at, separators[i][2]));
    }
    return true;
}

/* (水) or (水曜日); true as well when there is none. */
static bool take_weekday(const unsigned char **at, int *ret_weekday) {
    static const unsigned char names[] = {TOKEN_DAY,      TOKEN_MONTH,  TOKEN_TUESDAY, TOKEN_WEDNESDAY,
                                          TOKEN_THURSDAY, TOKEN_FRIDAY, TOKEN_SATURDAY};

    *ret_weekday = -1;
    if (!take(at, '(')) {
        return true;
    }
    for (int i = 0; i < 7 && *ret_weekday < 0; i++) {
        *ret_weekday = take(at, names[i]) ? i : -1;
    }
    if (*ret_weekday < 0 || (take(at, TOKEN_WEEKDAY_NAME) && !take(at, TOKEN_DAY))) {
        return false;
    }
    return take(at, ')');
}

/* A number of exactly two digits behind a colon. */
static bool take_sixtieths(const unsigned char **at, int *ret_value) {
    return take(at, ':') && take_digits(at, ret_value) == 2;
}

/* Z, +09:00 or nothing. */
static bool take_zone(const unsigned char **at, bool *is_possible) {
    int hours, minutes;

    if (take(at, 'Z') || (**at != '+' && **at != '-')) {
        return true;
    }
    ++*at;
    if (take_digits(at, &hours) != 2 || !take_sixtieths(at, &minutes)) {
        return false;
    }
    *is_possible = *is_possible && hours <= 23 && minutes <= 59;
    return true;
}

/* .5 or nothing; false for a point without digits. */
static bool take_fraction(const unsigned char **at) {
    const unsigned char *first;

    if (!take(at, '.')) {
        return true;
    }
    for (first = *at; **at >= '0' && **at <= '9';) {
        ++*at;
    }
    return *at > first;
}

/* 9:00, 09:00:00.000, 24:00 as the end of the day, with or without a zone. */
static bool take_time(const unsigned char **at, bool *is_possible) {
    int hour, minute, second = 0;
    int hour_digits = take_digits(at, &hour);

    if (hour_digits < 1 || hour_digits > 2 || !take_sixtieths(at, &minute)) {
        return false;
    }
    if (**at == ':' && (!take_sixtieths(at, &second) || !take_fraction(at))) {
        return false;
    }
    *is_possible = minute <= 59 && second <= 60 && (hour <= 23 || (hour == 24 && minute == 0 && second == 0));
    return take_zone(at, is_possible);
}

/* Reads all that is left. */
static bool take_suffix(const unsigned char *at, bool allows_t, struct suffix *suffix) {
    suffix->is_present = *at != '\0';
    suffix->is_possible = true;
    if (at[0] == ' ' && at[1] == '(') {
        at++;
    }
    if (!take_weekday(&at, &suffix->weekday)) {
        return false;
    }
    if ((allows_t && take(&at, 'T')) || take(&at, ' ')) {
        return take_time(&at, &suffix->is_possible) && *at == '\0';
    }
    return *at == '\0';
}

static enum date_reading read_civil(struct civil civil, struct suffix suffix, struct date *ret_date) {
    struct date date;

    if (!date_from_civil(civil, &date) || !suffix.is_possible) {
        return DATE_IMPOSSIBLE;
    }
    if (suffix.weekday >= 0 && suffix.weekday != date_weekday(date)) {
        return DATE_IMPOSSIBLE;
    }
    *ret_date = date;
    return DATE_READ;
}

/* 20270331 or 46477. */
static enum date_reading read_plain(const struct fields *fields, struct suffix suffix, struct date *ret_date) {
    enum { SERIAL_OF_1970 = 25569 };
    int value = fields->value[0];

    if (fields->era) {
        return DATE_NOT_A_DATE;
    }
    if (fields->digits[0] == 8) {
        return read_civil((struct civil){value / 10000, value / 100 % 100, value % 100}, suffix, ret_date);
    }
    if (fields->digits[0] != 5 || value < 10000 || suffix.is_present) {
        return DATE_NOT_A_DATE;
    }
    ret_date->days = value - SERIAL_OF_1970;
    return DATE_READ_SERIAL;
}

static enum date_reading read_era(const struct fields *fields, struct suffix suffix, struct date *ret_date) {
    int year = date_to_civil(fields->era->first).year + fields->value[0] - 1;
    struct date date;
    enum date_reading reading;

    if (fields->digits[0] > 2) {
        return DATE_NOT_A_DATE;
    }
    if (fields->value[0] == 0) {
        return DATE_IMPOSSIBLE;
    }
    reading = read_civil((struct civil){year, fields->value[1], fields->value[2]}, suffix, &date);
    if (reading != DATE_READ) {
        return reading;
    }
    *ret_date = date;
    if (date.days < fields->era->first.days) {
        return DATE_READ_ERA_EARLY;
    }
    return date.days > fields->era->last.days ? DATE_READ_ERA_LATE : DATE_READ;
}

static enum date_reading read_separated(const struct fields *fields, struct suffix suffix, struct date *ret_date) {
    const int *digits = fields->digits;

    if (digits[1] > 2 || (digits[2] > 2 && digits[2] != 4)) {
        return DATE_NOT_A_DATE;
    }
    if (fields->era) {
        return digits[2] > 2 ? DATE_NOT_A_DATE : read_era(fields, suffix, ret_date);
    }
    if (digits[0] <= 2) {
        return DATE_AMBIGUOUS;
    }
    if (digits[0] != 4 || digits[2] > 2) {
        return DATE_NOT_A_DATE;
    }
    return read_civil((struct civil){fields->value[0], fields->value[1], fields->value[2]}, suffix, ret_date);
}

enum date_reading date_read(struct str utf8, struct date *ret_date) {
    struct tokens tokens = {0};
    struct fields fields = {0};
    struct suffix suffix;
    const unsigned char *at = tokens.p;

    if (!tokenise(utf8, &tokens) || !take_fields(&at, &fields)) {
        return DATE_NOT_A_DATE;
    }
    if (!take_suffix(at, !fields.era && fields.separator == '-', &suffix)) {
        return DATE_NOT_A_DATE;
    }
    return fields.separator ? read_separated(&fields, suffix, ret_date) : read_plain(&fields, suffix, ret_date);
}
