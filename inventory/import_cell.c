#include "inventory/import_cell.h"

#include "base/date_read.h"
#include "base/text.h"
#include "inventory/identity.h"

enum { HOUR = 3600, MINUTE = 60, DAY = 24 * HOUR, NOON = 12 };

static bool is_digit_at(struct str s, size_t at) {
    return at < s.n && str_is_digit(s.p[at]);
}

/* One or two digits at *AT, below LIMIT. */
static bool read_figure(struct str s, size_t *at, int limit, int *ret_figure) {
    size_t first = *at;

    *ret_figure = 0;
    while (*at < first + 2 && is_digit_at(s, *at)) {
        *ret_figure = *ret_figure * 10 + (s.p[(*at)++] - '0');
    }
    return *at > first && *ret_figure < limit;
}

/* What stands behind a time of day, .5z or +09:00, whose form base/date_read.h has seen to; *OFFSET stays as it is
 * where no zone is named. */
static void read_zone(struct str rest, int32_t *offset) {
    enum { ZONE_LENGTH = 5 };
    int hours, minutes;

    while (rest.n && (rest.p[0] == '.' || str_is_digit(rest.p[0]))) {
        rest = str_sub(rest, 1, SIZE_MAX);
    }
    size_t at = rest.n - ZONE_LENGTH;
    if (str_eq(rest, STR("z"))) {
        *offset = 0;
    } else if (rest.n > ZONE_LENGTH && read_figure(rest, &at, 24, &hours) && rest.p[at++] == ':' &&
               read_figure(rest, &at, 60, &minutes)) {
        *offset = (hours * HOUR + minutes * MINUTE) * (rest.p[0] == '+' ? 1 : -1);
    }
}

/* 9:05, 09:05:00.5Z, 9:05+09:00, 9:05:00 PM in folded text. False when there is something that is none of these. */
static bool read_time_of_day(struct str folded, int *ret_seconds, int32_t *offset) {
    ptrdiff_t colon = str_find_char(folded, ':');
    int hour, minute, second = 0;

    *ret_seconds = 0;
    if (colon < 0) {
        return true;
    }
    size_t at = (size_t)colon;
    while (at > 0 && colon - (ptrdiff_t)at < 2 && str_is_digit(folded.p[at - 1])) {
        at--;
    }
    if (!read_figure(folded, &at, 24, &hour) || at++ != (size_t)colon || !read_figure(folded, &at, 60, &minute)) {
        return false;
    }
    if (at < folded.n && folded.p[at] == ':' && (at++, !read_figure(folded, &at, 60, &second))) {
        return false;
    }
    read_zone(str_sub(folded, at, SIZE_MAX), offset);
    if (str_ends_with(folded, STR("pm"))) {
        hour += hour < NOON ? NOON : 0;
    } else if (str_ends_with(folded, STR("am")) && hour == NOON) {
        hour = 0;
    }
    *ret_seconds = hour * HOUR + minute * MINUTE + second;
    return true;
}

/* 0000-00-00 00:00:00 */
static bool is_never(struct str folded) {
    bool has_zero = false;

    for (size_t i = 0; i < folded.n; i++) {
        has_zero |= folded.p[i] == '0';
        if (str_find_char(STR("0-/.: t"), folded.p[i]) < 0) {
            return false;
        }
    }
    return has_zero;
}

/* The date in front of AM and PM, which base/date_read.h does not know. */
static struct str without_half(struct str folded) {
    bool has_half = str_ends_with(folded, STR("am")) || str_ends_with(folded, STR("pm"));

    return has_half ? str_trim(str_sub(folded, 0, folded.n - 2)) : folded;
}

enum problem import_cell_time(struct str utf8, int32_t utc_offset, struct instant *ret_instant, bool *ret_is_set) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct date date;
    int seconds;

    *ret_is_set = false;
    if (instant_read(str_trim(utf8), ret_instant)) {
        *ret_is_set = true;
        return PROBLEM_NONE;
    }
    text_fold(utf8, &folded);
    struct str text = buffer_view(&folded);
    if (text.n == 0 || str_eq(text, STR("-")) || str_eq(text, STR("n/a")) || is_never(text)) {
        return PROBLEM_NONE;
    }
    switch (date_read(without_half(text), &date)) {
    case DATE_AMBIGUOUS:
        return PROBLEM_DATE_AMBIGUOUS;
    case DATE_IMPOSSIBLE:
        return PROBLEM_DATE_IMPOSSIBLE;
    case DATE_NOT_A_DATE:
        return PROBLEM_DATE_NOT_READABLE;
    default:
        break;
    }
    if (!read_time_of_day(text, &seconds, &utc_offset)) {
        return PROBLEM_DATE_NOT_READABLE;
    }
    *ret_instant = (struct instant){(int64_t)date.days * DAY + seconds - utc_offset, utc_offset};
    *ret_is_set = true;
    return PROBLEM_NONE;
}

static void append_time(struct str text, int32_t utc_offset, struct buffer *out) {
    struct instant instant;
    char formatted[26];
    bool is_set;

    if (import_cell_time(text, utc_offset, &instant, &is_set) == PROBLEM_NONE && is_set) {
        instant_format(instant, formatted);
        buffer_append_cstr(out, formatted);
    }
}

/* The parts of a list that can be read, in one form. */
static void append_list(const struct column_def *column, struct str text, struct buffer *out) {
    struct str rest = text, part;
    uint8_t mac[6];
    char text_of_mac[MAC_TEXT_SIZE];

    while (value_next_part(column, &rest, &part)) {
        CLEANUP(buffer_done) struct buffer item = {0};
        if (column->type == TYPE_IP_LIST) {
            (void)identity_read_address(part, &item);
        } else if (identity_read_mac(part, mac)) {
            buffer_append(&item, identity_write_mac(mac, text_of_mac));
        }
        if (item.n) {
            buffer_append_cstr(out, out->n ? ";" : "");
            buffer_append(out, buffer_view(&item));
        }
    }
}

static void append_value(const struct column_def *column, const struct value *value, struct buffer *out) {
    char date[11];

    switch (column->type) {
    case TYPE_WORD:
        buffer_append(out, schema_word(column, (unsigned)value->number));
        break;
    case TYPE_BOOL:
        buffer_append_cstr(out, value->number ? "yes" : "no");
        break;
    case TYPE_DATE:
        date_format(value->date, date);
        buffer_append_cstr(out, date);
        break;
    default:
        buffer_printf(out, "%lld", (long long)value->number);
        break;
    }
}

void import_cell_append(enum table_id table, unsigned column, struct row_reader *reader, int32_t utc_offset,
                        struct buffer *out) {
    const struct column_def *def = schema_column(table, column);
    struct str text = row_reader_text(reader, column);
    struct value value;

    if (str_is_empty(text)) {
        return;
    }
    switch (def->type) {
    case TYPE_TIME:
        append_time(text, utc_offset, out);
        break;
    case TYPE_MAC_LIST:
    case TYPE_IP_LIST:
        append_list(def, text, out);
        break;
    case TYPE_WORD:
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_INTEGER:
    case TYPE_AMOUNT:
    case TYPE_CORES:
    case TYPE_MEMORY_MB:
    case TYPE_DISK_GB:
        value = row_reader_value(reader, column);
        if (value.is_set) {
            append_value(def, &value, out);
        }
        break;
    default:
        if (problem_effect(row_reader_value(reader, column).problem) < EFFECT_BLANK) {
            buffer_append(out, text);
        }
        break;
    }
}
