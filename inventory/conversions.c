#include "inventory/conversions.h"

#include "base/text.h"
#include "inventory/table_build.h"

static const char *const names[CONVERSION_COUNT] = {
    [CONVERSION_ERA_DATE] = "era-date",     [CONVERSION_SERIAL_DATE] = "serial-date",
    [CONVERSION_FULL_WIDTH] = "full-width", [CONVERSION_UNIT] = "unit",
    [CONVERSION_DITTO] = "ditto",
};

const char *conversion_name(enum conversion conversion) {
    return names[conversion];
}

static bool is_day(enum column_type type) {
    return type == TYPE_DATE || type == TYPE_MILESTONE || type == TYPE_EXPIRY;
}

static bool is_figure(enum column_type type) {
    switch (type) {
    case TYPE_INTEGER:
    case TYPE_AMOUNT:
    case TYPE_CORES:
    case TYPE_MEMORY_MB:
    case TYPE_DISK_GB:
    case TYPE_QUANTITY:
    case TYPE_DAYS:
    case TYPE_PERIOD:
        return true;
    default:
        return false;
    }
}

/* The text is folded: 令和, and the letters that stand for eras before a figure. */
static bool has_era(struct str folded) {
    static const struct str eras[] = {STR("令"), STR("平"), STR("昭"), STR("大正"), STR("明治")};

    for (size_t i = 0; i < ARRAY_LEN(eras); i++) {
        if (str_starts_with(folded, eras[i])) {
            return true;
        }
    }
    return folded.n > 1 && memchr("rhstm", folded.p[0], 5) && (str_is_digit(folded.p[1]) || folded.p[1] == '.');
}

/* １ to ９ and ０ in UTF-8: EF BC 90 to EF BC 99. */
static bool has_wide_digit(struct str text) {
    for (size_t i = 0; i + 2 < text.n; i++) {
        unsigned char last = (unsigned char)text.p[i + 2];
        if (text.p[i] == '\xEF' && text.p[i + 1] == '\xBC' && last >= 0x90 && last <= 0x99) {
            return true;
        }
    }
    return false;
}

/* Anything behind the figure but blanks. */
static bool has_unit(struct str folded) {
    size_t n = 0;

    while (n < folded.n && (str_is_digit(folded.p[n]) || strchr(",. ", folded.p[n]))) {
        n++;
    }
    return n > 0 && n < folded.n;
}

/* Bit per enum conversion of a distinct text. */
static unsigned kinds_of(enum column_type type, struct str text, const struct value *value) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    unsigned kinds = 0;

    if (!value->is_set || (!is_day(type) && !is_figure(type))) {
        return 0;
    }
    text_fold(text, &folded);
    if (is_day(type)) {
        kinds |= value->problem == PROBLEM_DATE_SERIAL ? 1u << CONVERSION_SERIAL_DATE : 0;
        kinds |= has_era(buffer_view(&folded)) ? 1u << CONVERSION_ERA_DATE : 0;
    } else {
        kinds |= has_unit(buffer_view(&folded)) ? 1u << CONVERSION_UNIT : 0;
    }
    return kinds | (has_wide_digit(text) ? 1u << CONVERSION_FULL_WIDTH : 0);
}

/* The rows of a source: the next one's first row ends them. */
static uint32_t end_of(const struct table *table, size_t source) {
    return source + 1 < table->source_count ? table->sources[source + 1].first_row : table->rows;
}

static void count_dittos(const struct table_column *column, uint32_t begin, uint32_t end, uint64_t *count) {
    for (size_t i = 0; i < column->ditto_count; i++) {
        const struct ditto_run *run = &column->dittos[i];
        uint32_t first = run->first > begin ? run->first : begin, last = run->last + 1 < end ? run->last + 1 : end;
        *count += first < last ? last - first : 0;
    }
}

/* Each distinct text is looked at once: codes stand in runs of the same text more often than not, and there are far
 * fewer codes than rows. */
static void count_codes(const struct table *table, unsigned column, uint32_t begin, uint32_t end,
                        uint64_t counts[CONVERSION_COUNT]) {
    CLEANUP(buffer_done) struct buffer kinds = {0};
    enum column_type type = table->def->columns[column].type;

    for (uint32_t code = 0; code < table_code_count(table, column); code++) {
        buffer_append_char(
            &kinds, (char)kinds_of(type, table_code_text(table, column, code), table_code_value(table, column, code)));
    }
    if (kinds.failed || !kinds.p) {
        return;
    }
    for (uint32_t row = begin; row < end; row++) {
        unsigned char bits = (unsigned char)kinds.p[table_code(table, column, row)];
        for (unsigned kind = 0; bits; kind++, bits >>= 1) {
            counts[kind] += bits & 1;
        }
    }
}

static void count_source(const struct table *table, size_t source, uint64_t counts[CONVERSION_COUNT]) {
    uint32_t begin = table->sources[source].first_row, end = end_of(table, source);

    for (unsigned column = 0; column < table->def->column_count; column++) {
        enum column_type type = table->def->columns[column].type;
        count_dittos(&table->columns[column], begin, end, &counts[CONVERSION_DITTO]);
        if ((is_day(type) || is_figure(type)) && table_code_count(table, column)) {
            count_codes(table, column, begin, end, counts);
        }
    }
}

void conversions_count(const struct inventory *ledger, const struct inventory_file *file,
                       uint64_t ret_counts[CONVERSION_COUNT]) {
    const struct table *table = file->has_table ? inventory_table(ledger, file->table) : NULL;

    memset(ret_counts, 0, CONVERSION_COUNT * sizeof *ret_counts);
    for (size_t i = 0; table && i < table->source_count; i++) {
        if (str_eq(table->sources[i].name, file->name)) {
            count_source(table, i, ret_counts);
        }
    }
}
