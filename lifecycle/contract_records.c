#include "lifecycle/contract_audit.h"

/* Until when somebody must act; DATE_NONE: nothing is to be done. */
static struct date due_day(const struct contract_audit *audit, const struct contract_terms *terms,
                           const struct contract_outlook *outlook, enum contract_force force) {
    struct date end = terms->end_on.day, deadline = terms->notice_deadline;
    bool is_open = date_is_set(deadline) && deadline.days >= audit->as_of.days;

    if (!date_is_set(end) || force == CONTRACT_FORCE_UNKNOWN || outlook->is_renewed) {
        return DATE_NONE;
    }
    if (force == CONTRACT_OVER) {
        return outlook->left ? end : DATE_NONE;
    }
    if (terms->renews_itself) {
        return is_open ? deadline : contract_has_passed(terms, audit->as_of) ? DATE_NONE : end;
    }
    if (terms->is_ending) {
        return is_open && terms->must_be_ended ? deadline : end;
    }
    return date_is_set(deadline) ? deadline : end;
}

static enum contract_state state_of(const struct contract_audit *audit, const struct contract_terms *terms,
                                    const struct contract_outlook *outlook, struct date due) {
    int64_t horizon = (int64_t)audit->as_of.days + audit->run->input->policy->renewal_days;

    enum contract_force force = contract_force_on(terms, audit->as_of);
    switch (force) {
    case CONTRACT_FORCE_UNKNOWN:
        return CONTRACT_UNKNOWN;
    case CONTRACT_OVER:
        return outlook->is_renewed ? CONTRACT_RENEWED : CONTRACT_ENDED;
    case CONTRACT_NOT_BEGUN:
    case CONTRACT_IN_FORCE:
        break;
    }
    if (date_is_set(due) && due.days <= horizon) {
        return due.days < audit->as_of.days ? CONTRACT_OVERDUE : CONTRACT_DUE;
    }
    if (force == CONTRACT_NOT_BEGUN) {
        return CONTRACT_FUTURE;
    }
    return outlook->is_renewed && milestone_is_day(terms->end_on) ? CONTRACT_RENEWED : CONTRACT_ACTIVE;
}

static enum err_code add_record(struct contract_audit *audit, uint32_t number, struct err *err) {
    const struct contract *contract = &audit->list.items[number];
    const struct contract_outlook *outlook = &audit->outlooks[number];
    const struct contract_terms *terms = &contract->terms;
    struct contract_record record = {
        .kind = contract->ledger->kind,
        .id = contract->id,
        .title = contract->title,
        .vendor = contract->vendor,
        .start_on = terms->start_on,
        .end_on = terms->end_on,
        .notice_deadline = terms->notice_deadline,
        .due_on = due_day(audit, terms, outlook, contract_force_on(terms, audit->as_of)),
        .next = outlook->follower == CONTRACT_NONE ? STR_NONE : audit->list.items[outlook->follower].id,
        .evidence = contract_evidence(audit, number),
    };

    record.has_days_left = date_is_set(record.due_on);
    record.days_left = record.has_days_left ? (int64_t)record.due_on.days - audit->as_of.days : 0;
    record.state = state_of(audit, terms, outlook, record.due_on);
    enum err_code code = arena_failed(audit->arena)
                             ? err_no_memory(err)
                             : lifecycle_records_add_contract(audit->run->records, 0, &record, err);
    arena_reset(audit->arena);
    return code;
}

enum err_code contract_records_add(struct contract_audit *audit, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < audit->list.count; i++) {
        code = add_record(audit, i, err);
    }
    return code;
}
