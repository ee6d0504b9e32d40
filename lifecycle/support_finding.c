#include "lifecycle/support_finding.h"

void support_tally_add(struct support_tally *tally, const struct support_use *use) {
    if (tally->uses < SUPPORT_EVIDENCE_MAX) {
        tally->first[tally->uses] = use->first;
    }
    tally->uses++;
    support_machine_count_add(&tally->machines, use);
}

/* That of the code where a use is certain; what may not be in use at all leaves it open. */
static enum outcome outcome_of(const struct support_tally *tally, enum outcome outcome) {
    return tally->machines.certain > 0 || outcome == OUTCOME_NOTICE ? outcome : OUTCOME_UNDETERMINED;
}

/* What of a machine the item is: "model", "os_version" …; empty: it is software. */
static struct str part_of(const struct stock_item *item) {
    static const char *const columns[] = {
        [SUPPORT_OF_HARDWARE] = "model",
        [SUPPORT_OF_OS] = "os_version",
        [SUPPORT_OF_FIRMWARE] = "firmware_version",
        [SUPPORT_OF_SOFTWARE] = "",
    };
    return str_from(columns[item->subject]);
}

/* What of the machine, or of what is on it, a finding about a use is of. A machine has one system, but may have several
 * releases of a product, and of models the one that is documented and the one that was observed. */
static void set_part(const struct stock_item *item, const struct calendar_release *release, struct finding *finding) {
    finding->field = part_of(item);
    if (str_is_empty(finding->field)) {
        finding->field = item->product.n ? item->product : item->title;
        finding->distinct = release && release->name.n ? release->name : item->version;
    } else if (item->subject == SUPPORT_OF_HARDWARE) {
        finding->distinct = item->name;
    }
}

/* Firmware is called as its model, and a system may stand among the software as well. */
static void set_part_of_group(const struct stock_item *item, struct str field, struct finding *finding) {
    bool is_firmware = item->subject == SUPPORT_OF_FIRMWARE;

    if (is_firmware && str_eq(field, STR("product"))) {
        finding->field = part_of(item);
        return;
    }
    finding->field = field;
    finding->distinct = is_firmware || item->subject == SUPPORT_OF_OS ? part_of(item) : STR_NONE;
}

void support_add_end(struct support_worker *worker, struct finding *finding, struct milestone end) {
    if (milestone_is_day(end)) {
        finding_add_text(finding, date_written(end.day, worker->arena));
    } else {
        finding_add_word(finding, date_word_name(end.word));
    }
}

/* --- evidence ------------------------------------------------------------------------------------------------------
 */

void support_add_row(struct buffer *rows, const struct table *table, uint32_t row) {
    if (rows->n) {
        buffer_append_char(rows, ' ');
    }
    table_evidence(table, row, rows);
}

/* Of a model that was observed the ledger's row counts as well: it may say until when the machine is supported. */
static void add_use(const struct support_audit *audit, struct support_worker *worker, const struct stock_use *use) {
    const struct lifecycle_input *input = audit->run->input;
    uint32_t asset = stock_machine(audit->stock, use->machine)->asset;
    bool is_hardware = stock_item(audit->stock, use->item)->subject == SUPPORT_OF_HARDWARE;

    support_add_row(use->is_listed ? &worker->ledger : &worker->snapshot,
                    inventory_table(use->is_listed ? input->ledger : input->snapshot, use->table), use->row);
    if (is_hardware && !use->is_listed && asset != PAIRING_NONE) {
        support_add_row(&worker->ledger, inventory_table(input->ledger, TABLE_DEVICES), asset);
    }
}

void support_add_release(struct support_worker *worker, const struct calendar_release *release) {
    if (release && release->evidence.n) {
        buffer_append_cstr(&worker->ledger, worker->ledger.n ? " " : "");
        buffer_append(&worker->ledger, release->evidence);
    }
}

/* What a group rests on: its release, or all rows that contradict each other. */
static void add_releases(const struct support_audit *audit, struct support_worker *worker, uint32_t item) {
    const struct calendar_answer *answer = &stock_item(audit->stock, item)->answer;

    support_add_release(worker, support_release_of(audit, item));
    for (unsigned i = 0; audit->items[item].knowledge == SUPPORT_CONTRADICTS && i < answer->count; i++) {
        support_add_release(worker, answer->releases[i]);
    }
}

void support_take_evidence(struct support_worker *worker, struct finding *finding) {
    finding->ledger_evidence = buffer_view(&worker->ledger);
    finding->snapshot_evidence = buffer_view(&worker->snapshot);
}

struct finding support_finding_of_group(const struct support_audit *audit, struct support_worker *worker,
                                        const struct support_group *group, enum message message, const char *field,
                                        const struct support_tally *tally) {
    struct finding finding = finding_make(message_code(message), message);

    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = group->subject;
    set_part_of_group(stock_item(audit->stock, audit->order[group->first]), str_from(field), &finding);
    finding.outcome = outcome_of(tally, finding.outcome);
    add_releases(audit, worker, audit->order[group->first]);
    for (uint32_t i = 0; i < tally->uses && i < SUPPORT_EVIDENCE_MAX; i++) {
        add_use(audit, worker, stock_use(audit->stock, tally->first[i]));
    }
    if (tally->uses > SUPPORT_EVIDENCE_MAX) {
        struct buffer *rows = worker->snapshot.n ? &worker->snapshot : &worker->ledger;
        buffer_append_cstr(rows, " …");
    }
    support_take_evidence(worker, &finding);
    return finding;
}

/* --- about a machine -----------------------------------------------------------------------------------------------
 */

/* "2024-06-30 (Maintenance support)": the maker's own word for the stage, because end of life means different things.
 */
static struct str documented_of(struct support_worker *worker, const struct calendar_release *release,
                                const struct support_verdict *verdict) {
    struct str label = STR_NONE;

    if (!milestone_is_day(verdict->end)) {
        return STR_NONE;
    }
    if (release && strcmp(verdict->column, "parts_end") != 0) {
        label = strcmp(verdict->column, "extended_end") == 0 ? release->extended_label : release->support_label;
    }
    struct str day = date_written(verdict->end.day, worker->arena);
    return label.n ? arena_printf(worker->arena, "%.*s (%.*s)", STR_FMT(day), STR_FMT(label)) : day;
}

struct finding support_finding_of_use(const struct support_audit *audit, struct support_worker *worker,
                                      const struct support_use *use, const struct support_verdict *verdict,
                                      enum message message) {
    const struct stock_item *item = stock_item(audit->stock, use->item);
    const struct calendar_release *release = support_release_of(audit, use->item);
    struct finding finding = finding_make(message_code(message), message);

    stock_reader_set_machine(worker->reader, &finding, use->machine);
    set_part(item, release, &finding);
    finding.outcome = use->is_certain ? finding.outcome : OUTCOME_UNDETERMINED;
    finding.documented = documented_of(worker, release, verdict);
    finding.observed = stock_use(audit->stock, use->first)->is_listed ? STR_NONE : item->version;
    support_add_release(worker, release);
    add_use(audit, worker, stock_use(audit->stock, use->first));
    support_take_evidence(worker, &finding);
    return finding;
}

/* --- what ends -----------------------------------------------------------------------------------------------------
 */

enum message support_trouble_message(const struct support_item *item, const struct support_verdict *verdict,
                                     bool is_certain) {
    if (verdict->trouble != SUPPORT_IS_OVER) {
        return MESSAGE_SUPPORT_PLANNED;
    }
    if (item->knowledge == SUPPORT_OLDER) {
        return MESSAGE_SUPPORT_ENDED_OLDER;
    }
    if (!milestone_is_day(verdict->end)) {
        return is_certain ? MESSAGE_SUPPORT_ENDED_NO_DAY : MESSAGE_SUPPORT_ENDED_NO_DAY_UNSEEN;
    }
    if (item->knowledge == SUPPORT_ALL_ENDED && milestone_is_day(item->earliest)) {
        return MESSAGE_SUPPORT_ENDED_ALL;
    }
    if (verdict->has_gap && verdict->gap_days > 0) {
        return MESSAGE_SUPPORT_ENDED_PLANNED;
    }
    return is_certain ? MESSAGE_SUPPORT_ENDED : MESSAGE_SUPPORT_ENDED_UNSEEN;
}

void support_add_trouble(const struct support_audit *audit, struct support_worker *worker,
                         const struct support_item *item, const struct support_verdict *verdict,
                         struct finding *finding) {
    switch (finding->message) {
    case MESSAGE_SUPPORT_ENDED_ALL:
        support_add_end(worker, finding, item->earliest);
        support_add_end(worker, finding, item->latest);
        break;
    case MESSAGE_SUPPORT_ENDED_PLANNED:
    case MESSAGE_SUPPORT_PLANNED:
        support_add_end(worker, finding, verdict->end);
        finding_add_text(finding, date_written(verdict->plan, worker->arena));
        finding_add_number(finding, verdict->gap_days);
        break;
    case MESSAGE_SUPPORT_ENDED:
    case MESSAGE_SUPPORT_ENDED_UNSEEN:
        support_add_end(worker, finding, verdict->end);
        finding_add_number(finding, (int64_t)audit->run->input->as_of.days - verdict->end.day.days);
        break;
    default:
        break;
    }
}

enum err_code support_send(const struct support_audit *audit, unsigned worker, const struct finding *finding,
                           struct err *err) {
    struct support_worker *own = &audit->workers[worker];
    enum err_code code = ERR_OK;

    if (own->ledger.failed || own->snapshot.failed || arena_failed(own->arena)) {
        code = err_no_memory(err);
    }
    code = code == ERR_OK ? stock_reader_error(own->reader, err) : code;
    code = code == ERR_OK ? finding_sink_add(audit->run->findings, worker, finding, err) : code;
    buffer_reset(&own->ledger);
    buffer_reset(&own->snapshot);
    arena_reset(own->arena);
    stock_reader_reset(own->reader);
    return code;
}
