/* Machines of which no model is on record, but in whose row the ledger says until when they are supported, or their
 * parts. No release is theirs, and nothing is said of them but one by one. */

#include "lifecycle/support_finding.h"

enum { MACHINES_A_TASK = 1024 };

struct nameless {
    const struct support_audit *audit;
    uint32_t machine;
    unsigned worker;
    struct support_verdict verdict;
};

static enum err_code tell(const struct nameless *nameless, struct finding *finding, struct err *err) {
    struct support_worker *own = &nameless->audit->workers[nameless->worker];
    const struct table *devices = inventory_table(nameless->audit->run->input->ledger, TABLE_DEVICES);

    stock_reader_set_machine(own->reader, finding, nameless->machine);
    table_evidence(devices, stock_machine(nameless->audit->stock, nameless->machine)->asset, &own->ledger);
    finding->ledger_evidence = buffer_view(&own->ledger);
    finding->arguments[0].text = finding->hostname.n ? finding->hostname : finding->subject;
    return support_send(nameless->audit, nameless->worker, finding, err);
}

static enum err_code tell_trouble(const struct nameless *nameless, struct err *err) {
    static const struct support_item item = {.knowledge = SUPPORT_NO_PRODUCT};
    struct support_worker *own = &nameless->audit->workers[nameless->worker];
    enum message message = support_trouble_message(&item, &nameless->verdict, true);
    struct finding finding = finding_make(message_code(message), message);

    finding.field = str_from(nameless->verdict.column);
    finding.is_critical = nameless->verdict.trouble == SUPPORT_IS_OVER;
    finding.documented = date_written(nameless->verdict.end.day, own->arena);
    finding_add_text(&finding, STR_NONE); /* its name */
    support_add_trouble(nameless->audit, own, &item, &nameless->verdict, &finding);
    return tell(nameless, &finding, err);
}

static enum err_code tell_decision(const struct nameless *nameless, struct err *err) {
    struct finding finding = finding_make(CODE_SUP_DECISION, MESSAGE_SUPPORT_NO_DECISION);

    finding.field = STR("decision");
    finding_add_text(&finding, STR_NONE);
    return tell(nameless, &finding, err);
}

static enum err_code tell_due(const struct nameless *nameless, struct err *err) {
    const struct support_verdict *verdict = &nameless->verdict;
    bool is_open = verdict->is_unplanned;
    struct finding finding =
        finding_make(CODE_SUP_SOON, is_open ? MESSAGE_SUPPORT_SOON_UNPLANNED : MESSAGE_SUPPORT_SOON);

    finding.field = str_from(verdict->column);
    finding.outcome = is_open ? OUTCOME_UNDETERMINED : OUTCOME_NOTICE;
    finding_add_text(&finding, STR_NONE);
    support_add_end(&nameless->audit->workers[nameless->worker], &finding, verdict->end);
    finding_add_number(&finding, (int64_t)verdict->end.day.days - nameless->audit->run->input->as_of.days);
    finding_add_number(&finding, 1);
    return tell(nameless, &finding, err);
}

static enum err_code audit_machine(const struct support_audit *audit, unsigned worker, uint32_t number,
                                   struct err *err) {
    const struct lifecycle_input *input = audit->run->input;
    const struct support_machine *machine = &audit->machines[number];
    struct row_reader *asset = stock_reader_asset(audit->workers[worker].reader, number);
    struct support_stage stage = {.effective_end = MILESTONE_NONE, .column = "support_end"};
    struct nameless nameless = {.audit = audit, .machine = number, .worker = worker};

    hardware_dates_limit(&machine->dates, &stage, input->as_of);
    if (!asset || stage.support == SUPPORT_UNKNOWN) {
        return ERR_OK;
    }
    nameless.verdict = support_judge(&stage, stock_plan_read(asset).day, input->as_of, input->policy->support_days);
    if (nameless.verdict.trouble != SUPPORT_NO_TROUBLE) {
        enum err_code code = tell_trouble(&nameless, err);
        return code == ERR_OK ? tell_decision(&nameless, err) : code;
    }
    return nameless.verdict.is_due ? tell_due(&nameless, err) : ERR_OK;
}

static enum err_code audit_chunk(void *context, size_t task, unsigned worker, struct err *err) {
    const struct support_audit *audit = context;
    uint32_t numbers = stock_machine_numbers(audit->stock), first = (uint32_t)task * MACHINES_A_TASK;
    enum err_code code = ERR_OK;

    for (uint32_t i = first; code == ERR_OK && i < numbers && i - first < MACHINES_A_TASK; i++) {
        bool is_nameless = audit->machines[i].models == 0 && stock_machine(audit->stock, i)->asset != PAIRING_NONE;
        code = is_nameless ? audit_machine(audit, worker, i, err) : ERR_OK;
    }
    return code;
}

enum err_code support_audit_nameless(struct support_audit *audit, struct err *err) {
    size_t tasks = ((size_t)stock_machine_numbers(audit->stock) + MACHINES_A_TASK - 1) / MACHINES_A_TASK;
    return parallel_try(audit->run->pool, tasks, audit_chunk, audit, err);
}
