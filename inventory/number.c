#include "inventory/number.h"

#include "base/compiler.h"

/* All word lists below are in folded form (base/text.h). */

/* What may follow a count. 式 is left out: 1式 says nothing about how many. */
static const char counters[] = "台|個|本|枚|基|人|名|件|回|コア|スレッド|ソケット|cpu|core|cores|thread|threads|"
                               "socket|sockets|units|pcs|mbps";
/* What may follow a number of rights, besides. */
static const char right_words[] = "ライセンス|シート|席|口|セット|パック|ユーザー|ユーザ|デバイス|cal|license|licenses|"
                                  "seat|seats|user|users|device|devices";
static const char core_words[] = "コア|core|cores|c";
static const char socket_words[] = "ソケット|cpu|cpus|個|基|プロセッサ|プロセッサー|socket|sockets|way|p";

/* Larger figures are slips of the keyboard, and smaller ones can be multiplied without care. */
#define NUMBER_MAX   1000000000000000LL
#define FRACTION_MAX 1000000000LL

/* How many of the column's units one of these is: NUMERATOR / DENOMINATOR. */
struct measure {
    const char *words;
    enum column_type type;
    int64_t numerator, denominator;
};

static const struct measure measures[] = {
    {"kb|kib|k", TYPE_MEMORY_MB, 1, 1024},
    {"mb|mib|m|メガバイト", TYPE_MEMORY_MB, 1, 1},
    {"gb|gib|g|ギガバイト", TYPE_MEMORY_MB, 1024, 1},
    {"tb|tib|t|テラバイト", TYPE_MEMORY_MB, 1024 * 1024, 1},
    {"mb|m|メガバイト", TYPE_DISK_GB, 1, 1000},
    {"gb|g|ギガバイト", TYPE_DISK_GB, 1, 1},
    {"tb|t|テラバイト", TYPE_DISK_GB, 1000, 1},
    {"pb|p|ペタバイト", TYPE_DISK_GB, 1000000, 1},
    {"mib", TYPE_DISK_GB, 1LL << 20, 1000000000},
    {"gib", TYPE_DISK_GB, 1LL << 30, 1000000000},
    {"tib", TYPE_DISK_GB, 1LL << 40, 1000000000},
    {"円|jpy", TYPE_AMOUNT, 1, 1},
    {"千円", TYPE_AMOUNT, 1000, 1},
    {"万円", TYPE_AMOUNT, 10000, 1},
    {"百万円", TYPE_AMOUNT, 1000000, 1},
    {"億円", TYPE_AMOUNT, 100000000, 1},
    {counters, TYPE_INTEGER, 1, 1},
    {counters, TYPE_CORES, 1, 1},
    {counters, TYPE_QUANTITY, 1, 1},
    {right_words, TYPE_QUANTITY, 1, 1},
    {"日|日間|day|days", TYPE_DAYS, 1, 1},
    {"週|週間|week|weeks", TYPE_DAYS, 7, 1},
};

/* A heading's unit as a cell would write it. */
static const char *const unit_words[] = {
    [UNIT_NONE] = "",          [UNIT_MB] = "mb",   [UNIT_GB] = "gb",       [UNIT_TB] = "tb", [UNIT_THOUSAND] = "千円",
    [UNIT_MILLION] = "百万円", [UNIT_DAYS] = "日", [UNIT_MONTHS] = "か月", [UNIT_FROM] = "", [UNIT_TO] = "",
};

/* A decimal figure: mantissa / scale. */
struct figure {
    int64_t mantissa;
    int64_t scale;
};

static bool add_digit(struct figure *figure, char digit) {
    return !__builtin_mul_overflow(figure->mantissa, 10, &figure->mantissa) &&
           !__builtin_add_overflow(figure->mantissa, digit - '0', &figure->mantissa);
}

/* Digits before the point: 16384 or 16,384; commas that do not part thousands make it unreadable. */
static enum problem take_whole(struct str *rest, struct figure *figure) {
    size_t group = 0, i = 0;
    bool has_comma = false, fits = true;
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        if (str_is_digit(c)) {
            fits = fits && add_digit(figure, c);
            group++;
        } else if (c == ',' && group > 0 && (has_comma ? group == 3 : group <= 3)) {
            has_comma = true;
            group = 0;
        } else {
            break;
        }
    }
    if (group == 0 || (has_comma && group != 3)) {
        return PROBLEM_NUMBER_NOT_READABLE;
    }
    *rest = str_sub(*rest, i, SIZE_MAX);
    return fits ? PROBLEM_NONE : PROBLEM_NUMBER_OUT_OF_RANGE;
}

static enum problem take_fraction(struct str *rest, struct figure *figure) {
    if (rest->n < 2 || rest->p[0] != '.' || !str_is_digit(rest->p[1])) {
        return PROBLEM_NONE;
    }
    size_t i = 1;
    for (; i < rest->n && str_is_digit(rest->p[i]); i++) {
        if (figure->scale == FRACTION_MAX) {
            return PROBLEM_NUMBER_NOT_READABLE;
        }
        if (!add_digit(figure, rest->p[i])) {
            return PROBLEM_NUMBER_OUT_OF_RANGE;
        }
        figure->scale *= 10;
    }
    *rest = str_sub(*rest, i, SIZE_MAX);
    return PROBLEM_NONE;
}

/* Takes a figure off *REST; what follows it is left there, trimmed. */
static enum problem take_figure(struct str *rest, struct figure *ret_figure) {
    *ret_figure = (struct figure){0, 1};
    bool is_negative = str_drop_prefix(rest, STR("-"));
    enum problem problem = take_whole(rest, ret_figure);
    if (problem == PROBLEM_NONE) {
        problem = take_fraction(rest, ret_figure);
    }
    *rest = str_trim(*rest);
    return problem == PROBLEM_NONE && is_negative && ret_figure->mantissa > 0 ? PROBLEM_NUMBER_OUT_OF_RANGE : problem;
}

static const struct measure *find_measure(enum column_type type, struct str word) {
    for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
        if (measures[i].type == type && str_is_listed(measures[i].words, word)) {
            return &measures[i];
        }
    }
    return NULL;
}

/* FIGURE in the column's unit, rounded to a whole number, half up; *ret_exact says whether that changed it. */
static enum problem scale_figure(struct figure figure, int64_t numerator, int64_t denominator, int64_t *ret_number,
                                 bool *ret_exact) {
    __int128 dividend = (__int128)figure.mantissa * numerator;
    __int128 divisor = (__int128)figure.scale * denominator;
    __int128 number = (2 * dividend + divisor) / (2 * divisor);
    if (number > NUMBER_MAX) {
        return PROBLEM_NUMBER_OUT_OF_RANGE;
    }
    *ret_exact = dividend % divisor == 0;
    *ret_number = (int64_t)number;
    return PROBLEM_NONE;
}

enum problem number_read(enum column_type type, enum unit unit, struct str text, int64_t *ret_number, bool *ret_exact) {
    struct figure figure;
    enum problem problem = take_figure(&text, &figure);
    if (problem != PROBLEM_NONE) {
        return problem;
    }
    bool names_unit = text.n > 0;
    const struct measure *measure = find_measure(type, names_unit ? text : str_from(unit_words[unit]));
    if (!measure && names_unit) {
        return PROBLEM_NUMBER_NOT_READABLE;
    }
    return scale_figure(figure, measure ? measure->numerator : 1, measure ? measure->denominator : 1, ret_number,
                        ret_exact);
}

/* One side of 8コア×2. */
struct factor {
    int64_t count;
    bool is_cores, is_sockets;
};

static bool read_factor(struct str text, struct factor *ret_factor) {
    struct figure figure;
    text = str_trim(text);
    if (take_figure(&text, &figure) != PROBLEM_NONE || figure.scale != 1 || figure.mantissa == 0) {
        return false;
    }
    *ret_factor = (struct factor){figure.mantissa, str_is_listed(core_words, text), str_is_listed(socket_words, text)};
    return text.n == 0 || ret_factor->is_cores || ret_factor->is_sockets;
}

bool number_cut_product(struct str text, struct str *ret_left, struct str *ret_right) {
    static const struct str signs[] = {STR("×"), STR("✕"), STR("*"), STR("x")};
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        ptrdiff_t at = str_find(text, signs[i]);
        if (at > 0) {
            *ret_left = str_sub(text, 0, (size_t)at);
            *ret_right = str_sub(text, (size_t)at + signs[i].n, SIZE_MAX);
            return true;
        }
    }
    return false;
}

enum problem number_read_cores_product(struct str left_text, struct str right_text, int64_t *ret_total,
                                       int64_t *ret_sockets) {
    struct factor left, right;
    int64_t total;
    if (!read_factor(left_text, &left) || !read_factor(right_text, &right) || (left.is_cores && right.is_cores) ||
        (left.is_sockets && right.is_sockets)) {
        return PROBLEM_NUMBER_NOT_READABLE;
    }
    if (__builtin_mul_overflow(left.count, right.count, &total) || total > NUMBER_MAX) {
        return PROBLEM_NUMBER_OUT_OF_RANGE;
    }
    /* 2x8 and 8x2 do not say which is which: machines have fewer sockets than cores in each. */
    bool is_named = left.is_cores || left.is_sockets || right.is_cores || right.is_sockets;
    bool sockets_left = is_named ? left.is_sockets || right.is_cores : left.count <= right.count;
    *ret_total = total;
    *ret_sockets = sockets_left ? left.count : right.count;
    return PROBLEM_NUMBER_CONVERTED;
}

static enum problem take_ratio(struct str text, struct rational *ret_ratio) {
    struct figure figure;
    text = str_trim(text);
    enum problem problem = take_figure(&text, &figure);
    if (problem != PROBLEM_NONE) {
        return problem;
    }
    return text.n == 0 && rational_make(figure.mantissa, figure.scale, ret_ratio) ? PROBLEM_NONE
                                                                                  : PROBLEM_NUMBER_NOT_READABLE;
}

enum problem number_read_ratio(struct str text, struct rational *ret_ratio) {
    struct rational numerator, denominator = rational_whole(1);
    ptrdiff_t slash = str_find_char(text, '/');
    enum problem problem = take_ratio(str_sub(text, 0, slash < 0 ? SIZE_MAX : (size_t)slash), &numerator);
    if (problem == PROBLEM_NONE && slash >= 0) {
        problem = take_ratio(str_sub(text, (size_t)slash + 1, SIZE_MAX), &denominator);
    }
    if (problem != PROBLEM_NONE) {
        return problem;
    }
    return rational_div(numerator, denominator, ret_ratio) ? PROBLEM_NONE : PROBLEM_NUMBER_NOT_READABLE;
}

/* What a period is made of. */
static const struct period_measure {
    const char *words;
    int32_t months, days;
} period_measures[] = {
    {"日|日間|day|days", 0, 1},
    {"週|週間|week|weeks", 0, 7},
    {"か月|カ月|ヵ月|ヶ月|ケ月|箇月|個月|か月間|カ月間|ヵ月間|ヶ月間|ケ月間|箇月間|month|months", 1, 0},
    {"年|年間|year|years", 12, 0},
};

/* Longer periods are slips of the keyboard. */
#define PERIOD_COUNT_MAX 9999

static bool add_to_period(int64_t count, struct str unit, struct duration *period) {
    for (size_t i = 0; i < ARRAY_LEN(period_measures); i++) {
        if (str_is_listed(period_measures[i].words, unit)) {
            period->months += (int32_t)count * period_measures[i].months;
            period->days += (int32_t)count * period_measures[i].days;
            return true;
        }
    }
    return false;
}

/* Takes 1年 off 1年6か月. Without a unit, DEFAULT_UNIT counts. */
static bool take_period_part(struct str *rest, struct str default_unit, struct duration *period) {
    struct figure figure;
    size_t end = 0;
    if (take_figure(rest, &figure) != PROBLEM_NONE || figure.scale != 1 || figure.mantissa > PERIOD_COUNT_MAX) {
        return false;
    }
    while (end < rest->n && !str_is_digit(rest->p[end])) {
        end++;
    }
    struct str unit = str_trim(str_sub(*rest, 0, end));
    *rest = str_sub(*rest, end, SIZE_MAX);
    return add_to_period(figure.mantissa, unit.n > 0 ? unit : default_unit, period);
}

enum problem number_read_period(enum unit unit, struct str text, struct duration *ret_period) {
    struct duration period = {0};
    unsigned parts = 0;
    if (str_ends_with(text, STR("前"))) { /* 3か月前: so long before the end */
        text = str_trim(str_sub(text, 0, text.n - strlen("前")));
    }
    if (str_eq(text, STR("半年"))) {
        *ret_period = (struct duration){.months = 6};
        return PROBLEM_NONE;
    }
    do {
        if (parts++ == 4 || !take_period_part(&text, str_from(unit_words[unit]), &period)) {
            return PROBLEM_PERIOD_NOT_READABLE;
        }
    } while (text.n > 0);
    *ret_period = period;
    return PROBLEM_NONE;
}
