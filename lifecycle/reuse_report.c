#include "lifecycle/reuse.h"

#include "findings/finding_rows.h"

enum { NO_COLUMN = DEVICES_COLUMN_COUNT };

/* How a reason to hold is told: what is missing leaves the judgement open, a step that is open does not. */
struct reason_text {
    unsigned column; /* which is blank, or says that the step is open */
    enum message message;
    enum outcome outcome;
};

static const struct reason_text reasons[REUSE_REASON_COUNT] = {
    [REUSE_STATUS] = {DEVICES_STATUS, MESSAGE_REUSE_NO_STATUS, OUTCOME_UNDETERMINED},
    [REUSE_STOPPED_ON] = {DEVICES_STOPPED_ON, MESSAGE_REUSE_NO_STOP, OUTCOME_UNDETERMINED},
    [REUSE_IDENTITY] = {NO_COLUMN, MESSAGE_REUSE_AMBIGUOUS, OUTCOME_UNDETERMINED},
    [REUSE_ACQUISITION] = {DEVICES_ACQUISITION, MESSAGE_REUSE_NO_ACQUISITION, OUTCOME_UNDETERMINED},
    [REUSE_WORKING] = {DEVICES_WORKING, MESSAGE_REUSE_NOT_TRIED, OUTCOME_UNDETERMINED},
    [REUSE_SUPPORT_END] = {DEVICES_SUPPORT_END, MESSAGE_REUSE_NO_END, OUTCOME_UNDETERMINED},
    [REUSE_UNANNOUNCED] = {DEVICES_SUPPORT_END, MESSAGE_REUSE_UNANNOUNCED, OUTCOME_UNDETERMINED},
    [REUSE_OLD_DATA] = {DEVICES_SUPPORT_END, MESSAGE_REUSE_OLD_DATA, OUTCOME_UNDETERMINED},
    [REUSE_ERASURE] = {DEVICES_DATA_ERASED, MESSAGE_REUSE_NOT_ERASED, OUTCOME_NOTICE},
    [REUSE_DATA] = {DEVICES_DATA_ERASED, MESSAGE_REUSE_DATA_UNKNOWN, OUTCOME_UNDETERMINED},
};

static struct str reason_field(enum reuse_reason reason) {
    unsigned column = reasons[reason].column;
    return column == NO_COLUMN ? STR("ambiguous") : str_from(schema_column(TABLE_DEVICES, column)->name);
}

/* --- texts ---------------------------------------------------------------------------------------------------------
 */

static struct str text(struct reuse_worker *worker, unsigned column) {
    return row_reader_dup(worker->asset, column, worker->arena);
}

/* Where the asset stands, and the row of the ledger's support table that its model is in. */
static struct str ledger_evidence(struct reuse_worker *worker, const struct reuse_item *item) {
    struct str own =
        row_evidence(inventory_table(worker->run->input->ledger, TABLE_DEVICES), item->asset, worker->arena);
    const struct calendar_answer *answer = &item->end.answer;
    bool has_row = answer->count == 1 && answer->releases[0]->is_of_ledger;

    return has_row ? arena_printf(worker->arena, "%.*s %.*s", STR_FMT(own), STR_FMT(answer->releases[0]->evidence))
                   : own;
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

static struct finding make(struct reuse_worker *worker, const struct reuse_item *item, enum finding_code code,
                           enum message message) {
    struct finding finding = finding_make(code, message);

    finding_set_asset(&finding, worker->asset, worker->arena);
    finding.ledger_evidence = ledger_evidence(worker, item);
    if (item->device != PAIRING_NONE) {
        const struct table *devices = inventory_table(worker->run->input->snapshot, TABLE_DEVICES);
        finding_set_device(&finding, worker->device, worker->arena);
        finding.snapshot_evidence = row_evidence(devices, item->device, worker->arena);
    }
    return finding;
}

static enum err_code add(struct reuse_worker *worker, const struct finding *finding, struct err *err) {
    return finding_sink_add(worker->run->findings, worker->lane, finding, err);
}

static enum err_code tell_candidate(struct reuse_worker *worker, const struct reuse_item *item, struct err *err) {
    struct date end = item->facts.support_end.day;
    enum message message = date_is_set(end) ? MESSAGE_REUSE_CANDIDATE : MESSAGE_REUSE_CANDIDATE_ENDLESS;
    struct finding finding = make(worker, item, CODE_REU_CANDIDATE, message);

    finding.field = STR("stopped_on");
    finding.documented = text(worker, DEVICES_STOPPED_ON);
    finding_add_text(&finding, date_written(item->facts.stopped_on, worker->arena));
    finding_add_text(&finding, text(worker, DEVICES_STORAGE_LOCATION));
    if (date_is_set(end)) {
        finding_add_text(&finding, date_written(end, worker->arena));
    }
    return add(worker, &finding, err);
}

static enum err_code tell_reason(struct reuse_worker *worker, const struct reuse_item *item, enum reuse_reason reason,
                                 struct err *err) {
    const struct reason_text *told = &reasons[reason];
    struct finding finding = make(worker, item, CODE_REU_HOLD, told->message);

    finding.field = reason_field(reason);
    finding.outcome = told->outcome;
    if (told->column != NO_COLUMN) {
        finding.documented = text(worker, told->column);
    }
    if (reason == REUSE_STATUS) {
        finding_add_text(&finding, date_written(item->facts.stopped_on, worker->arena));
    } else if (reason == REUSE_STOPPED_ON) {
        finding_add_text(&finding, text(worker, DEVICES_STATUS));
    } else if (reason == REUSE_IDENTITY) {
        finding_add_number(&finding, item->candidates);
    } else if (reason == REUSE_OLD_DATA) {
        finding_add_number(&finding, worker->run->input->policy->support_max_age_days);
    }
    return add(worker, &finding, err);
}

static enum err_code tell_hold(struct reuse_worker *worker, const struct reuse_item *item, struct err *err) {
    enum err_code code = ERR_OK;

    for (enum reuse_reason reason = 0; reason < REUSE_REASON_COUNT && code == ERR_OK; reason++) {
        if (item->state.reasons >> reason & 1) {
            code = tell_reason(worker, item, reason, err);
        }
    }
    return code;
}

static enum err_code tell_return(struct reuse_worker *worker, const struct reuse_item *item, struct err *err) {
    struct value end = row_reader_value(worker->asset, DEVICES_LEASE_END);
    int64_t left = end.is_set ? (int64_t)end.date.days - worker->run->input->as_of.days : 0;
    enum message message = !end.is_set ? MESSAGE_REUSE_RETURN_UNDATED
                           : left < 0  ? MESSAGE_REUSE_RETURN_OVERDUE
                                       : MESSAGE_REUSE_RETURN;
    struct finding finding = make(worker, item, CODE_REU_RETURN, message);
    unsigned column = end.is_set ? DEVICES_LEASE_END : DEVICES_ACQUISITION;

    finding.field = str_from(schema_column(TABLE_DEVICES, column)->name);
    finding.documented = text(worker, column);
    finding_add_text(&finding, text(worker, DEVICES_ACQUISITION));
    if (end.is_set) {
        finding_add_text(&finding, date_written(end.date, worker->arena));
        finding_add_number(&finding, left < 0 ? -left : left);
    }
    return add(worker, &finding, err);
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

static struct str answer_text(enum term answer) {
    static const char *const words[] = {[TERM_BLANK] = "", [TERM_NO] = "no", [TERM_YES] = "yes"};
    return str_from(words[answer]);
}

/* "working data_erased" */
static struct str reason_words(struct reuse_worker *worker, unsigned bits) {
    CLEANUP(buffer_done) struct buffer words = {0};

    for (enum reuse_reason reason = 0; reason < REUSE_REASON_COUNT; reason++) {
        if (bits >> reason & 1) {
            buffer_append_cstr(&words, words.n ? " " : "");
            buffer_append(&words, reason_field(reason));
        }
    }
    return arena_dup(worker->arena, buffer_view(&words));
}

/* Maker and model, as far as they are on record. */
static struct str model(struct reuse_worker *worker) {
    struct str maker = text(worker, DEVICES_MANUFACTURER), name = text(worker, DEVICES_MODEL);

    if (maker.n == 0 || name.n == 0) {
        return maker.n ? maker : name;
    }
    return arena_printf(worker->arena, "%.*s %.*s", STR_FMT(maker), STR_FMT(name));
}

static enum err_code record(struct reuse_worker *worker, const struct reuse_item *item, enum finding_code code,
                            struct err *err) {
    const struct reuse_record reuse = {
        .asset_id = text(worker, DEVICES_ASSET_ID),
        .model = model(worker),
        .quantity = item->quantity,
        .stopped_on = item->facts.stopped_on,
        .storage_location = text(worker, DEVICES_STORAGE_LOCATION),
        .status = text(worker, DEVICES_STATUS),
        .working = answer_text(item->facts.is_working),
        .data_erased = answer_text(item->facts.is_erased),
        .support_end = item->facts.support_end,
        .accounting_status = text(worker, DEVICES_ACCOUNTING_STATUS),
        .code = code,
        .hold_reason = reason_words(worker, item->state.reasons),
        .evidence = ledger_evidence(worker, item),
    };
    return lifecycle_records_add_reuse(worker->run->records, worker->lane, &reuse, err);
}

enum err_code reuse_report(struct reuse_worker *worker, const struct reuse_item *item, struct err *err) {
    static const struct {
        enum finding_code code;
        enum err_code (*tell)(struct reuse_worker *worker, const struct reuse_item *item, struct err *err);
    } kinds[] = {
        [REUSE_CANDIDATE] = {CODE_REU_CANDIDATE, tell_candidate},
        [REUSE_HOLD] = {CODE_REU_HOLD, tell_hold},
        [REUSE_RETURN] = {CODE_REU_RETURN, tell_return},
    };
    enum reuse_kind kind = item->state.kind;
    enum err_code code = kinds[kind].tell ? kinds[kind].tell(worker, item, err) : ERR_OK;

    return code == ERR_OK && kind != REUSE_NONE ? record(worker, item, kinds[kind].code, err) : code;
}
