#include "reconciler/unread.h"

#include "base/budget.h"
#include "base/intern.h"
#include "reconciler/presence.h"
#include "reconciler/scan_place.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 14, NO_PLACE = INTERN_NONE };

/* A row of probes that tells that somebody is there. */
struct answer {
    uint32_t place; /* the address, else the name */
    uint32_t name;  /* NO_PLACE: it was tried by its address */
    uint32_t row;
    enum probe_outcome outcome;
    bool is_told;
};

/* An answer by one of its places. */
struct mention {
    uint32_t place, answer;
};

struct unread {
    const struct table *probes;
    struct budget *budget;
    struct intern *places;
    struct answer *answers; /* by place, then row */
    struct mention *mentions;
    uint32_t count, capacity, mention_count;
    atomic_bool *is_known; /* by place: an asset or a device has it */
};

void unread_free(struct unread *unread) {
    if (unread) {
        intern_free(unread->places);
        budget_drop(unread->answers);
        budget_drop(unread->mentions);
        budget_drop(unread->is_known);
        free(unread);
    }
}

/* --- who answered --------------------------------------------------------------------------------------------------
 */

static bool is_unread(struct row_reader *probe) {
    return str_is_empty(row_reader_text(probe, PROBES_DEVICE_ID)) && scan_place_has_answered(probe);
}

/* NO_PLACE when the text is neither an address nor a name. */
static uint32_t add_place(struct unread *unread, struct str text, bool *ret_failed) {
    CLEANUP(buffer_done) struct buffer place = {0};

    scan_place_append(text, &place);
    if (place.n == 0) {
        *ret_failed |= place.failed;
        return NO_PLACE;
    }
    uint32_t number = intern_add(unread->places, buffer_view(&place));
    *ret_failed |= number == INTERN_NONE;
    return number;
}

static bool add_answer(struct unread *unread, struct answer answer) {
    if (unread->count == unread->capacity) {
        uint32_t capacity = unread->capacity * 2 + 64;
        struct answer *grown = budget_resize(unread->budget, unread->answers, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        unread->answers = grown;
        unread->capacity = capacity;
    }
    unread->answers[unread->count++] = answer;
    return true;
}

/* The target of a block is no place; that of one machine may be the address once more. */
static bool note_answer(struct unread *unread, struct row_reader *probe, struct answer answer) {
    struct str target = scan_place_of_target(row_reader_text(probe, PROBES_TARGET));
    bool failed = false;
    uint32_t address = add_place(unread, row_reader_text(probe, PROBES_ADDRESS), &failed);
    uint32_t name = scan_place_is_block(target) ? NO_PLACE : add_place(unread, target, &failed);

    answer.place = address == NO_PLACE ? name : address;
    answer.name = name == answer.place ? NO_PLACE : name;
    return !failed && (answer.place == NO_PLACE || add_answer(unread, answer));
}

static enum err_code read_probes(struct unread *unread, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(unread->probes, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(unread->probes); row++) {
        row_reader_move(reader, row);
        struct value outcome = row_reader_value(reader, PROBES_OUTCOME);
        struct answer answer = {.row = row, .outcome = (enum probe_outcome)outcome.number};
        if (is_unread(reader) && !note_answer(unread, reader, answer)) {
            code = err_no_memory(err);
        }
    }
    return code ? code : row_reader_error(reader, err);
}

static int compare_answers(const void *left, const void *right) {
    const struct answer *a = left, *b = right;

    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

static int compare_mentions(const void *left, const void *right) {
    const struct mention *a = left, *b = right;

    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1;
    }
    return a->answer < b->answer ? -1 : a->answer > b->answer;
}

static enum err_code list_mentions(struct unread *unread, struct err *err) {
    unread->mentions = budget_alloc(unread->budget, (size_t)unread->count * 2 + 1, sizeof *unread->mentions);
    unread->is_known = budget_alloc(unread->budget, (size_t)intern_count(unread->places) + 1, sizeof *unread->is_known);
    if (!unread->mentions || !unread->is_known) {
        return err_no_memory(err);
    }
    qsort(unread->answers, unread->count, sizeof *unread->answers, compare_answers);
    for (uint32_t i = 0; i < unread->count; i++) {
        unread->mentions[unread->mention_count++] = (struct mention){unread->answers[i].place, i};
        if (unread->answers[i].name != NO_PLACE) {
            unread->mentions[unread->mention_count++] = (struct mention){unread->answers[i].name, i};
        }
    }
    qsort(unread->mentions, unread->mention_count, sizeof *unread->mentions, compare_mentions);
    return ERR_OK;
}

/* --- who is known --------------------------------------------------------------------------------------------------
 */

/* Addresses of clients as well: they are no keys, but whoever answers there may be the client. */
static const struct place_source {
    bool is_ledger;
    enum table_id table;
    unsigned columns[3];
    size_t column_count;
} place_sources[] = {
    {true, TABLE_DEVICES, {DEVICES_HOSTNAME, DEVICES_IP_ADDRESSES}, 2},
    {false, TABLE_DEVICES, {DEVICES_HOSTNAME, DEVICES_IP_ADDRESSES, DEVICES_ADDRESS}, 3},
    {false, TABLE_INTERFACES, {INTERFACES_ADDRESSES}, 1},
};

struct marking {
    const struct unread *unread;
    const struct place_source *source;
    const struct table *table;
};

static void mark_cell(const struct marking *marking, struct str cell, unsigned column, struct buffer *place) {
    struct str rest = cell, part;

    while (value_next_part(schema_column(marking->source->table, column), &rest, &part)) {
        buffer_reset(place);
        scan_place_append(part, place);
        uint32_t number = place->n ? intern_find(marking->unread->places, buffer_view(place)) : INTERN_NONE;
        if (number != INTERN_NONE) {
            atomic_store_explicit(&marking->unread->is_known[number], true, memory_order_relaxed);
        }
    }
}

static enum err_code mark_rows(void *context, size_t task, unsigned worker, struct err *err) {
    const struct marking *marking = context;
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK, rows = table_rows(marking->table);
    uint32_t end = rows - begin < ROWS_PER_TASK ? rows : begin + ROWS_PER_TASK;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer place = {0};
    enum err_code code = row_reader_new(marking->table, &reader, err);

    (void)worker;
    for (uint32_t row = begin; !code && row < end; row++) {
        row_reader_move(reader, row);
        for (size_t i = 0; i < marking->source->column_count; i++) {
            unsigned column = marking->source->columns[i];
            mark_cell(marking, row_reader_text(reader, column), column, &place);
        }
    }
    if (!code && place.failed) {
        code = err_no_memory(err);
    }
    return code ? code : row_reader_error(reader, err);
}

static enum err_code mark_known(const struct unread *unread, const struct reconcile_input *input, struct pool *pool,
                                struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < ARRAY_LEN(place_sources); i++) {
        const struct place_source *source = &place_sources[i];
        struct marking marking = {unread, source,
                                  inventory_table(source->is_ledger ? input->ledger : input->snapshot, source->table)};
        size_t rows = marking.table ? table_rows(marking.table) : 0;
        code = parallel_try(pool, (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, mark_rows, &marking, err);
    }
    return code;
}

enum err_code unread_build(const struct reconcile_input *input, struct pool *pool, struct unread **ret_unread,
                           struct err *err) {
    const struct table *probes = inventory_table(input->snapshot, TABLE_PROBES);

    *ret_unread = NULL;
    if (!probes) {
        return ERR_OK;
    }
    struct unread *unread = calloc(1, sizeof *unread);
    if (!unread) {
        return err_no_memory(err);
    }
    unread->probes = probes;
    unread->budget = table_budget(probes);
    unread->places = intern_new_within(unread->budget);
    enum err_code code = unread->places ? read_probes(unread, err) : err_no_memory(err);
    if (!code && unread->count) {
        code = list_mentions(unread, err);
        code = code ? code : mark_known(unread, input, pool, err);
    }
    if (code || !unread->count) {
        unread_free(unread);
    } else {
        *ret_unread = unread;
    }
    return code;
}

/* --- what answered at a place --------------------------------------------------------------------------------------
 */

/* Rows in order, each once. */
static void add_row(struct unread_answers *answers, uint32_t row) {
    unsigned place = 0;

    while (place < answers->count && answers->rows[place] < row) {
        place++;
    }
    if (place < answers->count && answers->rows[place] == row) {
        return;
    }
    bool is_full = answers->count == UNREAD_EVIDENCE_MAX;
    answers->has_more |= is_full;
    if (place == UNREAD_EVIDENCE_MAX) {
        return;
    }
    unsigned last = is_full ? UNREAD_EVIDENCE_MAX - 1 : answers->count++;
    memmove(&answers->rows[place + 1], &answers->rows[place], (last - place) * sizeof answers->rows[0]);
    answers->rows[place] = row;
}

static void add_to(struct unread_answers *answers, const struct answer *answer) {
    bool is_first = answers->count == 0;

    if (is_first || presence_rank(answer->outcome) < presence_rank(answers->outcome)) {
        answers->outcome = answer->outcome;
    }
    add_row(answers, answer->row);
}

/* The first mention of the place, or of one behind it. */
static uint32_t first_mention(const struct unread *unread, uint32_t place) {
    uint32_t low = 0, high = unread->mention_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (unread->mentions[middle].place < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void visit_place(struct unread *unread, struct str text, struct unread_answers *answers) {
    uint32_t place = unread ? intern_find(unread->places, text) : INTERN_NONE;

    if (place == INTERN_NONE) {
        return;
    }
    for (uint32_t i = first_mention(unread, place); i < unread->mention_count && unread->mentions[i].place == place;
         i++) {
        struct answer *answer = &unread->answers[unread->mentions[i].answer];
        answer->is_told = true;
        if (answers) {
            add_to(answers, answer);
        }
    }
}

void unread_take(struct unread *unread, struct str place, struct unread_answers *answers) {
    visit_place(unread, place, answers);
}

void unread_explain(struct unread *unread, struct str place) {
    visit_place(unread, place, NULL);
}

struct str unread_cause(const struct unread_answers *answers) {
    /* It did answer, and then no more. */
    return answers->outcome == PROBE_NO_ANSWER ? STR("error") : presence_cause_word(answers->outcome);
}

void unread_append_evidence(const struct unread *unread, const struct unread_answers *answers, struct buffer *out) {
    for (unsigned i = 0; i < answers->count; i++) {
        buffer_append_cstr(out, out->n ? " " : "");
        table_evidence(unread->probes, answers->rows[i], out);
    }
    buffer_append_cstr(out, answers->has_more ? " …" : "");
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

static bool is_known_at(const struct unread *unread, uint32_t place) {
    return place != NO_PLACE && atomic_load_explicit(&unread->is_known[place], memory_order_relaxed);
}

/* The answers of one place. */
struct place_answers {
    const struct answer *items;
    uint32_t count;
};

static bool is_settled(const struct unread *unread, const struct place_answers *answers) {
    for (uint32_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        if (answer->is_told || is_known_at(unread, answer->place) || is_known_at(unread, answer->name)) {
            return true;
        }
    }
    return false;
}

/* The name by which it was tried, the first of several; empty when it was tried by its address. */
static struct str name_of(const struct unread *unread, const struct place_answers *answers) {
    struct str name = STR_NONE;

    for (uint32_t i = 0; i < answers->count; i++) {
        uint32_t number = answers->items[i].name;
        struct str other = number == NO_PLACE ? STR_NONE : intern_text(unread->places, number);
        bool is_first = !str_is_empty(other) && (str_is_empty(name) || str_cmp(other, name) < 0);
        name = is_first ? other : name;
    }
    return name;
}

static enum err_code report_place(const struct unread *unread, const struct place_answers *answers,
                                  struct finding_sink *findings, struct err *err) {
    struct unread_answers all = {0};
    struct str place = intern_text(unread->places, answers->items[0].place), name = name_of(unread, answers);
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, MESSAGE_UNREGISTERED_UNREAD);
    CLEANUP(buffer_done) struct buffer evidence = {0}, who = {0};

    for (uint32_t i = 0; i < answers->count; i++) {
        add_to(&all, &answers->items[i]);
    }
    buffer_append(&who, name);
    buffer_append_cstr(&who, str_is_empty(name) ? "" : ", ");
    buffer_append(&who, place);
    unread_append_evidence(unread, &all, &evidence);
    if (who.failed || evidence.failed) {
        return err_no_memory(err);
    }
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.subject_kind = SUBJECT_NEIGHBOUR;
    finding.subject = place;
    finding.field = STR("unread");
    finding.hostname = name;
    finding.observed = buffer_view(&who);
    finding.snapshot_evidence = buffer_view(&evidence);
    finding_add_text(&finding, finding.observed);
    finding_add_word(&finding, unread_cause(&all));
    return finding_sink_add(findings, 0, &finding, err);
}

enum err_code unread_report(const struct unread *unread, struct finding_sink *findings, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t begin = 0, end; !code && unread && begin < unread->count; begin = end) {
        for (end = begin; end < unread->count && unread->answers[end].place == unread->answers[begin].place;) {
            end++;
        }
        struct place_answers answers = {unread->answers + begin, end - begin};
        code = is_settled(unread, &answers) ? ERR_OK : report_place(unread, &answers, findings, err);
    }
    return code;
}
