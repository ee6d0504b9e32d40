#include "cli/export/store.h"

#include "base/hash.h"
#include "history/decisions_of_run.h"
#include "history/findings.h"

#include <stdlib.h>

enum { HEX_SIZE = 17, DAY_SIZE = 11 };

struct export_store_reader {
    struct history *history;
    struct decisions_of_run *decisions;
    struct arena *arena; /* of one finding */
    struct buffer message, remedy;
    struct export_store store;
};

static enum err_code read_decision(struct export_store_reader *reader, uint64_t id,
                                   struct export_decision *ret_decision, struct err *err) {
    struct finding_decision found;
    enum err_code code = decisions_of_run_get(reader->decisions, id, reader->arena, &found, err);

    if (code != ERR_OK) {
        return code;
    }
    *ret_decision = (struct export_decision){
        .has_disposition = found.has_disposition,
        .has_waiver = found.has_waiver,
        .texts = {.cause = found.cause,
                  .prevention = found.prevention,
                  .action = found.action,
                  .owner = found.owner,
                  .due = date_written(found.due, reader->arena),
                  .disposition_state = found.disposition_state,
                  .waived_by = found.waived_by,
                  .waive_why = found.waive_why,
                  .waived_until = date_written(found.waived_until, reader->arena)},
    };
    return arena_failed(reader->arena) ? err_no_memory(err) : ERR_OK;
}

/* An id that is none has nothing. */
static enum err_code decision_of(void *context, struct str id, struct export_decision *ret_decision, struct err *err) {
    struct export_store_reader *reader = context;
    uint64_t number;

    if (!hash64_read(id, &number)) {
        *ret_decision = (struct export_decision){0};
        return ERR_OK;
    }
    arena_reset(reader->arena);
    return read_decision(reader, number, ret_decision, err);
}

/* --- what was resolved ---------------------------------------------------------------------------------------------
 */

struct resolved_reading {
    struct export_store_reader *reader;
    struct date since, until;
    enum language language;
    export_finding_take *take;
    void *taker;
};

static enum err_code hand_over(struct resolved_reading *reading, const struct history_finding *known, struct err *err) {
    struct export_store_reader *reader = reading->reader;
    char id[HEX_SIZE], first_seen[DAY_SIZE], last_seen[DAY_SIZE], resolved_on[DAY_SIZE];
    struct result_finding result = {
        .finding = known->finding, .severity = finding_severity(&known->finding), .status = FINDING_RESOLVED};
    struct export_finding finding = {.result = &result, .status = FINDING_RESOLVED};

    hash64_format(known->finding.id, id);
    date_format(known->state.first_seen, first_seen);
    date_format(known->state.last_seen, last_seen);
    date_format(known->state.resolved_on, resolved_on);
    result.id = str_from(id);
    result.first_seen = str_from(first_seen);
    result.last_seen = str_from(last_seen);
    result.message = buffer_view(&reader->message);
    result.remedy = buffer_view(&reader->remedy);
    finding.resolved_on = str_from(resolved_on);
    arena_reset(reader->arena);
    enum err_code code = read_decision(reader, known->finding.id, &finding.decision, err);
    return code == ERR_OK ? reading->take(reading->taker, &finding, err) : code;
}

static enum err_code visit(void *context, const struct history_finding *known, struct err *err) {
    struct resolved_reading *reading = context;
    struct export_store_reader *reader = reading->reader;
    const struct finding *finding = &known->finding;
    struct date on = known->state.resolved_on;

    if (!date_is_set(on) || on.days < reading->since.days || on.days > reading->until.days) {
        return ERR_OK;
    }
    buffer_reset(&reader->message);
    buffer_reset(&reader->remedy);
    message_render(finding->message, finding->arguments, finding->argument_count, reading->language, &reader->message);
    message_render_remedy(finding->message, finding->arguments, finding->argument_count, reading->language,
                          &reader->remedy);
    return reader->message.failed || reader->remedy.failed ? err_no_memory(err) : hand_over(reading, known, err);
}

static enum err_code each_resolved(void *context, struct date since, struct date until, enum language language,
                                   export_finding_take *take, void *taker, struct err *err) {
    struct export_store_reader *reader = context;
    struct resolved_reading reading = {reader, since, until, language, take, taker};
    const struct history_filter filter = {.status = HISTORY_VALUE(finding_status_name(FINDING_RESOLVED))};

    return history_findings_each(reader->history, until, &filter, visit, &reading, err);
}

enum err_code export_store_reader_new(struct history *history, struct export_store_reader **ret_reader,
                                      struct err *err) {
    CLEANUP(export_store_reader_free_cleanup) struct export_store_reader *reader = calloc(1, sizeof *reader);

    if (!reader || !(reader->arena = arena_new())) {
        return err_no_memory(err);
    }
    enum err_code code = decisions_of_run_new(history, &reader->decisions, err);
    if (code != ERR_OK) {
        return code;
    }
    reader->history = history;
    reader->store =
        (struct export_store){.context = reader, .decision_of = decision_of, .each_resolved = each_resolved};
    *ret_reader = TAKE_PTR(reader);
    return ERR_OK;
}

void export_store_reader_free(struct export_store_reader *reader) {
    if (reader) {
        decisions_of_run_free(reader->decisions);
        arena_free(reader->arena);
        buffer_done(&reader->message);
        buffer_done(&reader->remedy);
        free(reader);
    }
}

const struct export_store *export_store_of(const struct export_store_reader *reader) {
    return &reader->store;
}
