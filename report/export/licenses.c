#include "base/buffer.h"
#include "findings/finding.h"
#include "report/export/ledger.h"
#include "report/export/ledger_rows.h"
#include "report/result/read.h"

#include <stdlib.h>

/* The position that a right counts in, and what of the right itself is used. */
struct license_facts {
    struct str count_terms;
    struct str position, effective, need_min, need_max, short_min, short_max, spare, outcome;
    struct str units_used;
};

static const unsigned first[] = {LICENSES_LICENSE_ID, LICENSES_VENDOR, LICENSES_PRODUCT, LICENSES_QUANTITY,
                                 LICENSES_METRIC};
#define FACT(MEMBER, CELL)                                                                                             \
    {                                                                                                                  \
#MEMBER, SHEET_##CELL, offsetof(struct license_facts, MEMBER), {                                               \
            NULL                                                                                                       \
        }                                                                                                              \
    }
static const struct sheet_column joined[] = {
    FACT(count_terms, TEXT), FACT(outcome, WORD),    FACT(units_used, NUMBER), FACT(position, TEXT),
    FACT(effective, COUNT),  FACT(need_min, NUMBER), FACT(need_max, NUMBER),   FACT(short_min, NUMBER),
    FACT(short_max, NUMBER), FACT(spare, COUNT),
};

/* The fifth fact of 表9-10: whatever else decides how many uses a right allows. */
static const unsigned count_terms[] = {
    LICENSES_EDITION,
    LICENSES_VERSION,
    LICENSES_UNIT_SIZE,
    LICENSES_FORM,
    LICENSES_START_ON,
    LICENSES_END_ON,
    LICENSES_PERPETUAL,
    LICENSES_TERM_DAYS,
    LICENSES_COUNT_FROM,
    LICENSES_FALLBACK,
    LICENSES_MAINTENANCE_END,
    LICENSES_MAINTENANCE_QUANTITY,
    LICENSES_MAINTENANCE_RULE,
    LICENSES_PURPOSES,
    LICENSES_COUNTRIES,
    LICENSES_PURCHASE_COUNTRY,
    LICENSES_SITES,
    LICENSES_DEPARTMENTS,
    LICENSES_SHARED_USE,
    LICENSES_DEVICES_PER_USER,
    LICENSES_STACKABLE,
    LICENSES_SECOND_COPY,
    LICENSES_DOWNGRADE,
    LICENSES_UPGRADE_OF,
    LICENSES_BOUND_TO,
    LICENSES_REASSIGNABLE,
    LICENSES_REASSIGN_DAYS,
    LICENSES_COMPONENTS,
    LICENSES_MINIMUM_RULE,
    LICENSES_CORE_FACTOR,
    LICENSES_POINTS,
    LICENSES_VIRTUAL_RULE,
    LICENSES_VDI_EXEMPT,
    LICENSES_ROUND_SCOPE,
    LICENSES_SUBCAPACITY_EVIDENCE,
    LICENSES_PASSIVE_RULE,
    LICENSES_TERMS,
    LICENSES_TERMS_CHECKED_ON,
};

/* --- what results say ----------------------------------------------------------------------------------------------
 */

/* A row of the ledger as evidence names it, "licenses.csv:6", with the position that it is evidence of. */
struct evidence {
    struct str place;
    const struct license_facts *facts;
};

struct right_use {
    struct str license_id;
    int64_t units;
};

struct license_results {
    enum language language;
    struct arena *arena;
    bool is_audited;           /* else nothing is known of what is used */
    struct evidence *evidence; /* in order of places, once all are read */
    uint32_t evidence_count, evidence_capacity;
    struct right_use *uses; /* in order of ids, likewise */
    uint32_t use_count, use_capacity;
    struct buffer text;
    char units[STR_I64_SIZE];
};

static int compare_evidence(const void *a, const void *b) {
    return str_cmp(((const struct evidence *)a)->place, ((const struct evidence *)b)->place);
}

static int compare_uses(const void *a, const void *b) {
    return str_cmp(((const struct right_use *)a)->license_id, ((const struct right_use *)b)->license_id);
}

static const char *const position_columns[] = {"product",  "edition",   "evidence",  "effective", "need_min",
                                               "need_max", "short_min", "short_max", "spare",     "outcome"};

static enum err_code add_evidence(struct license_results *results, struct str places, const struct license_facts *facts,
                                  struct err *err) {
    struct str place;

    while (evidence_cut(&places, &place)) {
        results->evidence = arena_grow(results->arena, results->evidence, results->evidence_count, 1,
                                       &results->evidence_capacity, sizeof *results->evidence);
        if (!results->evidence) {
            return err_no_memory(err);
        }
        results->evidence[results->evidence_count++] = (struct evidence){place, facts};
    }
    return ERR_OK;
}

static enum err_code take_position(void *context, const struct str *cells, struct err *err) {
    struct license_results *results = context;
    struct arena *arena = results->arena;
    struct license_facts *facts = arena_alloc(arena, sizeof *facts);

    if (!facts) {
        return err_no_memory(err);
    }
    *facts = (struct license_facts){
        .position = arena_printf(arena, "%.*s%s%.*s", STR_FMT(cells[0]), cells[1].n ? " " : "", STR_FMT(cells[1])),
        .effective = arena_dup(arena, cells[3]),
        .need_min = arena_dup(arena, cells[4]),
        .need_max = arena_dup(arena, cells[5]),
        .short_min = arena_dup(arena, cells[6]),
        .short_max = arena_dup(arena, cells[7]),
        .spare = arena_dup(arena, cells[8]),
        .outcome = arena_dup(arena, cells[9]),
    };
    struct str places = arena_dup(arena, cells[2]);
    return arena_failed(arena) ? err_no_memory(err) : add_evidence(results, places, facts, err);
}

static const char *const allocation_columns[] = {"license_id", "quantity"};

/* Rows are in order of license_id. */
static enum err_code take_allocation(void *context, const struct str *cells, struct err *err) {
    struct license_results *results = context;
    bool is_same = results->use_count && str_eq(results->uses[results->use_count - 1].license_id, cells[0]);
    uint64_t units;

    if (!is_same) {
        results->uses = arena_grow(results->arena, results->uses, results->use_count, 1, &results->use_capacity,
                                   sizeof *results->uses);
        struct str id = arena_dup(results->arena, cells[0]);
        if (!results->uses || arena_failed(results->arena)) {
            return err_no_memory(err);
        }
        results->uses[results->use_count++] = (struct right_use){id, 0};
    }
    if (str_to_u64(cells[1], &units) && units <= INT64_MAX) {
        results->uses[results->use_count - 1].units += (int64_t)units;
    }
    return ERR_OK;
}

static const struct {
    const char *file;
    const char *const *columns;
    size_t count;
    result_row *take;
} files[] = {
    {"license_position.csv", position_columns, ARRAY_LEN(position_columns), take_position},
    {"license_allocation.csv", allocation_columns, ARRAY_LEN(allocation_columns), take_allocation},
};

static enum err_code read_results(struct license_results *results, const struct result_set *set, struct err *err) {
    enum err_code code = ERR_OK;

    results->is_audited = result_set_has(set, files[0].file);
    for (size_t i = 0; i < ARRAY_LEN(files) && code == ERR_OK && results->is_audited; i++) {
        code = result_read_rows(result_set_fd(set), files[i].file, files[i].columns, files[i].count, files[i].take,
                                results, err);
    }
    if (code == ERR_OK && results->evidence_count) {
        qsort(results->evidence, results->evidence_count, sizeof *results->evidence, compare_evidence);
    }
    if (code == ERR_OK && results->use_count) {
        qsort(results->uses, results->use_count, sizeof *results->uses, compare_uses);
    }
    return code;
}

/* --- beside a row --------------------------------------------------------------------------------------------------
 */

/* "バージョン: 2021; 使用期限: 永続" */
static void append_terms(struct license_results *results, struct row_reader *reader, struct buffer *text) {
    for (size_t i = 0; i < ARRAY_LEN(count_terms); i++) {
        struct str value = row_reader_text(reader, count_terms[i]);
        struct str name = str_from(schema_column(TABLE_LICENSES, count_terms[i])->name);
        if (value.n) {
            buffer_append_cstr(text, text->n ? "; " : "");
            buffer_append(text, message_column(TABLE_LICENSES, name, results->language));
            buffer_append_cstr(text, ": ");
            buffer_append(text, value);
        }
    }
}

static void fill_position(struct license_results *results, const struct table *table, uint32_t row,
                          struct license_facts *facts) {
    buffer_reset(&results->text);
    table_evidence(table, row, &results->text);
    const struct evidence wanted = {.place = buffer_view(&results->text)};
    const struct evidence *found =
        results->evidence_count
            ? bsearch(&wanted, results->evidence, results->evidence_count, sizeof wanted, compare_evidence)
            : NULL;
    if (found) {
        *facts = *found->facts;
    }
}

static enum err_code join(void *context, const struct table *table, uint32_t row, struct row_reader *reader,
                          void *record, struct err *err) {
    struct license_results *results = context;
    struct license_facts *facts = record;
    const struct right_use wanted = {.license_id = row_reader_text(reader, LICENSES_LICENSE_ID)};
    const struct right_use *use =
        results->use_count ? bsearch(&wanted, results->uses, results->use_count, sizeof wanted, compare_uses) : NULL;

    fill_position(results, table, row, facts);
    if (results->is_audited) {
        facts->units_used = str_format_i64(use ? use->units : 0, results->units);
    }
    buffer_reset(&results->text);
    append_terms(results, reader, &results->text);
    facts->count_terms = buffer_view(&results->text);
    return results->text.failed ? err_no_memory(err) : ERR_OK;
}

static const struct ledger_sheet spec = {
    .table = TABLE_LICENSES,
    .file = "licenses.csv",
    .name = {"Licences", "ライセンス"},
    .about = EXPORT_ABOUT_LICENSES,
    .first = first,
    .first_count = ARRAY_LEN(first),
    .joined = joined,
    .joined_count = ARRAY_LEN(joined),
    .record_size = sizeof(struct license_facts),
    .join = join,
};

enum err_code export_license_rows(struct export_set *set, const struct export_request *request, struct arena *arena,
                                  struct err *err) {
    struct license_results results = {.language = request->settings.language, .arena = arena};
    enum err_code code = read_results(&results, request->results, err);

    if (code == ERR_OK) {
        code = export_ledger_rows(set, inventory_table(request->ledger, TABLE_LICENSES), &spec, &results, arena, err);
    }
    buffer_done(&results.text);
    return code;
}
