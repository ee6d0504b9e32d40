#include "base/xlsx_value.h"

#include "base/calendar.h"

#define DIGITS_KEPT  17 /* what a double needs at most */
#define DIGITS_SHOWN 15
/* Numbers are written out up to here, then with an exponent. */
#define POINT_MAX    21
#define POINT_MIN    (-9)
#define EXPONENT_MAX 9999

enum xlsx_format xlsx_format_builtin(uint32_t id) {
    static const struct {
        uint8_t first, last;
        enum xlsx_format format;
    } formats[] = {
        {14, 17, XLSX_DATE}, {18, 21, XLSX_TIME}, {22, 22, XLSX_DATE}, {27, 31, XLSX_DATE}, {32, 33, XLSX_TIME},
        {34, 36, XLSX_DATE}, {45, 45, XLSX_TIME}, {47, 47, XLSX_TIME}, {50, 58, XLSX_DATE},
    };

    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (id >= formats[i].first && id <= formats[i].last) {
            return formats[i].format;
        }
    }
    return XLSX_NUMBER;
}

/* Is what stands in [ ] hours, minutes or seconds that run on past a day? */
static bool is_elapsed(struct str inner) {
    char unit = inner.n ? str_lower_char(inner.p[0]) : '\0';

    for (size_t i = 0; i < inner.n; i++) {
        if (str_lower_char(inner.p[i]) != unit) {
            return false;
        }
    }
    return unit == 'h' || unit == 'm' || unit == 's';
}

/* Takes what is no token off the front of a format code: quoted text, escaped characters, conditions, names of the
 * general format. False when a token stands there. */
static bool skip_literal(struct str *code, bool *ret_is_elapsed) {
    static const char *const names[] = {"General", "G/標準", "E+", "E-"};
    char c = code->p[0];
    ptrdiff_t end;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str name = str_from(names[i]);
        if (str_eq_ignore_case(str_sub(*code, 0, name.n), name)) {
            *code = str_sub(*code, name.n, SIZE_MAX);
            return true;
        }
    }
    if (c == '\\' || c == '_' || c == '*') {
        *code = str_sub(*code, 2, SIZE_MAX);
        return true;
    }
    if (c != '"' && c != '[') {
        return false;
    }
    end = str_find_char(str_sub(*code, 1, SIZE_MAX), c == '"' ? '"' : ']');
    *ret_is_elapsed |= c == '[' && end > 0 && is_elapsed(str_sub(*code, 1, (size_t)end));
    *code = end < 0 ? STR_NONE : str_sub(*code, (size_t)end + 2, SIZE_MAX);
    return true;
}

enum xlsx_format xlsx_format_of_code(struct str code) {
    bool has_day = false, has_time = false, has_month = false, has_elapsed = false;

    while (code.n) {
        if (skip_literal(&code, &has_elapsed)) {
            continue;
        }
        char c = str_lower_char(code.p[0]);
        /* aaa and aaaa are the weekday; am/pm comes with hours */
        has_day |= c == 'y' || c == 'd' || c == 'g' || c == 'e' || str_eq_ignore_case(str_sub(code, 0, 3), STR("aaa"));
        has_time |= c == 'h' || c == 's';
        has_month |= c == 'm';
        code = str_sub(code, 1, SIZE_MAX);
    }
    if (has_elapsed) {
        return XLSX_NUMBER;
    }
    /* m beside hours or seconds is minutes */
    return has_day || (has_month && !has_time) ? XLSX_DATE : has_time ? XLSX_TIME : XLSX_NUMBER;
}

/* 0.DIGITS × 10^point; no digits: zero. */
struct decimal {
    bool is_negative;
    char digits[DIGITS_KEPT];
    int n; /* without trailing zeros */
    int point;
};

static void drop_zeros(struct decimal *decimal) {
    while (decimal->n && decimal->digits[decimal->n - 1] == '0') {
        decimal->n--;
    }
}

static bool read_exponent(struct str text, int *ret_exponent) {
    bool is_negative = str_starts_with(text, STR("-"));
    uint64_t value;

    if (is_negative || str_starts_with(text, STR("+"))) {
        text = str_sub(text, 1, SIZE_MAX);
    }
    if (!str_to_u64(text, &value) || value > EXPONENT_MAX) {
        return false;
    }
    *ret_exponent = is_negative ? -(int)value : (int)value;
    return true;
}

/* Digits with a point among them, up to an exponent. Digits past the last one kept are dropped: no double has them. */
static bool read_mantissa(struct str *text, struct decimal *ret) {
    bool has_point = false, has_digit = false;
    size_t i = 0;

    for (; i < text->n; i++) {
        char c = text->p[i];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (!str_is_digit(c) || i > EXPONENT_MAX) {
            break;
        } else {
            has_digit = true;
            bool is_leading_zero = ret->n == 0 && c == '0';
            ret->point += has_point ? (is_leading_zero ? -1 : 0) : (is_leading_zero ? 0 : 1);
            if (!is_leading_zero && ret->n < DIGITS_KEPT) {
                ret->digits[ret->n++] = c;
            }
        }
    }
    *text = str_sub(*text, i, SIZE_MAX);
    return has_digit;
}

static bool read_decimal(struct str text, struct decimal *ret) {
    int exponent = 0;

    *ret = (struct decimal){.is_negative = str_starts_with(text, STR("-"))};
    if (ret->is_negative || str_starts_with(text, STR("+"))) {
        text = str_sub(text, 1, SIZE_MAX);
    }
    if (!read_mantissa(&text, ret)) {
        return false;
    }
    if (text.n && (str_lower_char(text.p[0]) != 'e' || !read_exponent(str_sub(text, 1, SIZE_MAX), &exponent))) {
        return false;
    }
    ret->point += exponent;
    drop_zeros(ret);
    return true;
}

/* To the digits that Excel shows, unless it is an integer. */
static void round_decimal(struct decimal *decimal) {
    int i = DIGITS_SHOWN - 1;

    if (decimal->n <= DIGITS_SHOWN || (decimal->point <= DIGITS_KEPT && decimal->n <= decimal->point)) {
        return;
    }
    decimal->n = DIGITS_SHOWN;
    if (decimal->digits[DIGITS_SHOWN] >= '5') {
        while (i >= 0 && decimal->digits[i] == '9') {
            decimal->digits[i--] = '0';
        }
        if (i >= 0) {
            decimal->digits[i]++;
        } else {
            decimal->digits[0] = '1';
            decimal->point++;
        }
    }
    drop_zeros(decimal);
}

static void append_scientific(const struct decimal *decimal, struct buffer *out) {
    int exponent = decimal->point - 1;

    buffer_append_char(out, decimal->digits[0]);
    if (decimal->n > 1) {
        buffer_append_char(out, '.');
        buffer_append(out, (struct str){decimal->digits + 1, (size_t)decimal->n - 1});
    }
    buffer_printf(out, "E%c%02d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
}

static void append_decimal(const struct decimal *decimal, struct buffer *out) {
    int end = decimal->n > decimal->point ? decimal->n : decimal->point;

    if (decimal->n == 0) {
        buffer_append_char(out, '0');
        return;
    }
    if (decimal->is_negative) {
        buffer_append_char(out, '-');
    }
    if (decimal->point > POINT_MAX || decimal->point < POINT_MIN) {
        append_scientific(decimal, out);
        return;
    }
    buffer_append_cstr(out, decimal->point <= 0 ? "0" : "");
    for (int i = decimal->point < 0 ? decimal->point : 0; i < end; i++) {
        if (i == decimal->point) {
            buffer_append_char(out, '.');
        }
        buffer_append_char(out, i >= 0 && i < decimal->n ? decimal->digits[i] : '0');
    }
}

/* A day and the seconds into it. */
struct moment {
    int64_t day;
    int64_t seconds;
};

/* False when the number is outside of Excel's days. */
static bool read_moment(const struct decimal *decimal, struct moment *ret) {
    struct moment moment = {0, 0};
    int64_t fraction = 0, scale = 1;

    if (decimal->is_negative || (decimal->n && decimal->point > 7)) {
        return false;
    }
    for (int i = 0; i < decimal->point; i++) {
        moment.day = moment.day * 10 + (i < decimal->n ? decimal->digits[i] - '0' : 0);
    }
    /* 12 digits: well below a microsecond, and far from an overflow */
    for (int i = decimal->point; scale < INT64_C(1000000000000) && i < decimal->n; i++) {
        fraction = fraction * 10 + (i >= 0 ? decimal->digits[i] - '0' : 0);
        scale *= 10;
    }
    moment.seconds = (fraction * 86400 + scale / 2) / scale;
    if (moment.seconds == 86400) {
        moment = (struct moment){moment.day + 1, 0};
    }
    *ret = moment;
    return true;
}

/* False when there is no such day. */
static bool append_day(int64_t day, bool is_1904, struct buffer *out) {
    struct civil first = is_1904 ? (struct civil){1904, 1, 1} : (struct civil){1899, 12, 30};
    struct date date;
    char text[11];

    if (!is_1904 && (day == 0 || day == 60)) {
        buffer_append_cstr(out, day ? "1900-02-29" : "1900-01-00");
        return true;
    }
    if (!date_from_civil(first, &date)) {
        return false;
    }
    /* Excel takes 1900 for a leap year. */
    date.days += (int32_t)day + (!is_1904 && day < 60);
    date_format(date, text);
    buffer_append_cstr(out, text);
    return text[0] != '\0';
}

static bool append_moment(const struct decimal *decimal, enum xlsx_format format, bool is_1904, struct buffer *out) {
    bool has_day;
    struct moment moment;

    if (!read_moment(decimal, &moment)) {
        return false;
    }
    has_day = format == XLSX_DATE ? moment.day || !moment.seconds : moment.day > 0;
    if (has_day && !append_day(moment.day, is_1904, out)) {
        return false;
    }
    if (!has_day || moment.seconds) {
        buffer_printf(out, "%s%02d:%02d:%02d", has_day ? " " : "", (int)(moment.seconds / 3600),
                      (int)(moment.seconds / 60 % 60), (int)(moment.seconds % 60));
    }
    return true;
}

void xlsx_number_text(struct str number, enum xlsx_format format, bool is_1904, struct buffer *out) {
    struct decimal decimal;

    if (!read_decimal(str_trim(number), &decimal)) {
        buffer_append(out, number);
        return;
    }
    round_decimal(&decimal);
    if (format == XLSX_NUMBER || !append_moment(&decimal, format, is_1904, out)) {
        append_decimal(&decimal, out);
    }
}

void xlsx_iso_date_text(struct str date, struct buffer *out) {
    static const char *const midnights[] = {"T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z"};

    for (size_t i = 0; i < ARRAY_LEN(midnights); i++) {
        struct str midnight = str_from(midnights[i]);
        if (date.n > midnight.n && str_ends_with(date, midnight)) {
            date.n -= midnight.n;
            break;
        }
    }
    buffer_append(out, date);
}
