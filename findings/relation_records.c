#include "findings/relation_records.h"

#include "base/buffer.h"
#include "findings/record_set.h"

#include <assert.h>
#include <stdlib.h>

static const char *const relation_names[] = {
    [RELATION_BELONGS] = "belongs",   [RELATION_LOCATED] = "located", [RELATION_HOSTS] = "hosts",
    [RELATION_RUNS] = "runs",         [RELATION_COVERS] = "covers",   [RELATION_MAINTAINS] = "maintains",
    [RELATION_CONNECTS] = "connects",
};
static_assert(ARRAY_LEN(relation_names) == RELATION_COUNT, "a relation lacks its name");

static const char *const kind_names[] = {
    [NODE_SYSTEM] = "system",
    [NODE_HARDWARE] = "hardware",
    [NODE_VM] = "vm",
    [NODE_OS] = "os",
    [NODE_SOFTWARE] = "software",
    [NODE_LICENSE] = "license",
    [NODE_CONTRACT] = "contract",
    [NODE_CIRCUIT] = "circuit",
    [NODE_DOMAIN] = "domain",
    [NODE_CLOUD] = "cloud",
    [NODE_FACILITY] = "facility",
};
static_assert(ARRAY_LEN(kind_names) == RELATION_KIND_COUNT, "a kind lacks its name");

const char *relation_name(enum relation relation) {
    assert((unsigned)relation < RELATION_COUNT);
    return relation_names[relation];
}

const char *relation_kind_name(enum relation_kind kind) {
    assert((unsigned)kind < RELATION_KIND_COUNT);
    return kind_names[kind];
}

const char *relation_basis_name(enum relation_basis basis) {
    return basis == BASIS_BOTH ? "both" : basis == BASIS_LEDGER ? "ledger" : "observed";
}

/* The basis comes first of what is not in the key: of records that agree in that, what the ledger says comes first. */
#define PART(TYPE, MEMBER)                                                                                             \
    { RECORD_##TYPE, offsetof(struct relation_record, MEMBER), 0 }
#define WORD(TYPE, MEMBER, LIMIT)                                                                                      \
    { RECORD_##TYPE, offsetof(struct relation_record, MEMBER), LIMIT }
static const struct record_part parts[] = {
    PART(KEY, system),
    WORD(KEY_WORD, relation, RELATION_COUNT),
    WORD(KEY_WORD, from.kind, RELATION_KIND_COUNT),
    PART(KEY, from.id),
    WORD(KEY_WORD, to.kind, RELATION_KIND_COUNT),
    PART(KEY, to.id),
    WORD(WORD, basis, BASIS_BOTH + 1),
    PART(TEXT, ledger_evidence),
    PART(TEXT, snapshot_evidence),
    PART(TEXT, from.label),
    PART(TEXT, to.label),
    PART(NUMBER, count),
};
static const struct record_shape shape = {parts, ARRAY_LEN(parts), sizeof(struct relation_record)};
static_assert(sizeof(struct relation_record) <= RECORD_SIZE_MAX, "a record does not fit");

enum { EVIDENCE_ROWS_MAX = 10 };

struct relation_records {
    struct record_set *set;
    bool has_ahead, is_at_end;
    struct relation_record ahead; /* the first of those that are not told yet */
    struct buffer texts;          /* of the one that was told last */
    struct evidence {
        struct buffer rows;
        unsigned count;
        size_t last; /* where the row begins that was added last */
    } ledger, snapshot;
};

enum err_code relation_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                   struct relation_records **ret_records, struct err *err) {
    CLEANUP(relation_records_free_cleanup) struct relation_records *records = calloc(1, sizeof *records);

    if (!records) {
        return err_no_memory(err);
    }
    enum err_code code = record_set_new(&shape, 1, lanes, run_bytes, tmpdir, &records->set, err);
    if (code == ERR_OK) {
        *ret_records = TAKE_PTR(records);
    }
    return code;
}

void relation_records_free(struct relation_records *records) {
    if (records) {
        record_set_free(records->set);
        buffer_done(&records->texts);
        buffer_done(&records->ledger.rows);
        buffer_done(&records->snapshot.rows);
        free(records);
    }
}

enum err_code relation_records_add(struct relation_records *records, unsigned lane,
                                   const struct relation_record *record, struct err *err) {
    return record_set_add(records->set, lane, 0, record, err);
}

enum err_code relation_records_finish(struct relation_records *records, struct pool *pool, struct err *err) {
    return record_set_finish(records->set, pool, err);
}

void relation_records_rewind(struct relation_records *records) {
    record_set_rewind(records->set);
    records->has_ahead = records->is_at_end = false;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool is_same_node(const struct relation_node *a, const struct relation_node *b) {
    return a->kind == b->kind && str_eq(a->id, b->id);
}

static bool is_same(const struct relation_record *a, const struct relation_record *b) {
    return a->relation == b->relation && str_eq(a->system, b->system) && is_same_node(&a->from, &b->from) &&
           is_same_node(&a->to, &b->to);
}

static void clear(struct evidence *evidence) {
    buffer_reset(&evidence->rows);
    evidence->count = 0;
    evidence->last = 0;
}

/* Copies what the next call of the set takes away. */
static void keep(struct relation_records *records, const struct relation_record *record,
                 struct relation_record *ret_record) {
    struct str *const texts[] = {&ret_record->system, &ret_record->from.id, &ret_record->to.id, &ret_record->from.label,
                                 &ret_record->to.label};
    size_t offset = 0;

    *ret_record = *record;
    buffer_reset(&records->texts);
    clear(&records->ledger);
    clear(&records->snapshot);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        buffer_append(&records->texts, *texts[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        *texts[i] = str_sub(buffer_view(&records->texts), offset, texts[i]->n);
        offset += texts[i]->n;
    }
}

/* What is known of the edge so far. */
struct merging {
    struct relation_records *records;
    struct relation_record *record;
    int64_t listed, observed; /* what each side counts */
};

static void add_evidence(struct evidence *evidence, struct str row) {
    bool is_again = evidence->count && str_eq(row, str_sub(buffer_view(&evidence->rows), evidence->last, SIZE_MAX));

    if (row.n == 0 || is_again || evidence->count > EVIDENCE_ROWS_MAX) {
        return;
    }
    buffer_append(&evidence->rows, evidence->count ? STR(" ") : STR_NONE);
    evidence->last = evidence->rows.n;
    buffer_append(&evidence->rows, evidence->count == EVIDENCE_ROWS_MAX ? STR("…") : row);
    evidence->count++;
}

static void merge(struct merging *merging, const struct relation_record *more) {
    merging->record->basis |= more->basis;
    *(more->basis & BASIS_OBSERVED ? &merging->observed : &merging->listed) += more->count;
    add_evidence(&merging->records->ledger, more->ledger_evidence);
    add_evidence(&merging->records->snapshot, more->snapshot_evidence);
}

/* Each side counts the machines for itself. */
static int64_t count_of(const struct merging *merging) {
    int64_t count = merging->listed > merging->observed ? merging->listed : merging->observed;
    return count ? count : 1;
}

static enum err_code look_ahead(struct relation_records *records, struct err *err) {
    bool more = false;
    enum err_code code = record_set_next(records->set, 0, &more, &records->ahead, err);

    records->has_ahead = code == ERR_OK && more;
    records->is_at_end = code == ERR_OK && !more;
    return code;
}

enum err_code relation_records_next(struct relation_records *records, bool *ret_more,
                                    struct relation_record *ret_record, struct err *err) {
    enum err_code code = records->has_ahead || records->is_at_end ? ERR_OK : look_ahead(records, err);

    if (code != ERR_OK || !records->has_ahead) {
        *ret_more = false;
        return code;
    }
    struct relation_record record;
    struct merging merging = {.records = records, .record = &record};
    keep(records, &records->ahead, &record);
    do {
        merge(&merging, &records->ahead);
        code = look_ahead(records, err);
    } while (code == ERR_OK && records->has_ahead && is_same(&records->ahead, &record));
    if (code == ERR_OK && (records->texts.failed || records->ledger.rows.failed || records->snapshot.rows.failed)) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK) {
        record.count = count_of(&merging);
        record.ledger_evidence = buffer_view(&records->ledger.rows);
        record.snapshot_evidence = buffer_view(&records->snapshot.rows);
        *ret_record = record;
        *ret_more = true;
    }
    return code;
}
