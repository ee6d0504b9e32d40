#include "lifecycle/contract_list.h"

#include "base/hash.h"
#include "base/text.h"
#include "inventory/words.h"
#include "products/vendor.h"

#include <stdlib.h>

/* clang-format off */
static const struct contract_ledger ledgers[] = {
    {.kind = CONTRACT_OF_MAINTENANCE, .table = TABLE_CONTRACTS, .field = NULL,
     .id = CONTRACTS_CONTRACT_ID, .title = CONTRACTS_TITLE, .vendor = CONTRACTS_VENDOR, .type = CONTRACTS_KIND,
     .start_on = CONTRACTS_START_ON, .end_on = CONTRACTS_END_ON,
     .renewal = CONTRACTS_RENEWAL, .renewal_status = CONTRACTS_RENEWAL_STATUS,
     .notice_period = CONTRACTS_NOTICE_PERIOD, .next_contract = CONTRACTS_NEXT_CONTRACT, .auto_renew = NO_COLUMN,
     .targets = CONTRACTS_TARGETS, .quantity = CONTRACTS_QUANTITY, .needed_until = NO_COLUMN,
     .contract_id = NO_COLUMN},
    {.kind = CONTRACT_OF_DOMAIN, .table = TABLE_DOMAINS, .field = "domain",
     .id = DOMAINS_DOMAIN, .title = NO_COLUMN, .vendor = DOMAINS_REGISTRAR, .type = NO_COLUMN,
     .start_on = NO_COLUMN, .end_on = DOMAINS_EXPIRES_ON,
     .renewal = NO_COLUMN, .renewal_status = NO_COLUMN,
     .notice_period = NO_COLUMN, .next_contract = NO_COLUMN, .auto_renew = DOMAINS_AUTO_RENEW,
     .targets = NO_COLUMN, .quantity = NO_COLUMN, .needed_until = DOMAINS_RETIRE_ON,
     .contract_id = NO_COLUMN},
    {.kind = CONTRACT_OF_CERTIFICATE, .table = TABLE_DOMAINS, .field = "certificate",
     .id = DOMAINS_DOMAIN, .title = NO_COLUMN, .vendor = NO_COLUMN, .type = NO_COLUMN,
     .start_on = NO_COLUMN, .end_on = DOMAINS_CERTIFICATE_END,
     .renewal = NO_COLUMN, .renewal_status = NO_COLUMN,
     .notice_period = NO_COLUMN, .next_contract = NO_COLUMN, .auto_renew = NO_COLUMN,
     .targets = NO_COLUMN, .quantity = NO_COLUMN, .needed_until = DOMAINS_RETIRE_ON,
     .contract_id = NO_COLUMN},
    {.kind = CONTRACT_OF_CIRCUIT, .table = TABLE_CIRCUITS, .field = "circuit",
     .id = CIRCUITS_CIRCUIT_ID, .title = CIRCUITS_SERVICE, .vendor = CIRCUITS_CARRIER, .type = NO_COLUMN,
     .start_on = CIRCUITS_START_ON, .end_on = CIRCUITS_END_ON,
     .renewal = NO_COLUMN, .renewal_status = NO_COLUMN,
     .notice_period = NO_COLUMN, .next_contract = NO_COLUMN, .auto_renew = NO_COLUMN,
     .targets = CIRCUITS_DEVICE, .quantity = NO_COLUMN, .needed_until = NO_COLUMN,
     .contract_id = CIRCUITS_CONTRACT_ID},
    {.kind = CONTRACT_OF_CLOUD, .table = TABLE_CLOUD, .field = "cloud",
     .id = CLOUD_SERVICE_ID, .title = CLOUD_SERVICE, .vendor = CLOUD_PROVIDER, .type = NO_COLUMN,
     .start_on = CLOUD_START_ON, .end_on = CLOUD_END_ON,
     .renewal = NO_COLUMN, .renewal_status = NO_COLUMN,
     .notice_period = NO_COLUMN, .next_contract = NO_COLUMN, .auto_renew = NO_COLUMN,
     .targets = NO_COLUMN, .quantity = NO_COLUMN, .needed_until = NO_COLUMN,
     .contract_id = CLOUD_CONTRACT_ID},
};
/* clang-format on */

struct reading {
    struct contract_list *list;
    const struct contract_ledger *ledger;
    struct row_reader *reader;
    uint32_t capacity, part_capacity, part_count;
    struct buffer scratch; /* what is read of the row so far, and then texts to fold */
    struct buffer folded;
};

void contract_list_done(struct contract_list *list) {
    intern_free(list->part_texts);
    intern_free(list->ids);
    arena_free(list->arena);
    *list = (struct contract_list){0};
}

/* --- one row --------------------------------------------------------------------------------------------------------
 */

static struct str text_of(struct reading *reading, unsigned column) {
    struct str text = column == NO_COLUMN ? STR_NONE : row_reader_text(reading->reader, column);

    buffer_append(&reading->scratch, text);
    buffer_append_char(&reading->scratch, '\x1F');
    return text;
}

static struct str kept_text(struct reading *reading, unsigned column) {
    return arena_dup(reading->list->arena, text_of(reading, column));
}

static struct value value_of(struct reading *reading, unsigned column) {
    (void)text_of(reading, column);
    return column == NO_COLUMN ? (struct value){0} : row_reader_value(reading->reader, column);
}

static struct date date_of(struct reading *reading, unsigned column) {
    struct value value = value_of(reading, column);
    return value.is_set ? value.date : DATE_NONE;
}

static struct contract_terms terms_of(struct reading *reading) {
    const struct contract_ledger *ledger = reading->ledger;
    struct value start = value_of(reading, ledger->start_on), end = value_of(reading, ledger->end_on);
    struct value renewal = value_of(reading, ledger->renewal), status = value_of(reading, ledger->renewal_status);
    struct value notice = value_of(reading, ledger->notice_period), again = value_of(reading, ledger->auto_renew);
    struct contract_terms terms = {
        .start_on = start.is_set ? start.date : DATE_NONE,
        .end_on = milestone_of(&end),
        .is_start_unclear = !start.is_set && start.problem != PROBLEM_NONE,
        .is_single_year = renewal.is_set && renewal.number == RENEWAL_SINGLE_YEAR,
        .is_renewed = status.is_set && status.number == RENEWAL_RENEWED,
        .is_ending = status.is_set && status.number == RENEWAL_ENDING,
        .notice_deadline = DATE_NONE,
    };
    bool is_automatic = (renewal.is_set && renewal.number == RENEWAL_AUTO) || terms.end_on.word == DATE_WORD_RENEWING ||
                        (again.is_set && again.number);

    terms.renews_itself = is_automatic && !terms.is_ending;
    terms.must_be_ended = is_automatic && terms.is_ending;
    if (notice.is_set && milestone_is_day(terms.end_on)) {
        terms.notice_deadline = contract_notice_deadline(terms.end_on.day, notice.period);
    }
    return terms;
}

static int64_t quantity_of(struct reading *reading) {
    struct value value = value_of(reading, reading->ledger->quantity);
    return value.is_set && value.number > 0 ? value.number : -1;
}

/* 令和8年度サーバ保守 and 令和9年度サーバ保守 are one thing, year after year. */
static struct str name_of(struct reading *reading, const struct contract *contract) {
    struct buffer *folded = &reading->folded;
    size_t n = 0;

    buffer_reset(folded);
    if (contract->title.n == 0) {
        vendor_fold(contract->vendor, folded);
        return arena_dup(reading->list->arena, buffer_view(folded));
    }
    text_fold(contract->title, folded);
    for (size_t i = 0; i < folded->n; i++) {
        if (!str_is_digit(folded->p[i])) {
            folded->p[n++] = folded->p[i];
        }
    }
    return arena_dup(reading->list->arena, (struct str){folded->p, n});
}

static bool add_part(struct reading *reading, struct str part) {
    struct contract_list *list = reading->list;

    buffer_reset(&reading->folded);
    text_fold(part, &reading->folded);
    uint32_t *parts =
        arena_grow(list->arena, list->parts, reading->part_count, 1, &reading->part_capacity, sizeof *parts);
    uint32_t number = intern_add(list->part_texts, buffer_view(&reading->folded));
    if (!parts || number == INTERN_NONE || reading->folded.failed) {
        return false;
    }
    list->parts = parts;
    parts[reading->part_count++] = number;
    return true;
}

static bool read_parts(struct reading *reading, struct contract *contract) {
    unsigned column = reading->ledger->targets;
    struct str rest = text_of(reading, column), part;

    contract->first_part = reading->part_count;
    while (column != NO_COLUMN && value_next_part(schema_column(reading->ledger->table, column), &rest, &part)) {
        if (!add_part(reading, part)) {
            return false;
        }
    }
    contract->part_count = reading->part_count - contract->first_part;
    return true;
}

/* The reader stands on the row. */
static bool read_contract(struct reading *reading, uint32_t row, struct contract *contract) {
    const struct contract_ledger *ledger = reading->ledger;

    buffer_reset(&reading->scratch);
    *contract = (struct contract){.ledger = ledger, .row = row, .next = CONTRACT_NONE, .under = CONTRACT_NONE};
    contract->id = kept_text(reading, ledger->id);
    contract->title = kept_text(reading, ledger->title);
    contract->vendor = kept_text(reading, ledger->vendor);
    contract->type = kept_text(reading, ledger->type);
    contract->terms = terms_of(reading);
    contract->quantity = quantity_of(reading);
    contract->needed_until = date_of(reading, ledger->needed_until);
    (void)text_of(reading, ledger->next_contract);
    (void)text_of(reading, ledger->contract_id);
    if (!read_parts(reading, contract)) {
        return false;
    }
    contract->name = name_of(reading, contract);
    contract->hash = hash64(buffer_view(&reading->scratch));
    return !reading->scratch.failed && !reading->folded.failed && !arena_failed(reading->list->arena);
}

/* A domain without a certificate has none that ends. */
static bool is_there(const struct contract *contract) {
    return contract->ledger->kind != CONTRACT_OF_CERTIFICATE || milestone_is_set(contract->terms.end_on);
}

/* --- all rows -------------------------------------------------------------------------------------------------------
 */

static enum err_code read_table(struct reading *reading, const struct table *table, struct err *err) {
    struct contract_list *list = reading->list;
    uint32_t rows = table_rows(table);
    struct contract *items = arena_grow(list->arena, list->items, list->count, rows, &reading->capacity, sizeof *items);

    if (!items) {
        return err_no_memory(err);
    }
    list->items = items;
    for (uint32_t row = 0; row < rows; row++) {
        row_reader_move(reading->reader, row);
        if (!read_contract(reading, row, &items[list->count])) {
            return err_no_memory(err);
        }
        list->count += is_there(&items[list->count]);
    }
    return row_reader_error(reading->reader, err);
}

static enum err_code read_ledger(struct contract_list *list, const struct contract_ledger *ledger,
                                 const struct table *table, struct reading *reading, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);

    reading->list = list;
    reading->ledger = ledger;
    reading->reader = reader;
    return code ? code : read_table(reading, table, err);
}

static enum err_code read_ledgers(const struct lifecycle_run *run, struct contract_list *list, struct err *err) {
    struct reading reading = {0};
    enum err_code code = ERR_OK;

    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(ledgers); i++) {
        const struct table *table = inventory_table(run->input->ledger, ledgers[i].table);
        code = table ? read_ledger(list, &ledgers[i], table, &reading, err) : ERR_OK;
    }
    buffer_done(&reading.scratch);
    buffer_done(&reading.folded);
    return code;
}

/* --- order, and what names what -------------------------------------------------------------------------------------
 */

static int sign_of(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_contracts(const void *a, const void *b) {
    const struct contract *x = a, *y = b;
    int sign = sign_of(x->ledger->kind, y->ledger->kind);

    sign = sign ? sign : sign_of(x->agreement, y->agreement);
    sign = sign ? sign : sign_of(x->terms.start_on.days, y->terms.start_on.days);
    sign = sign ? sign : sign_of(x->terms.end_on.word, y->terms.end_on.word);
    sign = sign ? sign : sign_of(x->terms.end_on.day.days, y->terms.end_on.day.days);
    sign = sign ? sign : (x->hash > y->hash) - (x->hash < y->hash);
    return sign ? sign : sign_of(x->row, y->row);
}

struct id_place {
    struct str id;
    uint32_t number;
};

static int compare_ids(const void *a, const void *b) {
    const struct id_place *x = a, *y = b;
    return str_cmp(x->id, y->id);
}

/* Ids are numbers in the order of what they say, so that the contracts' order is that of their ids. */
static bool rank_ids(struct contract_list *list, const struct intern *ids) {
    uint32_t count = intern_count(ids);
    struct id_place *places = arena_alloc_array(list->arena, (size_t)count + 1, sizeof *places);
    uint32_t *ranks = arena_alloc_array(list->arena, (size_t)count + 1, sizeof *ranks);

    if (!places || !ranks) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        places[i] = (struct id_place){intern_text(ids, i), i};
    }
    qsort(places, count, sizeof *places, compare_ids);
    for (uint32_t i = 0; i < count; i++) {
        ranks[places[i].number] = i;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i].agreement = ranks[list->items[i].agreement];
    }
    return true;
}

static bool sort_contracts(struct contract_list *list) {
    CLEANUP(intern_free_cleanup) struct intern *ids = intern_new();
    CLEANUP(buffer_done) struct buffer folded = {0};
    bool is_ok = ids != NULL;

    for (uint32_t i = 0; is_ok && i < list->count; i++) {
        buffer_reset(&folded);
        text_fold(list->items[i].id, &folded);
        list->items[i].agreement = intern_add(ids, buffer_view(&folded));
        is_ok = list->items[i].agreement != INTERN_NONE && !folded.failed;
    }
    if (!is_ok || !rank_ids(list, ids)) {
        return false;
    }
    if (list->count) {
        qsort(list->items, list->count, sizeof *list->items, compare_contracts);
    }
    return true;
}

/* The rows of one contract have its first one's number in common; one without an id is of no other's. */
static bool note_agreements(struct contract_list *list) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint32_t rank = 0;

    list->first_of_id = arena_alloc_array(list->arena, (size_t)list->count + 1, sizeof *list->first_of_id);
    for (uint32_t i = 0; list->first_of_id && i < list->count; i++) {
        struct contract *contract = &list->items[i], *before = i ? contract - 1 : NULL;
        bool is_same = before && contract->id.n && before->ledger == contract->ledger && contract->agreement == rank;
        rank = contract->agreement;
        contract->agreement = is_same ? before->agreement : i;
        if (!contract_is_maintenance(contract) || contract->id.n == 0 || is_same) {
            continue;
        }
        buffer_reset(&folded);
        text_fold(contract->id, &folded);
        uint32_t number = intern_add(list->ids, buffer_view(&folded));
        if (number == INTERN_NONE || folded.failed) {
            return false;
        }
        list->first_of_id[number] = i;
    }
    return list->first_of_id != NULL;
}

/* The last day of a contract; one that nobody knows, or that never comes, is behind all others. */
static int32_t end_of(const struct contract *contract) {
    return milestone_is_day(contract->terms.end_on) ? contract->terms.end_on.day.days : INT32_MAX;
}

/* Of the rows of each id, which are in the order of their first days: up to which place they go, and which lasts
 * longest, by the first one; and by row, the last day of it and of those before it. */
struct spans {
    uint32_t *end, *last;
    int32_t *longest;
};

static bool find_spans(const struct contract_list *list, struct spans *spans) {
    spans->end = arena_alloc_array(list->arena, (size_t)list->count + 1, sizeof *spans->end);
    spans->last = arena_alloc_array(list->arena, (size_t)list->count + 1, sizeof *spans->last);
    spans->longest = arena_alloc_array(list->arena, (size_t)list->count + 1, sizeof *spans->longest);
    if (!spans->end || !spans->last || !spans->longest) {
        return false;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t first = list->items[i].agreement;
        int32_t end = end_of(&list->items[i]);
        bool is_last = first == i || end > spans->longest[i - 1];
        spans->end[first] = i + 1;
        spans->last[first] = is_last ? i : spans->last[first];
        spans->longest[i] = is_last ? end : spans->longest[i - 1];
    }
    return true;
}

/* Which of the rows of an id, from FIRST on, goes on after the day END: the first that ends later. */
static uint32_t later_row(const struct spans *spans, uint32_t first, int32_t end) {
    uint32_t low = first, high = spans->end[first];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (spans->longest[middle] <= end) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < spans->end[first] ? low : CONTRACT_NONE;
}

/* The contract that comes next, or under which something is had: what the column of the contract's row names. */
static void follow(struct contract_list *list, const struct spans *spans, struct row_reader *reader, uint32_t number,
                   struct buffer *scratch) {
    struct contract *contract = &list->items[number];
    const struct contract_ledger *ledger = contract->ledger;
    bool has_next = ledger->next_contract != NO_COLUMN;
    unsigned column = has_next ? ledger->next_contract : ledger->contract_id;

    if (column == NO_COLUMN) {
        return;
    }
    row_reader_move(reader, contract->row);
    struct str id = row_reader_text(reader, column);
    uint32_t first = id.n ? contract_list_find(list, id, scratch) : CONTRACT_NONE;
    if (first == CONTRACT_NONE) {
        return;
    }
    if (has_next) {
        contract->next = later_row(spans, first, end_of(contract));
    } else {
        contract->under = spans->last[first];
    }
}

/* Those of one ledger stand together. */
static enum err_code follow_ledger(const struct lifecycle_run *run, struct contract_list *list,
                                   const struct spans *spans, uint32_t begin, uint32_t end, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer scratch = {0};
    enum err_code code = row_reader_new(contract_table(run, &list->items[begin]), &reader, err);

    for (uint32_t i = begin; code == ERR_OK && i < end; i++) {
        follow(list, spans, reader, i, &scratch);
        code = scratch.failed ? err_no_memory(err) : ERR_OK;
    }
    return code ? code : row_reader_error(reader, err);
}

static enum err_code follow_all(const struct lifecycle_run *run, struct contract_list *list, struct err *err) {
    struct spans spans;
    enum err_code code = find_spans(list, &spans) ? ERR_OK : err_no_memory(err);

    list->agreement_end = spans.end;
    for (uint32_t begin = 0, end; code == ERR_OK && begin < list->count; begin = end) {
        for (end = begin; end < list->count && list->items[end].ledger == list->items[begin].ledger;) {
            end++;
        }
        code = follow_ledger(run, list, &spans, begin, end, err);
    }
    return code;
}

enum err_code contract_list_read(const struct lifecycle_run *run, struct contract_list *ret_list, struct err *err) {
    struct contract_list list = {.arena = arena_new(), .part_texts = intern_new(), .ids = intern_new()};
    bool is_ok = list.arena && list.part_texts && list.ids;
    enum err_code code = is_ok ? read_ledgers(run, &list, err) : err_no_memory(err);

    list.has_contracts = inventory_table(run->input->ledger, TABLE_CONTRACTS) != NULL;
    if (code == ERR_OK && (!sort_contracts(&list) || !note_agreements(&list))) {
        code = err_no_memory(err);
    }
    code = code ? code : follow_all(run, &list, err);
    if (code) {
        contract_list_done(&list);
        return code;
    }
    *ret_list = list;
    return ERR_OK;
}

uint32_t contract_list_find(const struct contract_list *list, struct str id, struct buffer *scratch) {
    buffer_reset(scratch);
    text_fold(id, scratch);
    uint32_t number = intern_find(list->ids, buffer_view(scratch));
    return number == INTERN_NONE ? CONTRACT_NONE : list->first_of_id[number];
}

const struct table *contract_table(const struct lifecycle_run *run, const struct contract *contract) {
    return inventory_table(run->input->ledger, contract->ledger->table);
}

struct str contract_field(const struct contract *contract, unsigned column) {
    const char *field = contract->ledger->field;
    return str_from(field ? field : schema_column(contract->ledger->table, column)->name);
}
