#include "inventory/value.h"

#include "base/compiler.h"
#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/number.h"
#include "inventory/value_date.h"

/* All word lists below are in folded form (base/text.h). */

/* What stands for nothing in a column that is not text. */
static const char blank_words[] = "n/a|なし|無し|該当なし|該当無し";
static const char yes_words[] = "有|有り|あり|可|済|済み|○|◯|〇|✓|✔|はい|yes|y|true|1|on";
static const char no_words[] = "無|無し|なし|不可|否|未|×|✕|いいえ|no|n|false|0|off";
static const char unlimited_words[] =
    "無制限|無限|制限なし|制限無し|上限なし|上限無し|∞|unlimited|サイト|サイトライセンス|site|-1";

/* A cell while it is read. */
struct cell {
    const struct column_def *column;
    enum unit unit;
    struct str text;   /* without outer blanks */
    struct str folded; /* never empty */
};

static bool is_only_dashes(struct str folded) {
    while (str_drop_prefix(&folded, STR("-")) || str_drop_prefix(&folded, STR("ー"))) {
    }
    return folded.n == 0;
}

static bool stands_for_blank(struct str folded) {
    return is_only_dashes(folded) || str_is_listed(blank_words, folded);
}

static void set_number(struct value *value, enum problem problem, int64_t number) {
    value->problem = problem;
    if (problem_effect(problem) <= EFFECT_NOTICE) {
        value->is_set = true;
        value->number = number;
    }
}

static void read_integer(const struct cell *cell, struct value *value) {
    int64_t number = 0;
    bool is_exact = true;
    enum problem problem = number_read(cell->column->type, cell->unit, cell->folded, &number, &is_exact);
    set_number(value, is_exact ? problem : PROBLEM_NUMBER_NOT_READABLE, number);
}

static void read_size(const struct cell *cell, struct value *value) {
    int64_t number = 0;
    bool is_exact;
    enum problem problem = number_read(cell->column->type, cell->unit, cell->folded, &number, &is_exact);
    set_number(value, problem, number);
}

/* ¥1,234 and, as Excel leaves it in CP932, \1,234. */
static void read_amount(const struct cell *cell, struct value *value) {
    struct str text = cell->folded;
    if (str_drop_prefix(&text, STR("¥")) || str_drop_prefix(&text, STR("\\"))) {
        text = str_trim(text);
    }
    int64_t number = 0;
    bool is_exact = true;
    enum problem problem = number_read(cell->column->type, cell->unit, text, &number, &is_exact);
    set_number(value, is_exact ? problem : PROBLEM_NUMBER_CONVERTED, number);
}

static void read_cores(const struct cell *cell, struct value *value) {
    struct str left, right;
    int64_t total = 0, sockets = 0;
    if (number_cut_product(cell->folded, &left, &right)) {
        enum problem problem = number_read_cores_product(left, right, &total, &sockets);
        set_number(value, problem, total);
        value->sockets = sockets;
    } else {
        read_integer(cell, value);
    }
}

static void read_word(const struct cell *cell, struct value *value) {
    unsigned index = 0;
    bool is_known = schema_word_index(cell->column, cell->folded, &index);
    set_number(value, is_known ? PROBLEM_NONE : PROBLEM_WORD_UNKNOWN, index);
}

static void read_bool(const struct cell *cell, struct value *value) {
    unsigned index;
    if (str_is_listed(yes_words, cell->folded)) {
        set_number(value, PROBLEM_NONE, 1);
    } else if (str_is_listed(no_words, cell->folded)) {
        set_number(value, PROBLEM_NONE, 0);
    } else if (schema_word_index(cell->column, cell->folded, &index)) {
        set_number(value, PROBLEM_NONE, index == 0);
    } else {
        value->problem = PROBLEM_BOOL_UNKNOWN;
    }
}

static void read_date(const struct cell *cell, struct value *value) {
    value_read_day(cell->column->type, cell->unit, cell->folded, value);
}

static void read_moment(const struct cell *cell, struct value *value) {
    value_read_moment(cell->folded, value);
}

/* Figures that software writes where there is no limit. */
static bool looks_unlimited(int64_t number) {
    return number == 9999 || number == 99999;
}

static void read_quantity(const struct cell *cell, struct value *value) {
    value->is_unlimited = str_is_listed(unlimited_words, cell->folded);
    if (value->is_unlimited) {
        set_number(value, PROBLEM_NONE, 0);
        return;
    }
    read_integer(cell, value);
    if (value->is_set && looks_unlimited(value->number)) {
        value->problem = PROBLEM_QUANTITY_LOOKS_UNLIMITED;
    }
}

static void read_ratio(const struct cell *cell, struct value *value) {
    struct rational ratio = {0};
    enum problem problem = number_read_ratio(cell->folded, &ratio);
    set_number(value, problem, ratio.numerator);
    value->denominator = ratio.denominator;
}

static void read_days(const struct cell *cell, struct value *value) {
    if (cell->unit == UNIT_MONTHS) {
        value->problem = PROBLEM_NUMBER_NOT_READABLE; /* of how many days? */
        return;
    }
    read_integer(cell, value);
}

static void read_period(const struct cell *cell, struct value *value) {
    value->problem = number_read_period(cell->unit, cell->folded, &value->period);
    value->is_set = value->problem == PROBLEM_NONE;
}

static void read_time(const struct cell *cell, struct value *value) {
    value->is_set = instant_read(cell->text, &value->instant);
    value->problem = value->is_set ? PROBLEM_NONE : PROBLEM_DATE_NOT_READABLE;
}

static void read_uuid(const struct cell *cell, struct value *value) {
    uint8_t uuid[16];
    value->is_set = identity_read_uuid(cell->text, uuid);
    value->problem = value->is_set ? PROBLEM_NONE : PROBLEM_UUID_NOT_READABLE;
}

static void read_macs(const struct cell *cell, struct value *value) {
    struct str rest = cell->text, part;
    uint8_t mac[6];
    while (value_next_part(cell->column, &rest, &part)) {
        if (identity_read_mac(part, mac)) {
            value->is_set = true;
        } else {
            value->problem = PROBLEM_MAC_NOT_READABLE;
        }
    }
}

static void read_addresses(const struct cell *cell, struct value *value) {
    CLEANUP(buffer_done) struct buffer canonical = {0};
    struct str rest = cell->text, part;
    while (value_next_part(cell->column, &rest, &part)) {
        if (identity_read_address(part, &canonical)) {
            value->is_set = true;
        } else {
            value->problem = PROBLEM_ADDRESS_NOT_READABLE;
        }
    }
}

/* NULL: text, always set. */
static void (*const readers[TYPE_KIND_COUNT])(const struct cell *cell, struct value *value) = {
    [TYPE_UUID] = read_uuid,         [TYPE_MAC_LIST] = read_macs,   [TYPE_IP_LIST] = read_addresses,
    [TYPE_WORD] = read_word,         [TYPE_BOOL] = read_bool,       [TYPE_DATE] = read_date,
    [TYPE_TIME] = read_time,         [TYPE_INTEGER] = read_integer, [TYPE_AMOUNT] = read_amount,
    [TYPE_CORES] = read_cores,       [TYPE_MEMORY_MB] = read_size,  [TYPE_DISK_GB] = read_size,
    [TYPE_QUANTITY] = read_quantity, [TYPE_RATIO] = read_ratio,     [TYPE_DAYS] = read_days,
    [TYPE_PERIOD] = read_period,     [TYPE_MILESTONE] = read_date,  [TYPE_EXPIRY] = read_date,
    [TYPE_MOMENT] = read_moment,
};

struct value value_read(const struct column_def *column, enum unit unit, struct str utf8) {
    struct value value = {.problem = PROBLEM_NONE, .date = DATE_NONE};
    struct cell cell = {.column = column, .unit = unit, .text = text_trim(utf8)};
    if (cell.text.n == 0) {
        return value;
    }
    if (!readers[column->type]) {
        value.is_set = true;
        return value;
    }
    CLEANUP(buffer_done) struct buffer folded = {0};
    text_fold(cell.text, &folded);
    cell.folded = buffer_view(&folded);
    if (!folded.failed && cell.folded.n == 0) {
        return value;
    }
    readers[column->type](&cell, &value);
    if (!value.is_set && value.problem != PROBLEM_NONE && stands_for_blank(cell.folded)) {
        value.problem = PROBLEM_NONE;
    }
    return value;
}

bool value_is_ditto(struct str utf8) {
    static const struct str marks[] = {STR("〃"), STR("同上"), STR("\"\""), STR("″"), STR("””")};
    utf8 = text_trim(utf8);
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_eq(utf8, marks[i])) {
            return true;
        }
    }
    return false;
}

/* What separates the parts of a type's lists, beside what always does. */
enum separators { SEPARATES_NOTHING, SEPARATES_PARTS = 1, SEPARATES_BY_SLASH = 2, SEPARATES_BY_COMMA = 4 };

/* SEPARATES_NOTHING when a cell is one value. */
static unsigned separators_of(enum column_type type) {
    switch (type) {
    case TYPE_MAC_LIST:
    case TYPE_HOSTNAME:
        return SEPARATES_PARTS | SEPARATES_BY_SLASH;
    case TYPE_IP_LIST:
    case TYPE_TEXT_LIST:
        return SEPARATES_PARTS;
    case TYPE_ID_LIST:
        return SEPARATES_PARTS | SEPARATES_BY_COMMA;
    default:
        return SEPARATES_NOTHING;
    }
}

/* The length of the separator that S, which is not empty, starts with, full width included; or 0. */
static size_t separator_length(unsigned separators, struct str s) {
    switch (s.p[0]) {
    case ';':
    case '\n':
    case '\r':
        return 1;
    case '/':
        return separators & SEPARATES_BY_SLASH ? 1 : 0;
    case ',':
        return separators & SEPARATES_BY_COMMA ? 1 : 0;
    case '\xE3':
        return str_starts_with(s, STR("、")) ? STR("、").n : 0;
    case '\xEF':
        return str_starts_with(s, STR("；")) || (separators & SEPARATES_BY_SLASH && str_starts_with(s, STR("／"))) ||
                       (separators & SEPARATES_BY_COMMA && str_starts_with(s, STR("，")))
                   ? STR("；").n
                   : 0;
    default:
        return 0;
    }
}

bool value_next_part(const struct column_def *column, struct str *rest, struct str *ret_part) {
    unsigned separators = separators_of(column->type);

    while (rest->n > 0) {
        size_t end = separators ? 0 : rest->n, length = 0;
        while (end < rest->n && !(length = separator_length(separators, str_sub(*rest, end, SIZE_MAX)))) {
            end++;
        }
        struct str part = text_trim(str_sub(*rest, 0, end));
        *rest = str_sub(*rest, end + length, SIZE_MAX);
        if (part.n > 0) {
            *ret_part = part;
            return true;
        }
    }
    return false;
}
