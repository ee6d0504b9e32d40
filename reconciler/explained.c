#include "reconciler/explained.h"

#include "base/compiler.h"
#include "reconciler/change_result.h"
#include "reconciler/changes.h"

/* What the register says of a difference of the machine. */
typedef struct change_answer ask(struct worker *worker, const struct pair_rows *rows, const struct finding *finding,
                                 uint32_t machine);

static struct change_answer ask_column(struct worker *worker, const struct pair_rows *rows,
                                       const struct finding *finding, uint32_t machine) {
    struct observed_column observed = {
        .device = rows->device != PAIRING_NONE ? worker->device : NULL,
        .text = finding->observed,
        .arena = worker->arena,
    };

    if (!schema_column_by_name(TABLE_DEVICES, finding->field, &observed.column)) {
        return (struct change_answer){.verdict = CHANGE_NONE};
    }
    struct observed_column documented = {
        .column = observed.column, .text = finding->documented, .arena = worker->arena};
    return change_ask_column(worker->run->changes, machine, &observed, &documented);
}

static struct change_answer ask_status(struct worker *worker, const struct pair_rows *rows,
                                       const struct finding *finding, uint32_t machine) {
    struct date day = worker->run->input->observed_on;
    struct change_question status = {
        .machine = machine,
        .subject = CHANGE_OF_COLUMN,
        .column = DEVICES_STATUS,
        .agrees = change_agrees_with_use,
    };
    struct change_question disposal = status;

    (void)rows;
    (void)finding;
    disposal.column = DEVICES_DISPOSED_ON;
    disposal.agrees = change_agrees_with_disposal;
    disposal.context = &day;
    return change_answer_better(changes_ask(worker->run->changes, &status),
                                changes_ask(worker->run->changes, &disposal));
}

static struct change_answer ask_software(struct worker *worker, const struct pair_rows *rows,
                                         const struct finding *finding, uint32_t machine) {
    const struct titles *titles = worker->run->titles;
    struct title title = titles_find(titles, finding->field);
    struct observed_versions observed = {
        .is_there = finding->code != CODE_DIF_SW_MISSING,
        .versions = finding->observed,
        .title_version = titles_version(titles, title),
    };
    struct observed_versions documented = {
        .is_there = finding->code != CODE_DIF_SW_UNREGISTERED,
        .versions = finding->documented,
        .title_version = observed.title_version,
    };

    (void)rows;
    return change_ask_software(worker->run->changes, machine, title, &observed, &documented);
}

/* --- what comes of it ------------------------------------------------------------------------------------------------
 */

static const struct kind {
    enum finding_code code;
    ask *ask;
    enum message explained, open;
    bool is_of_column; /* its field is a column */
    bool has_documented, has_observed;
} kinds[] = {
    {CODE_DIF_ATTRIBUTE, ask_column, MESSAGE_ATTRIBUTE_CHANGED, MESSAGE_ATTRIBUTE_CHANGE_OPEN, true, true, true},
    {CODE_DIF_STATUS, ask_status, MESSAGE_STATUS_CHANGED, MESSAGE_STATUS_CHANGE_OPEN, true, true, true},
    {CODE_DIF_SW_UNREGISTERED, ask_software, MESSAGE_SW_UNREGISTERED_CHANGED, MESSAGE_SW_UNREGISTERED_CHANGE_OPEN,
     false, false, true},
    {CODE_DIF_SW_MISSING, ask_software, MESSAGE_SW_MISSING_CHANGED, MESSAGE_SW_MISSING_CHANGE_OPEN, false, true, false},
    {CODE_DIF_SW_VERSION, ask_software, MESSAGE_SW_VERSION_CHANGED, MESSAGE_SW_VERSION_CHANGE_OPEN, false, true, true},
};

static const struct kind *kind_of(enum finding_code code) {
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i].code == code) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* The sentences have the field, the change, what it lacks or what is documented, and what was observed. */
static void add_arguments(const struct kind *kind, const struct change_answer *answer, struct finding *finding) {
    finding->argument_count = 0;
    if (kind->is_of_column) {
        finding_add_field(finding, finding->field);
    } else {
        finding_add_text(finding, finding->field);
    }
    finding_add_text(finding, answer->change->row->id);
    if (answer->verdict == CHANGE_INCOMPLETE) {
        finding_add_field(finding, str_from(schema_column(TABLE_CHANGES, answer->missing)->name));
    } else if (kind->has_documented) {
        finding_add_text(finding, finding->documented);
    }
    if (kind->has_observed) {
        finding_add_text(finding, finding->observed);
    }
}

static void tell(struct worker *worker, const struct kind *kind, const struct change_answer *answer,
                 struct finding *finding) {
    bool is_explained = answer->verdict == CHANGE_EXPLAINS;
    struct str evidence = worker_evidence(worker, changes_table(worker->run->changes), answer->change->row->row);

    finding->outcome = is_explained ? OUTCOME_NOTICE : OUTCOME_UNDETERMINED;
    finding->message = is_explained ? kind->explained : kind->open;
    add_arguments(kind, answer, finding);
    finding->ledger_evidence = worker_join_evidence(worker, finding->ledger_evidence, evidence);
}

void explain_difference(struct worker *worker, const struct pair_rows *rows, struct finding *finding) {
    const struct kind *kind = kind_of(finding->code);

    if (!kind) {
        return;
    }
    uint32_t machine = changes_machine(worker->run->changes, rows->asset, rows->device);
    struct change_answer answer = kind->ask(worker, rows, finding, machine);
    if (answer.verdict == CHANGE_EXPLAINS || answer.verdict == CHANGE_INCOMPLETE) {
        tell(worker, kind, &answer, finding);
    }
}
