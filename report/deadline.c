#include "report/deadline.h"

#include "base/arena.h"
#include "report/horizon.h"
#include "report/sheet.h"

#include <assert.h>

#define SEPARATOR '\x1F' /* of what an id is made of */

/* Of each of the two orders in memory: there are few, as a rule, and --memory is spent elsewhere. */
#define RUN_BYTES ((size_t)4 << 20)
/* Bytes of a name or a title: what ends, and when, is said behind it. */
enum { TEXT_SHOWN_MAX = 240 };

/* The records' deadlines are gathered in order of what they are, so that those of one thing can be numbered, and then
 * put in order of days. */
/* clang-format off */
#define PART(TYPE, MEMBER) {RECORD_##TYPE, offsetof(struct deadline, MEMBER), 0}
static const struct record_part gathered_parts[] = {
    PART(KEY, kind), PART(KEY, id), PART(KEY, what), PART(KEY_DATE, day),
    PART(TEXT, title), PART(TEXT, details), PART(TEXT, category), PART(NUMBER, count),
};
static const struct record_part ordered_parts[] = {
    PART(KEY_DATE, day), PART(KEY, kind), PART(KEY, id), PART(KEY, what), PART(NUMBER, ordinal),
    PART(TEXT, title), PART(TEXT, details), PART(TEXT, category), PART(NUMBER, count),
};
/* clang-format on */
static const struct record_shape gathered_shape = {gathered_parts, ARRAY_LEN(gathered_parts), sizeof(struct deadline)};
static const struct record_shape ordered_shape = {ordered_parts, ARRAY_LEN(ordered_parts), sizeof(struct deadline)};
static_assert(sizeof(struct deadline) <= RECORD_SIZE_MAX, "a record does not fit");

/* What the columns are called in the ledgers of contracts, and what ends when a contract of some kind does. */
static const struct contract_words {
    enum table_id table;
    const char *id, *title, *vendor, *end_on; /* NULL: there is none */
    const char *end;
} contract_words[] = {
    [CONTRACT_OF_MAINTENANCE] = {TABLE_CONTRACTS, "contract_id", "title", "vendor", "end_on", "contract-end"},
    [CONTRACT_OF_DOMAIN] = {TABLE_DOMAINS, "domain", NULL, "registrar", "expires_on", "domain-end"},
    [CONTRACT_OF_CERTIFICATE] = {TABLE_DOMAINS, "domain", NULL, NULL, "certificate_end", "certificate-end"},
    [CONTRACT_OF_CIRCUIT] = {TABLE_CIRCUITS, "circuit_id", "service", "carrier", "end_on", "circuit-end"},
    [CONTRACT_OF_CLOUD] = {TABLE_CLOUD, "service_id", "service", "provider", "end_on", "cloud-end"},
};
static_assert(ARRAY_LEN(contract_words) == CONTRACT_KIND_COUNT, "a kind lacks its words");

struct gathering {
    const struct report_context *context;
    const struct summary *summary;
    struct record_set *set;
    struct buffer id, title, details;
};

/* --- gathering -----------------------------------------------------------------------------------------------------
 */

/* Of a text no more than fits beside the others. */
static void append_shortened(struct buffer *out, struct str text) {
    size_t n = text.n < TEXT_SHOWN_MAX ? text.n : TEXT_SHOWN_MAX;

    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80) {
        n--;
    }
    buffer_append(out, str_sub(text, 0, n));
    buffer_append_cstr(out, n < text.n ? "…" : "");
}

/* "出典: …", where there is something to say. */
static void detail(struct gathering *gathering, enum table_id table, const char *column, struct str text) {
    if (text.n && column) {
        struct str heading = message_column(table, str_from(column), gathering->context->language);
        buffer_append(&gathering->details, heading);
        buffer_append(&gathering->details, STR(": "));
        append_shortened(&gathering->details, text);
        buffer_append_char(&gathering->details, '\n');
    }
}

static void detail_day(struct gathering *gathering, enum table_id table, const char *column,
                       struct milestone milestone) {
    char room[11];
    detail(gathering, table, column, milestone_text(milestone, room));
}

/* With what GATHERING has of it; nothing, where the day has passed or is too far. */
static enum err_code add(struct gathering *gathering, struct deadline deadline, const char *what, struct date day,
                         struct err *err) {
    if (day.days < gathering->context->as_of.days || !horizon_has_day(gathering->summary, day)) {
        return ERR_OK;
    }
    if (gathering->id.failed || gathering->title.failed || gathering->details.failed) {
        return err_no_memory(err);
    }
    deadline.id = buffer_view(&gathering->id);
    deadline.title = buffer_view(&gathering->title);
    deadline.details = buffer_view(&gathering->details);
    deadline.what = str_from(what);
    deadline.day = day;
    return record_set_add(gathering->set, 0, 0, &deadline, err);
}

static void begin(struct gathering *gathering) {
    buffer_reset(&gathering->id);
    buffer_reset(&gathering->title);
    buffer_reset(&gathering->details);
}

/* Two texts with a blank, where there are two. */
static void title(struct gathering *gathering, struct str first, struct str second) {
    append_shortened(&gathering->title, first);
    buffer_append_cstr(&gathering->title, first.n && second.n ? " " : "");
    append_shortened(&gathering->title, second);
}

static bool is_same(struct milestone a, struct milestone b) {
    return a.word == b.word && a.day.days == b.day.days;
}

static enum err_code add_support(struct gathering *gathering, const struct support_record *support, struct err *err) {
    struct deadline deadline = {
        .kind = str_from(support_subject_name(support->subject)), .count = support->count, .category = STR("support")};
    bool is_extended =
        is_same(support->effective_end, support->extended_end) && !is_same(support->extended_end, support->support_end);

    begin(gathering);
    buffer_append(&gathering->id, support->product);
    buffer_append_char(&gathering->id, SEPARATOR);
    buffer_append(&gathering->id, support->version);
    buffer_append_char(&gathering->id, SEPARATOR);
    buffer_append(&gathering->id, support->release);
    title(gathering, support->product, support->version);
    detail(gathering, TABLE_SUPPORT, "source", support->source);

    enum err_code code =
        add(gathering, deadline, is_extended ? "extended-end" : "support-end", support->effective_end.day, err);
    if (code != ERR_OK) {
        return code;
    }
    detail_day(gathering, TABLE_SUPPORT, is_extended ? "extended_end" : "support_end", support->effective_end);
    return add(gathering, deadline, "planned-end", support->planned_end, err);
}

/* What was renewed has nothing left to be done; and notice is a deadline only as long as it has to be given. */
static enum err_code add_contract(struct gathering *gathering, const struct contract_record *contract,
                                  struct err *err) {
    const struct contract_words *words = &contract_words[contract->kind];
    struct deadline deadline = {.kind = str_from(contract_kind_name(contract->kind)), .category = STR("contract")};

    if (contract->state == CONTRACT_RENEWED) {
        return ERR_OK;
    }
    begin(gathering);
    buffer_append(&gathering->id, contract->id);
    title(gathering, contract->id, contract->title);
    detail(gathering, words->table, words->id, contract->id);
    detail(gathering, words->table, words->title, contract->title);
    detail(gathering, words->table, words->vendor, contract->vendor);
    detail_day(gathering, words->table, words->end_on, contract->end_on);

    bool needs_notice = contract->due_on.days == contract->notice_deadline.days;
    enum err_code code =
        needs_notice ? add(gathering, deadline, "notice-deadline", contract->notice_deadline, err) : ERR_OK;
    return code == ERR_OK ? add(gathering, deadline, words->end, contract->end_on.day, err) : code;
}

static enum err_code gather(struct gathering *gathering, struct lifecycle_records *records, struct err *err) {
    struct support_record support;
    struct contract_record contract;
    bool more = true;
    enum err_code code;

    lifecycle_records_rewind(records);
    while ((code = lifecycle_records_next_support(records, &more, &support, err)) == ERR_OK && more) {
        code = add_support(gathering, &support, err);
        if (code != ERR_OK) {
            return code;
        }
    }
    while (code == ERR_OK && (code = lifecycle_records_next_contract(records, &more, &contract, err)) == ERR_OK &&
           more) {
        code = add_contract(gathering, &contract, err);
    }
    return code;
}

/* --- numbering -----------------------------------------------------------------------------------------------------
 */

struct numbering {
    struct record_set *ordered;
    struct arena *arena; /* of what is pending */
    struct deadline pending;
    bool has_pending;
    uint64_t count;
};

static bool is_same_thing(const struct deadline *a, const struct deadline *b) {
    return str_eq(a->kind, b->kind) && str_eq(a->id, b->id) && str_eq(a->what, b->what);
}

static enum err_code flush(struct numbering *numbering, struct err *err) {
    if (!numbering->has_pending) {
        return ERR_OK;
    }
    numbering->count++;
    return record_set_add(numbering->ordered, 0, 0, &numbering->pending, err);
}

static enum err_code keep(struct numbering *numbering, const struct deadline *deadline, int64_t ordinal,
                          struct err *err) {
    struct arena *arena = numbering->arena;

    arena_reset(arena);
    numbering->pending = (struct deadline){
        .kind = arena_dup(arena, deadline->kind),
        .id = arena_dup(arena, deadline->id),
        .what = arena_dup(arena, deadline->what),
        .ordinal = ordinal,
        .day = deadline->day,
        .title = arena_dup(arena, deadline->title),
        .details = arena_dup(arena, deadline->details),
        .count = deadline->count,
        .category = arena_dup(arena, deadline->category),
    };
    numbering->has_pending = true;
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

/* What several rows say of one day of one thing is said once, with the machines of all. */
static enum err_code number(struct numbering *numbering, const struct deadline *deadline, struct err *err) {
    bool is_same = numbering->has_pending && is_same_thing(&numbering->pending, deadline);

    if (is_same && numbering->pending.day.days == deadline->day.days) {
        numbering->pending.count += deadline->count;
        return ERR_OK;
    }
    int64_t ordinal = is_same ? numbering->pending.ordinal + 1 : 0;
    enum err_code code = flush(numbering, err);
    return code == ERR_OK ? keep(numbering, deadline, ordinal, err) : code;
}

static enum err_code number_all(struct numbering *numbering, struct record_set *gathered, struct err *err) {
    struct deadline deadline;
    bool more = true;
    enum err_code code;

    while ((code = record_set_next(gathered, 0, &more, &deadline, err)) == ERR_OK && more) {
        code = number(numbering, &deadline, err);
        if (code != ERR_OK) {
            return code;
        }
    }
    return code == ERR_OK ? flush(numbering, err) : code;
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static enum err_code gather_records(const struct report_context *context, struct lifecycle_records *records,
                                    const struct summary *summary, struct record_set *gathered, struct err *err) {
    struct gathering gathering = {.context = context, .summary = summary, .set = gathered};
    enum err_code code = gather(&gathering, records, err);

    buffer_done(&gathering.id);
    buffer_done(&gathering.title);
    buffer_done(&gathering.details);
    return code == ERR_OK ? record_set_finish(gathered, context->pool, err) : code;
}

enum err_code deadlines_collect(const struct report_context *context, struct lifecycle_records *records,
                                const char *tmpdir, const struct summary *summary, struct record_set **ret_set,
                                uint64_t *ret_count, struct err *err) {
    CLEANUP(record_set_free_cleanup) struct record_set *gathered = NULL, *ordered = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    enum err_code code =
        arena ? record_set_new(&gathered_shape, 1, 1, RUN_BYTES, tmpdir, &gathered, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = record_set_new(&ordered_shape, 1, 1, RUN_BYTES, tmpdir, &ordered, err);
    }
    if (code == ERR_OK) {
        code = gather_records(context, records, summary, gathered, err);
    }
    struct numbering numbering = {.ordered = ordered, .arena = arena};
    if (code == ERR_OK) {
        code = number_all(&numbering, gathered, err);
    }
    if (code == ERR_OK) {
        code = record_set_finish(ordered, context->pool, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(ordered);
        *ret_count = numbering.count;
    }
    return code;
}
