#include "licenses/entitlement_row.h"

#include "inventory/row_cells.h"

/* --- cells that are taken as they are ------------------------------------------------------------------------------
 */

struct field {
    size_t offset; /* in struct entitlement */
    unsigned column;
};

#define FIELD(MEMBER, COLUMN)                                                                                          \
    { offsetof(struct entitlement, MEMBER), LICENSES_##COLUMN }

static const struct field text_fields[] = {
    FIELD(license_id, LICENSE_ID),
    FIELD(title, PRODUCT),
    FIELD(vendor, VENDOR),
    FIELD(edition, EDITION),
    FIELD(version, VERSION),
    FIELD(sku, SKU),
    FIELD(minimum_rule, MINIMUM_RULE),
    FIELD(virtual_rule, VIRTUAL_RULE),
    FIELD(bound_to, BOUND_TO),
    FIELD(passive_rule, PASSIVE_RULE),
    FIELD(upgrade_of, UPGRADE_OF),
    FIELD(certificate, CERTIFICATE),
    FIELD(storage, STORAGE),
    FIELD(contract_id, CONTRACT_ID),
    FIELD(department, DEPARTMENT),
};

static const struct field list_fields[] = {
    FIELD(components, COMPONENTS), FIELD(purposes, PURPOSES),       FIELD(countries, COUNTRIES),
    FIELD(sites, SITES),           FIELD(departments, DEPARTMENTS),
};

static const struct field figure_fields[] = {
    FIELD(quantity, QUANTITY),
    FIELD(units, QUANTITY),
    FIELD(unit_size, UNIT_SIZE),
    FIELD(points, POINTS),
    FIELD(maintenance_units, MAINTENANCE_QUANTITY),
    FIELD(devices_per_user, DEVICES_PER_USER),
    FIELD(reassign_days, REASSIGN_DAYS),
    FIELD(certificate_units, CERTIFICATE_QUANTITY),
    FIELD(unit_price, UNIT_PRICE),
};

static const struct field word_fields[] = {
    FIELD(metric, METRIC),
    FIELD(round_scope, ROUND_SCOPE),
    FIELD(form, FORM),
    FIELD(maintenance_rule, MAINTENANCE_RULE),
    FIELD(shared_use, SHARED_USE),
};

static const struct field term_fields[] = {
    FIELD(subcapacity_evidence, SUBCAPACITY_EVIDENCE),
    FIELD(stackable, STACKABLE),
    FIELD(vdi_exempt, VDI_EXEMPT),
    FIELD(second_copy, SECOND_COPY),
    FIELD(downgrade, DOWNGRADE),
    FIELD(reassignable, REASSIGNABLE),
};

static const struct field date_fields[] = {
    FIELD(terms_checked_on, TERMS_CHECKED_ON),
    FIELD(disposed_on, DISPOSED_ON),
    FIELD(period.start, START_ON),
};

static void *member(struct entitlement *entitlement, const struct field *field) {
    return (char *)entitlement + field->offset;
}

static struct value cell(const struct entitlement_reader *reader, unsigned column) {
    return row_reader_value(reader->row, column);
}

static enum term read_term(const struct entitlement_reader *reader, unsigned column) {
    struct value value = cell(reader, column);
    return term_of(&value);
}

static struct figure read_figure(const struct entitlement_reader *reader, unsigned column) {
    struct value value = cell(reader, column);
    return value.is_set ? (struct figure){true, value.is_unlimited, value.number} : (struct figure){0};
}

static struct word_list read_list(const struct entitlement_reader *reader, unsigned number) {
    const struct column_def *column = schema_column(TABLE_LICENSES, number);
    struct str text = arena_dup(reader->arena, row_reader_text(reader->row, number)), rest = text, part;
    uint32_t count = 0;

    while (value_next_part(column, &rest, &part)) {
        count++;
    }
    struct str *items = count ? arena_alloc_array(reader->arena, count, sizeof *items) : NULL;
    if (!items) {
        return (struct word_list){0};
    }
    rest = text;
    for (uint32_t i = 0; i < count && value_next_part(column, &rest, &items[i]); i++) {
    }
    return (struct word_list){items, count};
}

static void read_words(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    for (size_t i = 0; i < ARRAY_LEN(text_fields); i++) {
        struct str *to = member(entitlement, &text_fields[i]);
        *to = arena_dup(reader->arena, row_reader_text(reader->row, text_fields[i].column));
    }
    for (size_t i = 0; i < ARRAY_LEN(list_fields); i++) {
        struct word_list *to = member(entitlement, &list_fields[i]);
        *to = read_list(reader, list_fields[i].column);
    }
    for (size_t i = 0; i < ARRAY_LEN(word_fields); i++) {
        int *to = member(entitlement, &word_fields[i]);
        struct value value = cell(reader, word_fields[i].column);
        *to = value.is_set ? (int)value.number : WORD_BLANK;
    }
}

static void read_values(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    for (size_t i = 0; i < ARRAY_LEN(figure_fields); i++) {
        struct figure *to = member(entitlement, &figure_fields[i]);
        *to = read_figure(reader, figure_fields[i].column);
    }
    for (size_t i = 0; i < ARRAY_LEN(term_fields); i++) {
        enum term *to = member(entitlement, &term_fields[i]);
        *to = read_term(reader, term_fields[i].column);
    }
    for (size_t i = 0; i < ARRAY_LEN(date_fields); i++) {
        struct date *to = member(entitlement, &date_fields[i]);
        struct value value = cell(reader, date_fields[i].column);
        *to = value.is_set ? value.date : DATE_NONE;
    }
    struct value factor = cell(reader, LICENSES_CORE_FACTOR);
    entitlement->has_core_factor = factor.is_set && factor.number > 0;
    if (entitlement->has_core_factor) {
        entitlement->core_factor = value_ratio(&factor);
    }
}

/* --- what is made of several cells ---------------------------------------------------------------------------------
 */

static void note(struct entitlement *entitlement, enum entitlement_fact fact, bool is_lacking) {
    entitlement->facts |= is_lacking ? UINT32_C(1) << fact : 0;
}

/* Something stands in the cell, and it is not what should. */
static bool is_unreadable(const struct value *value) {
    return !value->is_set && value->problem != PROBLEM_NONE;
}

/* As much as the column of quantities takes: sums of what thousands of rows have are still numbers. */
#define UNITS_MAX INT64_C(999999999999999)

/* Packs times what is in each. */
static bool multiply(struct figure *units, const struct value *size) {
    if (units->is_unlimited || !size->is_set) {
        return !is_unreadable(size);
    }
    return size->number > 0 && !__builtin_mul_overflow(units->number, size->number, &units->number) &&
           units->number <= UNITS_MAX;
}

static void read_units(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    struct value size = cell(reader, LICENSES_UNIT_SIZE), quantity = cell(reader, LICENSES_QUANTITY);

    entitlement->is_pretended = quantity.problem == PROBLEM_QUANTITY_LOOKS_UNLIMITED;
    note(entitlement, FACT_QUANTITY, !entitlement->units.is_set);
    if (entitlement->units.is_set && !multiply(&entitlement->units, &size)) {
        note(entitlement, FACT_UNIT_SIZE, true);
        entitlement->units = (struct figure){0};
    }
    note(entitlement, FACT_METRIC, entitlement->metric == WORD_BLANK);
    note(entitlement, FACT_CAL_KIND, entitlement->metric == METRIC_CAL);
}

/* The end of a trial, where the row says how long it is. */
static void read_trial(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    struct value days = cell(reader, LICENSES_TERM_DAYS), from = cell(reader, LICENSES_COUNT_FROM);
    struct period *period = &entitlement->period;
    bool is_next = from.is_set && from.number == COUNT_FROM_NEXT_DAY;

    if (!days.is_set) {
        note(entitlement, FACT_TERM_DAYS, is_unreadable(&days));
        return;
    }
    if (!date_is_set(period->start)) {
        note(entitlement, FACT_START, true);
        return;
    }
    struct date last = DATE_NONE;
    if (days.number > 0 && days.number <= UINT32_MAX) {
        last = period_last_day(period->start, (uint32_t)days.number,
                               is_next ? PERIOD_FROM_NEXT_DAY : PERIOD_FROM_SAME_DAY);
    }
    note(entitlement, FACT_TERM_DAYS, !date_is_set(last));
    if (date_is_set(last) && (!date_is_set(period->end) || last.days < period->end.days)) {
        period->end = last;
    }
}

static void read_end(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    struct value end = cell(reader, LICENSES_END_ON);
    enum term perpetual = read_term(reader, LICENSES_PERPETUAL);
    struct period *period = &entitlement->period;
    bool is_endless = end.is_set && end.date_word == DATE_WORD_ENDLESS;

    entitlement->is_renewing = end.is_set && end.date_word == DATE_WORD_RENEWING;
    entitlement->renews_on = entitlement->is_renewing ? end.date : DATE_NONE;
    period->end = end.is_set && end.date_word == DATE_WORD_NONE ? end.date : DATE_NONE;
    period->has_fallback = read_term(reader, LICENSES_FALLBACK) == TERM_YES;
    period->is_perpetual = entitlement->is_renewing || (is_endless && perpetual != TERM_NO) ||
                           (!end.is_set && !is_unreadable(&end) && perpetual == TERM_YES);
    note(entitlement, FACT_PERPETUAL,
         (is_endless && perpetual == TERM_NO) || (!is_endless && end.is_set && perpetual == TERM_YES));
    read_trial(reader, entitlement);
    note(entitlement, FACT_END, !date_is_set(period->end) && !period->is_perpetual);
}

static void read_period(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    struct value start = cell(reader, LICENSES_START_ON), disposed = cell(reader, LICENSES_DISPOSED_ON);

    read_end(reader, entitlement);
    note(entitlement, FACT_START, is_unreadable(&start));
    note(entitlement, FACT_DISPOSED, is_unreadable(&disposed));
    const struct period *period = &entitlement->period;
    note(entitlement, FACT_REVERSED,
         date_is_set(period->start) && date_is_set(period->end) && period->end.days < period->start.days);
}

static void read_maintenance(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    struct value end = cell(reader, LICENSES_MAINTENANCE_END);

    entitlement->has_endless_maintenance =
        end.is_set && (end.date_word == DATE_WORD_ENDLESS || end.date_word == DATE_WORD_RENEWING);
    entitlement->maintenance_end = end.is_set && !entitlement->has_endless_maintenance ? end.date : DATE_NONE;
}

static void read_terms(const struct entitlement_reader *reader, struct entitlement *entitlement) {
    bool is_said = row_reader_text(reader->row, LICENSES_TERMS).n > 0;

    note(entitlement, FACT_VENDOR, entitlement->vendor.n == 0);
    note(entitlement, FACT_TERMS, !is_said && !date_is_set(entitlement->terms_checked_on));
}

/* What the row says of edition and version is the ledger's until here. */
static enum err_code recognise(const struct entitlement_reader *reader, struct entitlement *entitlement,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};
    struct title_recognition recognition;
    enum err_code code =
        title_recognise(reader->matcher, entitlement->title, entitlement->vendor, STR_NONE, &recognition, err);

    if (code) {
        return code;
    }
    entitlement->is_recognised = recognition.rule && recognition.product.n;
    note(entitlement, FACT_TITLE, !entitlement->is_recognised);
    if (!entitlement->is_recognised) {
        entitlement->product = entitlement->title;
        return ERR_OK;
    }
    recognition.edition = recognition.edition.n ? recognition.edition : entitlement->edition;
    recognition_key(&recognition, &key);
    entitlement->key = arena_dup(reader->arena, buffer_view(&key));
    entitlement->vendor = arena_dup(reader->arena, recognition.vendor);
    entitlement->product = arena_dup(reader->arena, recognition.product);
    entitlement->edition = arena_dup(reader->arena, recognition.edition);
    if (entitlement->version.n == 0) {
        entitlement->version = arena_dup(reader->arena, recognition.version);
    }
    return key.failed ? err_no_memory(err) : ERR_OK;
}

enum err_code entitlement_row_read(const struct entitlement_reader *reader, uint32_t row,
                                   struct entitlement *ret_entitlement, struct err *err) {
    struct entitlement entitlement = {.row = row, .base = ENTITLEMENT_NONE};

    row_reader_move(reader->row, row);
    entitlement.evidence = row_evidence(reader->table, row, reader->arena);
    read_words(reader, &entitlement);
    read_values(reader, &entitlement);
    read_units(reader, &entitlement);
    read_period(reader, &entitlement);
    read_maintenance(reader, &entitlement);
    read_terms(reader, &entitlement);
    enum err_code code = recognise(reader, &entitlement, err);
    if (!code) {
        *ret_entitlement = entitlement;
    }
    return code;
}
