#include "inventory/correction_form.h"

#include "base/text.h"

#include <stdio.h>

/* --- sizes -----------------------------------------------------------------------------------------------------------
 */

/* A unit of a size as cells write it, and how many of the column's units it is. */
struct size_unit {
    const char *name; /* folded */
    const char *written;
    enum unit heading;
    int64_t memory_mb, disk_gb; /* 0: not for such a column */
};

static const struct size_unit size_units[] = {
    {"mb", "MB", UNIT_MB, 1, 0},
    {"gb", "GB", UNIT_GB, 1024, 1},
    {"tb", "TB", UNIT_TB, 1024 * 1024, 1000},
};

static int64_t factor_of(const struct size_unit *unit, enum column_type type) {
    return type == TYPE_MEMORY_MB ? unit->memory_mb : unit->disk_gb;
}

/* The old cell around its figure: "約16 GB" is none, "16 GB" is the figure 16 and " GB" behind it. */
struct figure_form {
    struct str suffix;
    bool has_commas;
};

static bool take_figure_form(struct str old, struct figure_form *ret_form) {
    size_t n = 0;

    *ret_form = (struct figure_form){0};
    while (n < old.n && (str_is_digit(old.p[n]) || ((old.p[n] == ',' || old.p[n] == '.') && n > 0))) {
        ret_form->has_commas |= old.p[n] == ',';
        n++;
    }
    ret_form->suffix = str_sub(old, n, SIZE_MAX);
    return n > 0;
}

static bool folds_to(struct str text, const char *folded) {
    CLEANUP(buffer_done) struct buffer buffer = {0};

    text_fold(text, &buffer);
    return str_eq(buffer_view(&buffer), str_from(folded));
}

static const struct size_unit *unit_of(enum column_type type, enum unit heading, struct str suffix) {
    for (size_t i = 0; i < ARRAY_LEN(size_units); i++) {
        const struct size_unit *unit = &size_units[i];
        bool fits = suffix.n ? folds_to(suffix, unit->name) : unit->heading == heading;
        if (fits && factor_of(unit, type)) {
            return unit;
        }
    }
    return NULL;
}

static void append_whole(int64_t number, bool has_commas, struct buffer *out) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)number);

    for (int i = 0; i < n; i++) {
        if (has_commas && i && (n - i) % 3 == 0) {
            buffer_append_char(out, ',');
        }
        buffer_append_char(out, digits[i]);
    }
}

/* Memory is sold in whole units, of which firmware keeps a part; disks are not rounded further than a hundredth. */
static void append_size(int64_t number, int64_t factor, enum column_type type, bool has_commas, struct buffer *out) {
    int64_t whole = number / factor, rest = number % factor;

    if (type == TYPE_MEMORY_MB && rest) {
        whole++;
        rest = 0;
    }
    append_whole(whole, has_commas, out);
    int64_t hundredths = rest * 100 / factor;
    if (hundredths % 10) {
        buffer_printf(out, ".%02lld", (long long)hundredths);
    } else if (hundredths) {
        buffer_printf(out, ".%lld", (long long)hundredths / 10);
    }
}

/* Does the text say the number, as nearly as comparing asks for? */
static bool says_size(const struct column_def *column, enum unit unit, struct str text, int64_t number) {
    struct value value = value_read(column, unit, text);

    return value.is_set && number * 100 >= value.number * 92 && number * 100 <= value.number * 108;
}

static void form_size(const struct column_def *column, enum unit heading, struct str old, struct str observed,
                      struct buffer *out) {
    CLEANUP(buffer_done) struct buffer formed = {0};
    struct value value = value_read(column, UNIT_NONE, observed);
    struct figure_form form;
    CLEANUP(buffer_done) struct buffer folded = {0};
    bool is_plain = take_figure_form(old, &form);
    if (!is_plain) { /* full width, perhaps */
        text_fold(old, &folded);
        (void)take_figure_form(buffer_view(&folded), &form);
    }
    const struct size_unit *unit = unit_of(column->type, heading, form.suffix);

    if (!value.is_set) {
        buffer_append(out, observed);
        return;
    }
    if (unit) {
        append_size(value.number, factor_of(unit, column->type), column->type, form.has_commas, &formed);
        buffer_append(&formed, is_plain || form.suffix.n == 0 ? form.suffix : str_from(unit->written));
    }
    if (!unit || !says_size(column, heading, buffer_view(&formed), value.number)) {
        bool is_bare = heading == UNIT_NONE && form.suffix.n == 0;
        buffer_reset(&formed);
        append_whole(value.number, form.has_commas, &formed);
        buffer_append_cstr(&formed, is_bare ? "" : column->type == TYPE_MEMORY_MB ? "MB" : "GB");
    }
    out->failed |= formed.failed;
    buffer_append(out, buffer_view(&formed));
}

/* --- lists, words ----------------------------------------------------------------------------------------------------
 */

/* What stood between the parts of the old cell; by default a semicolon. */
static struct str separator_of(const struct column_def *column, struct str old) {
    struct str rest = old, first, second;

    if (!value_next_part(column, &rest, &first) || !value_next_part(column, &rest, &second)) {
        return STR("; ");
    }
    return str_range(first.p + first.n, second.p);
}

static void form_list(const struct column_def *column, struct str old, struct str observed, struct buffer *out) {
    struct str separator = separator_of(column, old), rest = observed, part;

    for (size_t count = 0; value_next_part(column, &rest, &part); count++) {
        buffer_append(out, count ? separator : STR_NONE);
        buffer_append(out, part);
    }
}

/* What people write for yes, and beside it for no. */
static const char *const opposites[][2] = {
    {"有", "無"},       {"有り", "無し"}, {"あり", "なし"},  {"可", "不可"}, {"済", "未"},     {"○", "×"},
    {"はい", "いいえ"}, {"yes", "no"},    {"true", "false"}, {"1", "0"},     {"仮想", "物理"}, {"virtual", "physical"},
};

static void form_bool(const struct column_def *column, struct str old, struct str observed, struct buffer *out) {
    struct value value = value_read(column, UNIT_NONE, observed);

    for (size_t i = 0; value.is_set && i < ARRAY_LEN(opposites); i++) {
        if (folds_to(old, opposites[i][0]) || folds_to(old, opposites[i][1])) {
            buffer_append_cstr(out, opposites[i][value.number ? 0 : 1]);
            return;
        }
    }
    buffer_append(out, observed);
}

void correction_form(const struct column_def *column, enum unit unit, struct str old, struct str observed,
                     struct buffer *out) {
    switch (column->type) {
    case TYPE_MEMORY_MB:
    case TYPE_DISK_GB:
        form_size(column, unit, old, observed, out);
        break;
    case TYPE_MAC_LIST:
    case TYPE_IP_LIST:
    case TYPE_HOSTNAME:
    case TYPE_ID_LIST:
    case TYPE_TEXT_LIST:
        form_list(column, old, observed, out);
        break;
    case TYPE_BOOL:
        form_bool(column, old, observed, out);
        break;
    default:
        buffer_append(out, observed);
        break;
    }
}
