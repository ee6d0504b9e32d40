#include "lifecycle/contract_audit.h"

#include <stdlib.h>

static void audit_done(struct contract_audit *audit) {
    free(audit->outlooks);
    chain_links_done(&audit->links);
    contract_targets_done(&audit->targets);
    contract_machines_done(&audit->machines);
    contract_list_done(&audit->list);
    row_reader_free(audit->assets);
    row_reader_free(audit->devices);
    arena_free(audit->arena);
}

static enum err_code open_readers(struct contract_audit *audit, struct err *err) {
    const struct lifecycle_input *input = audit->run->input;
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);
    enum err_code code = row_reader_new(inventory_table(input->ledger, TABLE_DEVICES), &audit->assets, err);

    audit->arena = arena_new();
    if (code == ERR_OK && devices) {
        code = row_reader_new(devices, &audit->devices, err);
    }
    return code || audit->arena ? code : err_no_memory(err);
}

static void look_ahead(const struct contract_audit *audit, const struct chain_term *term) {
    struct contract_outlook *outlook = &audit->outlooks[term->contract];
    enum contract_use use = contract_term_use(&audit->targets, term, audit->as_of);

    if (use == CONTRACT_NOT_IN_USE) {
        return;
    }
    outlook->targets++;
    if (term->follower != CHAIN_NONE) {
        outlook->followed++;
        outlook->follower = term->follower < outlook->follower ? term->follower : outlook->follower;
    }
    if (!term->is_outlasted) {
        outlook->left++;
        outlook->left_in_use += use == CONTRACT_IN_USE && !term->may_be_followed;
    }
}

static bool goes_on_after(const struct contract_terms *terms, struct date day) {
    bool is_longer =
        milestone_is_day(terms->end_on) ? terms->end_on.day.days > day.days : terms->end_on.word == DATE_WORD_ENDLESS;
    return !contract_is_reversed(terms) && (is_longer || terms->renews_itself);
}

/* A line or a service that is had under a contract goes on as that one does. */
static void look_under(const struct contract_audit *audit, uint32_t number) {
    const struct contract *contract = &audit->list.items[number];
    struct contract_outlook *outlook = &audit->outlooks[number];

    if (contract->under == CONTRACT_NONE || !milestone_is_day(contract->terms.end_on)) {
        return;
    }
    const struct contract_terms *terms = &audit->list.items[contract->under].terms;
    bool goes_on = goes_on_after(terms, contract->terms.end_on.day) || audit->outlooks[contract->under].is_renewed;
    if (goes_on) {
        outlook->is_renewed = true;
        outlook->follower = outlook->follower == CONTRACT_NONE ? contract->under : outlook->follower;
    }
    outlook->is_told_elsewhere = !goes_on && milestone_is_day(terms->end_on) && !contract_is_reversed(terms);
}

static enum err_code find_outlooks(struct contract_audit *audit, struct err *err) {
    const struct contract_list *list = &audit->list;

    audit->outlooks = calloc((size_t)list->count + 1, sizeof *audit->outlooks);
    if (!audit->outlooks) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        audit->outlooks[i].follower = CONTRACT_NONE;
    }
    for (uint32_t i = 0; i < audit->targets.term_count; i++) {
        look_ahead(audit, &audit->targets.terms[i]);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct contract_outlook *outlook = &audit->outlooks[i];
        bool is_followed = outlook->targets > 0 && outlook->followed == outlook->targets;
        bool has_next = list->items[i].next != CONTRACT_NONE;
        outlook->follower = has_next ? list->items[i].next : outlook->follower;
        outlook->is_renewed = list->items[i].terms.is_renewed || has_next || is_followed;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        look_under(audit, i);
    }
    return ERR_OK;
}

static enum err_code read_all(struct contract_audit *audit, struct err *err) {
    enum err_code code = open_readers(audit, err);

    code = code ? code : contract_list_read(audit->run, &audit->list, err);
    code = code ? code : contract_machines_find(audit->run, &audit->list, &audit->machines, err);
    code = code ? code : contract_targets_find(audit->run, &audit->list, &audit->machines, &audit->targets, err);
    code = code ? code : chains_find(audit->targets.terms, audit->targets.term_count, &audit->links, err);
    return code ? code : find_outlooks(audit, err);
}

static enum err_code report_all(struct contract_audit *audit, struct err *err) {
    enum err_code code = contract_links_report(audit, err);

    code = code ? code : contract_deadlines_report(audit, err);
    code = code ? code : contract_records_add(audit, err);
    code = code ? code : contract_cover_report(audit, err);
    code = code ? code : contract_relations_add(audit, err);
    code = code ? code : row_reader_error(audit->assets, err);
    return code || !audit->devices ? code : row_reader_error(audit->devices, err);
}

enum err_code contracts_audit(const struct lifecycle_run *run, struct err *err) {
    CLEANUP(audit_done) struct contract_audit audit = {.run = run, .as_of = run->input->as_of};
    enum err_code code = read_all(&audit, err);

    return code ? code : report_all(&audit, err);
}
