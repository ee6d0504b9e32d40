#include "reconciler/drift_run.h"

#include "base/compiler.h"

/* What is said, and what it means, by what the register says. */
static const struct judgement {
    enum message message;
    enum outcome outcome;
    enum drift_state state;
} judgements[] = {
    [CHANGE_NONE] = {MESSAGE_UNAPPROVED, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_OTHER] = {MESSAGE_UNAPPROVED_OTHER, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_REJECTED] = {MESSAGE_UNAPPROVED_REJECTED, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_PENDING] = {MESSAGE_UNAPPROVED_PENDING, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_NOT_YET] = {MESSAGE_UNAPPROVED_NOT_YET, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_SUPERSEDED] = {MESSAGE_UNAPPROVED_SUPERSEDED, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_LATE] = {MESSAGE_UNAPPROVED_LATE, OUTCOME_VIOLATION, DRIFT_UNAPPROVED},
    [CHANGE_INCOMPLETE] = {MESSAGE_UNAPPROVED_OPEN, OUTCOME_UNDETERMINED, DRIFT_UNDETERMINED},
    [CHANGE_EXPLAINS] = {MESSAGE_UNAPPROVED_EXPLAINED, OUTCOME_NOTICE, DRIFT_APPROVED},
};
static const struct judgement moving = {MESSAGE_UNAPPROVED_MOVING, OUTCOME_NOTICE, DRIFT_MOVING};

uint32_t drift_machine_number(const struct drift_worker *worker, const struct drift_machine *machine) {
    return changes_machine(worker->base.run->changes, machine->asset, machine->later);
}

static void append_row(const struct table *table, const char *side, uint32_t row, struct buffer *out) {
    if (row != UINT32_MAX) {
        buffer_append_cstr(out, out->n ? " " : "");
        buffer_append_cstr(out, side);
        table_evidence(table, row, out);
    }
}

struct str drift_evidence(struct drift_worker *worker, const struct table *earlier, uint32_t earlier_row,
                          const struct table *later, uint32_t later_row) {
    CLEANUP(buffer_done) struct buffer text = {0};

    append_row(earlier, "from/", earlier_row, &text);
    append_row(later, "to/", later_row, &text);
    return arena_dup(worker->base.arena, buffer_view(&text));
}

void drift_set_machine(struct drift_worker *worker, struct finding *finding, const struct drift_machine *machine) {
    if (machine->asset != PAIRING_NONE) {
        worker_set_asset(&worker->base, finding, machine->asset);
    }
    if (machine->later != PAIRING_NONE) {
        worker_set_device(&worker->base, finding, machine->later);
    }
}

static void add_side(struct finding *finding, const struct drift_side *side) {
    if (side->is_word) {
        finding_add_word(finding, side->text);
    } else {
        finding_add_text(finding, side->text);
    }
}

static void add_evidence_of_change(struct drift_worker *worker, struct finding *finding, const struct change *change) {
    struct str row = worker_evidence(&worker->base, changes_table(worker->base.run->changes), change->row->row);

    finding->ledger_evidence = worker_join_evidence(&worker->base, finding->ledger_evidence, row);
}

static void add_finding(struct drift_worker *worker, const struct drift_machine *machine,
                        const struct drift_change *change, const struct judgement *judgement) {
    struct finding finding = finding_make(CODE_CHG_UNAPPROVED, judgement->message);
    const struct change_answer *answer = &change->answer;

    finding.outcome = judgement->outcome;
    finding.field = change->field;
    finding.snapshot_evidence = change->evidence;
    drift_set_machine(worker, &finding, machine);
    finding.observed = change->after.is_word ? STR_NONE : change->after.text;
    if (change->what == DRIFT_OF_ATTRIBUTE) {
        finding_add_field(&finding, change->field);
    } else {
        finding_add_text(&finding, change->field);
    }
    if (judgement->message == MESSAGE_UNAPPROVED_OPEN) {
        finding_add_field(&finding, str_from(schema_column(TABLE_CHANGES, answer->missing)->name));
    } else {
        add_side(&finding, &change->before);
    }
    add_side(&finding, &change->after);
    if (answer->change && judgement != &moving) {
        finding_add_text(&finding, answer->change->row->id);
        add_evidence_of_change(worker, &finding, answer->change);
    }
    worker_add(&worker->base, &finding, NULL);
}

static void add_record(struct drift_worker *worker, const struct drift_machine *machine,
                       const struct drift_change *change, enum drift_state state) {
    struct worker *base = &worker->base;
    bool has_asset = machine->asset != PAIRING_NONE;
    struct drift_record record = {
        .device_id = worker_text(base, base->device, DEVICES_DEVICE_ID),
        .what = change->what,
        .field = change->field,
        .before = change->before.text,
        .after = change->after.text,
        .asset_id = has_asset ? worker_text(base, base->asset, DEVICES_ASSET_ID) : STR_NONE,
        .hostname = worker_text(base, base->device, DEVICES_HOSTNAME),
        .change_id = change->answer.change ? change->answer.change->row->id : STR_NONE,
        .state = state,
    };
    struct err err = {0};
    enum err_code code = drift_records_add(worker->run->records, base->number, &record, &err);

    worker_keep(base, code, &err);
}

/* What a change in the register is about is judged, and what is no product of its own only then. */
static bool is_judged(const struct drift_change *change) {
    return change->state == DRIFT_UNAPPROVED || change->state == DRIFT_MOVING || change->answer.verdict != CHANGE_NONE;
}

void drift_report(struct drift_worker *worker, const struct drift_machine *machine, struct drift_change *change) {
    bool is_moving = change->state == DRIFT_MOVING && change->answer.verdict != CHANGE_EXPLAINS;
    const struct judgement *judgement = is_moving ? &moving : &judgements[change->answer.verdict];
    enum drift_state state = is_judged(change) ? judgement->state : change->state;

    if (state == DRIFT_UNAPPROVED && !worker->base.run->changes) {
        state = DRIFT_UNJUDGED;
    }
    if (is_judged(change) && state != DRIFT_UNJUDGED) {
        add_finding(worker, machine, change, judgement);
    }
    add_record(worker, machine, change, state);
    worker->has_changed |= change->what != DRIFT_OF_DEVICE;
}
