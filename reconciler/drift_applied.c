#include "reconciler/change_result.h"
#include "reconciler/drift_run.h"
#include "reconciler/software.h"
#include "reconciler/title_rows.h"

#include "base/budget.h"
#include "base/compiler.h"
#include "inventory/row_cells.h"
#include "pairing/asset_state.h"

#include <stdlib.h>

/* A change that is approved, and was applied, or may have been. Those of one thing of one machine stand together: what
 * one of them says holds until the next one. */
struct due {
    const struct change *change;
    uint64_t thing; /* the column, or the product or stem of the title */
};

/* Is what a change says to be seen in a snapshot? */
struct sight {
    enum { SEEN, NOT_SEEN, UNKNOWN } kind;
    struct str cause;    /* UNKNOWN: a word of the catalogue */
    struct str observed; /* NOT_SEEN: what is there in its place; empty for nothing */
    struct str evidence; /* the row that was looked at */
};

static struct sight unknown(struct str cause) {
    return (struct sight){.kind = UNKNOWN, .cause = cause};
}

/* The snapshot in which it is looked for, and the machine's row there. */
struct view {
    struct drift_worker *worker;
    struct row_reader *device, *installed; /* NULL: no such table */
    const struct table *devices, *software;
    const struct row_groups *groups;
    struct title_rows *rows; /* of the machine's software */
    uint32_t row;
    const char *side;
};

static struct view later_view(struct drift_worker *worker, uint32_t row) {
    const struct run *run = worker->base.run;

    return (struct view){.worker = worker,
                         .device = worker->base.device,
                         .installed = worker->base.installed,
                         .devices = run->devices,
                         .software = run->installed,
                         .groups = &run->installed_by_device,
                         .rows = &worker->later_titles,
                         .row = row,
                         .side = "to/"};
}

static struct view earlier_view(struct drift_worker *worker, uint32_t row) {
    const struct run *run = worker->base.run;

    return (struct view){.worker = worker,
                         .device = worker->earlier,
                         .installed = worker->base.listed,
                         .devices = worker->run->earlier,
                         .software = run->listed,
                         .groups = &run->listed_by_asset,
                         .rows = &worker->earlier_titles,
                         .row = row,
                         .side = "from/"};
}

static struct str evidence_of(const struct view *view, const struct table *table, uint32_t row) {
    struct str text = worker_evidence(&view->worker->base, table, row);
    return arena_printf(view->worker->base.arena, "%s%.*s", view->side, STR_FMT(text));
}

/* --- columns ---------------------------------------------------------------------------------------------------------
 */

/* A machine that answers is in use, whatever the register says of it. One that someone only looked at may be or not. */
static struct sight look_for_status(const struct view *view, const struct change_row *change) {
    enum change_agreement agreement = change_agrees_with_use(NULL, change);
    struct sight sight = {
        .kind = agreement == CHANGE_AGREES ? SEEN : NOT_SEEN,
        .observed = worker_text(&view->worker->base, view->device, DEVICES_OBSERVED_AT),
        .evidence = evidence_of(view, view->devices, view->row),
    };

    if (agreement == CHANGE_SAYS_NOTHING) {
        return unknown(STR("no-result"));
    }
    return device_is_hand_check(view->device) && sight.kind == NOT_SEEN ? unknown(STR("not-observed")) : sight;
}

static struct sight look_for_column(const struct view *view, const struct change *change) {
    struct worker *base = &view->worker->base;
    const struct attribute *attribute = attribute_of_column(change->column);
    struct observed_column observed = {
        .column = change->column,
        .device = view->device,
        .text = worker_text(base, view->device, change->column),
        .arena = base->arena,
    };
    struct sight sight = {
        .observed = observed.text,
        .evidence = evidence_of(view, view->devices, view->row),
    };

    if (change->column == DEVICES_STATUS) {
        return look_for_status(view, change->row);
    }
    enum change_agreement agreement = change_agrees_with_column(&observed, change->row);
    if (agreement == CHANGE_SAYS_NOTHING) {
        return unknown(STR("no-result"));
    }
    if (agreement == CHANGE_DISAGREES && str_is_empty(observed.text)) {
        return unknown(STR("not-observed"));
    }
    if (agreement == CHANGE_DISAGREES && attribute && attribute->part &&
        !device_section_is_read(view->device, str_from(attribute->part))) {
        return unknown(STR("partial"));
    }
    sight.kind = agreement == CHANGE_AGREES ? SEEN : NOT_SEEN;
    return sight;
}

/* --- software --------------------------------------------------------------------------------------------------------
 */

/* Beyond so many rows of a title on one machine they are not compared with what changes say. */
enum { ROWS_COMPARED_MAX = 256 };

/* What there is of a title. */
struct installed {
    bool is_there, is_seen; /* a version of it is what the change says */
    bool says_nothing;      /* the change does not say what to look for */
    bool is_beyond;         /* there are too many rows of it */
    struct str versions;    /* "1.0; 2.0", each once */
    uint32_t row;
};

static int compare_versions(const void *left, const void *right) {
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static struct str list_versions(struct worker *worker, struct str *versions, size_t count) {
    CLEANUP(buffer_done) struct buffer text = {0};

    qsort(versions, count, sizeof *versions, compare_versions);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(versions[i], versions[i - 1])) {
            observed_versions_append(&text, versions[i]);
        }
    }
    return arena_dup(worker->arena, buffer_view(&text));
}

static struct str note_row(const struct view *view, const struct change *change, uint32_t row,
                           struct installed *installed) {
    struct worker *base = &view->worker->base;

    row_reader_move(view->installed, row);
    struct title title = titles_of_row(base->run->titles, view->software, view->installed, row);
    struct str version = worker_text(base, view->installed, SOFTWARE_VERSION);
    struct observed_versions observed = {true, version, titles_version(base->run->titles, title)};
    enum change_agreement agreement = change_agrees_with_versions(&observed, change->row);

    installed->row = installed->is_there ? installed->row : row;
    installed->is_there = true;
    installed->is_seen |= agreement == CHANGE_AGREES;
    installed->says_nothing |= agreement == CHANGE_SAYS_NOTHING;
    return version;
}

static struct installed find_title(const struct view *view, const struct change *change) {
    struct worker *base = &view->worker->base;
    struct installed installed = {0};
    struct str versions[ROWS_COMPARED_MAX];
    uint32_t rows[ROWS_COMPARED_MAX];

    if (!title_rows_read(view->rows, base, view->software, view->installed, view->groups, view->row)) {
        base->code = base->code ? base->code : err_no_memory(&base->err);
        return installed;
    }
    size_t count = title_rows_find(view->rows, change->title, rows, ROWS_COMPARED_MAX);
    if (count > ROWS_COMPARED_MAX) {
        installed.is_beyond = true;
        return installed;
    }
    for (size_t i = 0; i < count; i++) {
        versions[i] = note_row(view, change, rows[i], &installed);
    }
    installed.versions = list_versions(base, versions, count);
    return installed;
}

static struct sight judge_software(const struct view *view, const struct change *change,
                                   const struct installed *installed) {
    struct observed_versions nothing = {.is_there = false};
    enum change_agreement absent = change_agrees_with_versions(&nothing, change->row);
    bool is_whole = software_is_read(view->software, view->groups, view->row, view->device);
    bool is_removal = absent == CHANGE_AGREES;

    if (installed->is_seen) {
        return (struct sight){.kind = SEEN};
    }
    if ((installed->is_there && installed->says_nothing && !is_removal) ||
        (!installed->is_there && !installed->is_beyond && absent == CHANGE_SAYS_NOTHING)) {
        return unknown(STR("no-result"));
    }
    if (installed->is_beyond || (!is_whole && !(is_removal && installed->is_there))) {
        return unknown(STR("partial"));
    }
    return (struct sight){
        .kind = is_removal && !installed->is_there ? SEEN : NOT_SEEN,
        .observed = installed->versions,
        .evidence = installed->is_there ? evidence_of(view, view->software, installed->row)
                                        : evidence_of(view, view->devices, view->row),
    };
}

static struct sight look_for_software(const struct view *view, const struct change *change) {
    if (!view->software) {
        return unknown(STR("partial"));
    }
    struct installed installed = find_title(view, change);
    return judge_software(view, change, &installed);
}

/* --- one change ------------------------------------------------------------------------------------------------------
 */

static struct drift_machine machine_of(const struct drift_worker *worker, uint32_t number) {
    const struct run *run = worker->base.run;
    const struct pairing *pairing = worker->run->input->pairing;
    uint32_t assets = run->assets ? table_rows(run->assets) : 0;
    struct drift_machine machine = {PAIRING_NONE, PAIRING_NONE, PAIRING_NONE};

    if (number == CHANGE_NO_MACHINE) {
        return machine;
    }
    if (number < assets) {
        machine.asset = number;
        machine.later = pairing ? pairing_partner(pairing, number) : PAIRING_NONE;
    } else {
        machine.later = number - assets;
    }
    if (machine.later != PAIRING_NONE) {
        machine.earlier = worker->run->earlier_of[machine.later];
    }
    return machine;
}

static struct sight look(const struct view *view, const struct change *change) {
    row_reader_move(view->device, view->row);
    return change->subject == CHANGE_OF_COLUMN ? look_for_column(view, change) : look_for_software(view, change);
}

static struct sight look_for(struct drift_worker *worker, const struct drift_machine *machine,
                             const struct change *change) {
    if (change->machine == CHANGE_NO_MACHINE) {
        return unknown(STR("unknown-target"));
    }
    if (change->subject == CHANGE_OF_NOTHING) {
        return unknown(str_is_empty(change->row->field) ? STR("no-field") : STR("unknown-field"));
    }
    if (machine->later == PAIRING_NONE) {
        return unknown(STR("not-seen"));
    }
    struct view view = later_view(worker, machine->later);
    return look(&view, change);
}

/* It was applied: the earlier snapshot, taken that day or later, shows it. What was done to it since is another change.
 */
static bool was_seen_earlier(struct drift_worker *worker, const struct drift_machine *machine,
                             const struct change *change) {
    if (machine->earlier == PAIRING_NONE || change->row->applied_on.days > worker->run->input->earlier_on.days) {
        return false;
    }
    struct view view = earlier_view(worker, machine->earlier);
    return look(&view, change).kind == SEEN;
}

static void set_subject(struct drift_worker *worker, struct finding *finding, const struct drift_machine *machine,
                        const struct change *change) {
    if (machine->asset != PAIRING_NONE) {
        row_reader_move(worker->base.asset, machine->asset);
    }
    if (machine->later != PAIRING_NONE) {
        row_reader_move(worker->base.device, machine->later);
    }
    drift_set_machine(worker, finding, machine);
    if (str_is_empty(finding->subject)) {
        finding->subject_kind = SUBJECT_ASSET;
        finding->subject = change->row->target;
    }
}

static enum message message_of(const struct change *change, const struct sight *sight) {
    bool is_status = change->subject == CHANGE_OF_COLUMN && change->column == DEVICES_STATUS;

    if (sight->kind != UNKNOWN) {
        return is_status ? MESSAGE_UNAPPLIED_ALIVE : MESSAGE_UNAPPLIED;
    }
    return str_is_empty(change->row->field) ? MESSAGE_UNAPPLIED_NO_FIELD : MESSAGE_UNAPPLIED_OPEN;
}

/* Of a change without a field there is nothing to be said but its name. */
static void add_arguments(struct finding *finding, const struct change *change, const struct sight *sight) {
    if (finding->message == MESSAGE_UNAPPLIED_NO_FIELD) {
        finding_add_text(finding, change->row->id);
        return;
    }
    if (change->subject == CHANGE_OF_COLUMN) {
        finding_add_field(finding, finding->field);
    } else {
        finding_add_text(finding, finding->field);
    }
    finding_add_text(finding, change->row->after);
    if (sight->kind == UNKNOWN) {
        finding_add_word(finding, sight->cause);
    } else {
        finding_add_text(finding, sight->observed);
    }
    finding_add_text(finding, change->row->id);
}

static void report(struct drift_worker *worker, const struct drift_machine *machine, const struct change *change,
                   const struct sight *sight) {
    bool is_open = sight->kind == UNKNOWN;
    struct finding finding = finding_make(CODE_CHG_UNAPPLIED, message_of(change, sight));
    bool is_column = change->subject == CHANGE_OF_COLUMN;
    struct str field = is_column ? str_from(schema_column(TABLE_DEVICES, change->column)->name) : change->row->field;

    finding.outcome = is_open ? OUTCOME_UNDETERMINED : OUTCOME_VIOLATION;
    finding.ledger_evidence =
        worker_evidence(&worker->base, changes_table(worker->base.run->changes), change->row->row);
    finding.snapshot_evidence = sight->evidence;
    if (str_is_empty(sight->evidence) && machine->later != PAIRING_NONE) {
        struct view view = later_view(worker, machine->later);
        finding.snapshot_evidence = evidence_of(&view, view.devices, machine->later);
    }
    set_subject(worker, &finding, machine, change);
    finding.field = field;
    finding.distinct = change->row->id;
    finding.documented = change->row->after;
    finding.observed = sight->observed;
    add_arguments(&finding, change, sight);
    worker_add(&worker->base, &finding, NULL);
}

/* --- all of them -----------------------------------------------------------------------------------------------------
 */

static int compare_due(const void *left, const void *right) {
    const struct due *a = left, *b = right;
    const uint64_t of_a[] = {a->change->machine, a->change->subject, a->thing};
    const uint64_t of_b[] = {b->change->machine, b->change->subject, b->thing};

    for (size_t i = 0; i < ARRAY_LEN(of_a); i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    int64_t x = a->change->row->applied_on.days, y = b->change->row->applied_on.days;
    return (y > x) - (y < x);
}

static uint64_t thing_of(const struct change *change, uint32_t number) {
    switch (change->subject) {
    case CHANGE_OF_COLUMN:
        return change->column;
    case CHANGE_OF_SOFTWARE:
        return change->title.product ? (uint64_t)1 << 32 | change->title.product : change->title.stem;
    case CHANGE_OF_NOTHING:
        break;
    }
    return number; /* stands alone */
}

/* Approved without a day: whether it should be there by now nobody knows. */
static bool lacks_day(const struct change *change) {
    return change->row->has_approval && change->row->approval == APPROVAL_APPROVED &&
           !date_is_set(change->row->applied_on);
}

static bool is_seen(struct drift_worker *worker, const struct change *change) {
    struct drift_machine machine = machine_of(worker, change->machine);

    return look_for(worker, &machine, change).kind == SEEN || was_seen_earlier(worker, &machine, change);
}

/* One change that is not seen. */
static void judge(struct drift_worker *worker, const struct change *change) {
    struct drift_machine machine = machine_of(worker, change->machine);
    struct sight sight = lacks_day(change) ? unknown(STR("no-day")) : look_for(worker, &machine, change);

    report(worker, &machine, change, &sight);
}

/* Changes of one thing, the last one first. Only those of the last day count, and those without a day; where one of
 * them is seen, it was the last. */
static void judge_thing(struct drift_worker *worker, const struct due *dues, size_t count) {
    size_t last = 0;
    bool is_any_seen = false;

    while (last < count && dues[last].change->row->applied_on.days == dues[0].change->row->applied_on.days) {
        last++;
    }
    for (size_t i = 0; i < count && !is_any_seen; i++) {
        is_any_seen = (i < last || lacks_day(dues[i].change)) && is_seen(worker, dues[i].change);
    }
    for (size_t i = 0; i < count && !is_any_seen; i++) {
        if (i < last || lacks_day(dues[i].change)) {
            judge(worker, dues[i].change);
        }
    }
}

void drift_check_applied(struct drift_worker *worker) {
    const struct changes *changes = worker->base.run->changes;
    uint32_t count = changes_count(changes);
    struct due *dues = budget_alloc(table_budget(changes_table(changes)), (size_t)count + 1, sizeof *dues);
    size_t due_count = 0;

    for (uint32_t i = 0; dues && i < count; i++) {
        const struct change *change = changes_get(changes, i);
        if (!change->row->is_continued && (change_is_due(changes, change) || lacks_day(change))) {
            bool stands_alone = change->machine == CHANGE_NO_MACHINE;
            dues[due_count++] = (struct due){change, stands_alone ? i : thing_of(change, i)};
        }
    }
    if (!dues) {
        worker->base.code = err_no_memory(&worker->base.err);
        return;
    }
    qsort(dues, due_count, sizeof *dues, compare_due);
    for (size_t begin = 0, end; begin < due_count && worker->base.code == ERR_OK; begin = end) {
        for (end = begin + 1; end < due_count && dues[end].change->machine == dues[begin].change->machine &&
                              dues[end].change->subject == dues[begin].change->subject &&
                              dues[end].thing == dues[begin].thing;) {
            end++;
        }
        judge_thing(worker, dues + begin, end - begin);
        if (arena_failed(worker->base.arena)) {
            worker->base.code = err_no_memory(&worker->base.err);
        }
        arena_reset(worker->base.arena);
    }
    title_rows_done(&worker->earlier_titles);
    title_rows_done(&worker->later_titles);
    budget_drop(dues);
}
