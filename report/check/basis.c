/* How a sample was drawn, so that anybody can draw it again; and how the sheets are filled in. */

#include "report/check/sheet.h"

#include "base/fill.h"

#include <stdio.h>

static void fact(struct record *record, enum export_text label, enum export_text text, const struct str *values,
                 size_t count) {
    CLEANUP(buffer_done) struct buffer value = {0};

    fill_append(export_text(text, record->language), values, count, &value);
    record_fact(record, label, buffer_view(&value));
}

static void write_ledger(struct record *record) {
    size_t count;
    const struct inventory_file *files = inventory_files(record->request->ledger, &count);

    for (size_t i = 0; i < count; i++) {
        char rows[STR_U64_SIZE], hex[33];
        if (files[i].has_table && files[i].table == TABLE_DEVICES && !files[i].is_refused) {
            hash128_format(files[i].digest, hex);
            const struct str values[] = {files[i].name, str_format_u64(files[i].rows, rows), str_from(hex)};
            fact(record, EXPORT_CHECK_LEDGER, EXPORT_CHECK_LEDGER_FILE, values, ARRAY_LEN(values));
        }
    }
}

static void append_condition(struct record *record, enum export_text text, struct str value, struct buffer *out) {
    if (value.n) {
        buffer_append_cstr(out, out->n ? record->language == LANGUAGE_JA ? "、" : "; " : "");
        fill_append(export_text(text, record->language), &value, 1, out);
    }
}

static void write_scope(struct record *record, const struct check_scope *scope) {
    CLEANUP(buffer_done) struct buffer text = {0};

    append_condition(record, EXPORT_CHECK_SCOPE_SYSTEM, scope->system, &text);
    append_condition(record, EXPORT_CHECK_SCOPE_LOCATION, scope->location, &text);
    if (text.n == 0) {
        buffer_append_cstr(&text, export_text(EXPORT_CHECK_SCOPE_ALL, record->language));
    }
    record_fact(record, EXPORT_CHECK_SCOPE, buffer_view(&text));
}

static void write_population(struct record *record, const struct check_population *population) {
    const uint64_t numbers[] = {population->count,   population->rows,      population->gone,
                                population->virtual, population->elsewhere, population->nameless};
    char texts[ARRAY_LEN(numbers)][STR_U64_SIZE];
    struct str values[ARRAY_LEN(numbers)];

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        values[i] = str_format_u64(numbers[i], texts[i]);
    }
    fact(record, EXPORT_CHECK_POPULATION, EXPORT_CHECK_POPULATION_IS, values, ARRAY_LEN(values));
}

static enum err_code write_size(struct record *record, const struct check_sheets *sheets, struct err *err) {
    const struct check_plan *plan = record->request->plan;
    char drawn[STR_U64_SIZE], size[STR_U64_SIZE], wrong[STR_U64_SIZE], confidence[48] = "", tolerable[48] = "";
    uint64_t deviations = 0;
    enum err_code code = ERR_OK;

    if (plan->size == 0) {
        code = sample_deviations(sheets->population.count, &plan->aim, &deviations, err);
        rational_format(plan->aim.confidence, confidence);
        rational_format(plan->aim.tolerable, tolerable);
    }
    const struct str values[] = {str_format_u64(sheets->drawn, drawn), str_format_u64(sheets->size, size),
                                 str_from(confidence), str_from(tolerable), str_format_u64(deviations, wrong)};
    fact(record, EXPORT_CHECK_SIZE, plan->size ? EXPORT_CHECK_SIZE_GIVEN : EXPORT_CHECK_SIZE_RECKONED, values,
         ARRAY_LEN(values));
    return code;
}

/* Names are put into a command line as they are: the first that needs no quoting serves. */
static bool is_plain(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        if (!str_is_alnum(name.p[i]) && name.p[i] != '-' && name.p[i] != '_') {
            return false;
        }
    }
    return true;
}

static void write_proof(struct record *record, const struct check_sheets *sheets) {
    const struct check_population *population = &sheets->population;
    CLEANUP(buffer_done) struct buffer line = {0};
    uint32_t at = 0;

    while (at < population->count && !is_plain(population->items[at].name)) {
        at++;
    }
    if (at < population->count) {
        buffer_printf(&line, "printf '%llu:%.*s' | xxhsum -H3   # %016llx", (unsigned long long)sheets->seed,
                      STR_FMT(population->items[at].name), (unsigned long long)population->items[at].hash);
        record_fact(record, EXPORT_CHECK_PROOF, buffer_view(&line));
    }
}

static void write_method(struct record *record, const struct check_sheets *sheets) {
    const struct check_plan *plan = record->request->plan;
    char seed[STR_U64_SIZE], drawn[STR_U64_SIZE];
    struct str count = str_format_u64(sheets->drawn, drawn);

    record_fact(record, EXPORT_CHECK_SEED, str_format_u64(sheets->seed, seed));
    fact(record, EXPORT_CHECK_METHOD, plan->is_by_location ? EXPORT_CHECK_METHOD_EACH : EXPORT_CHECK_METHOD_SIMPLE,
         &count, 1);
    write_proof(record, sheets);
}

static void write_unpaired(struct record *record, const struct check_sheets *sheets) {
    char drawn[STR_U64_SIZE], all[STR_U64_SIZE];
    const struct str values[] = {str_format_u64(sheets->unpaired.count, drawn),
                                 str_format_u64(sheets->unpaired_all, all)};

    if (record->request->results && record->request->plan->is_from_floor) {
        fact(record, EXPORT_CHECK_UNPAIRED_ALL, EXPORT_CHECK_UNPAIRED_IS, values, ARRAY_LEN(values));
    }
}

enum err_code check_basis(struct record *record, const struct check_sheets *sheets, struct err *err) {
    static const enum export_text how[] = {EXPORT_CHECK_HOW_WRITE, EXPORT_CHECK_HOW_ABSENT, EXPORT_CHECK_HOW_LABEL,
                                           EXPORT_CHECK_HOW_IMPORT};

    record_heading(record, EXPORT_CHECK_BASIS);
    record_facts(record);
    write_ledger(record);
    write_scope(record, &record->request->plan->scope);
    write_population(record, &sheets->population);
    enum err_code code = write_size(record, sheets, err);
    write_method(record, sheets);
    write_unpaired(record, sheets);
    record_table_end(record);
    record_subheading(record, EXPORT_CHECK_HOW);
    for (size_t i = 0; i < ARRAY_LEN(how); i++) {
        record_paragraph(record, how[i], NULL, 0);
    }
    return code;
}
