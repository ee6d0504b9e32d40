#include "lifecycle/contract_audit.h"

#include <stdlib.h>

/* How much of what lies between two contracts still matters. What was over before the fiscal year of the as-of date
 * began is history. */
static bool is_recent(const struct contract_audit *audit, const struct chain_link *link) {
    struct date first = fiscal_year_first(date_fiscal_year(audit->as_of));
    return !date_is_set(first) || link->last >= first.days;
}

static bool matters(const struct contract_audit *audit, const struct chain_link *link) {
    const struct contract_machines *machines = &audit->machines;
    bool is_machine = link->target < machines->count;

    if (!is_recent(audit, link) || (is_machine && machines->marks[link->target] & MACHINE_HAS_LEFT)) {
        return false;
    }
    if (link->kind == CHAIN_OVERLAP) {
        return link->target == CHAIN_NONE || contract_target_is_single(&audit->targets, link->target);
    }
    /* What renews itself leaves no gap. */
    return !audit->list.items[link->earlier].terms.renews_itself;
}

static struct finding gap_finding(struct contract_audit *audit, const struct chain_link *link, int64_t targets) {
    const struct contract *earlier = &audit->list.items[link->earlier];
    enum message message = targets ? MESSAGE_CONTRACT_GAP : MESSAGE_CONTRACT_GAP_NEXT;
    struct finding finding = contract_finding(audit, CODE_CON_GAP, message, link->later);

    finding.outcome = contract_has_passed(&earlier->terms, audit->as_of) ? OUTCOME_VIOLATION : OUTCOME_NOTICE;
    finding_add_text(&finding, earlier->id);
    contract_finding_add_day(audit, &finding, (struct date){link->first - 1});
    finding_add_number(&finding, (int64_t)link->last - link->first + 1);
    return finding;
}

static struct finding unclear_finding(struct contract_audit *audit, const struct chain_link *link) {
    struct finding finding = contract_finding(audit, CODE_CON_GAP, MESSAGE_CONTRACT_GAP_UNCLEAR, link->later);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding_add_text(&finding, audit->list.items[link->earlier].id);
    contract_finding_add_day(audit, &finding, (struct date){link->first});
    return finding;
}

static struct finding overlap_finding(struct contract_audit *audit, const struct chain_link *link, int64_t targets) {
    enum message message = targets ? MESSAGE_CONTRACT_OVERLAP : MESSAGE_CONTRACT_OVERLAP_NEXT;
    struct finding finding = contract_finding(audit, CODE_CON_OVERPAID, message, link->later);
    bool is_endless = link->last == CHAIN_DAY_ENDLESS;

    finding_add_text(&finding, audit->list.items[link->earlier].id);
    contract_finding_add_day(audit, &finding, (struct date){link->first});
    contract_finding_add_day(audit, &finding, is_endless ? DATE_NONE : (struct date){link->last});
    return finding;
}

/* LINK is the first of those between two contracts, and COUNT of its targets matter, 0 of them where only the one names
 * the other. */
static enum err_code report_link(struct contract_audit *audit, const struct chain_link *link, int64_t count,
                                 struct err *err) {
    const struct contract *later = &audit->list.items[link->later];
    bool is_own = contract_is_maintenance(later);
    int64_t targets = is_own ? count : 0;
    struct finding finding = link->kind == CHAIN_GAP       ? gap_finding(audit, link, targets)
                             : link->kind == CHAIN_OVERLAP ? overlap_finding(audit, link, targets)
                                                           : unclear_finding(audit, link);

    if (targets) {
        finding_add_number(&finding, targets);
    }
    finding.field =
        contract_field(later, later->ledger->start_on == NO_COLUMN ? later->ledger->end_on : later->ledger->start_on);
    finding.distinct = audit->list.items[link->earlier].id;
    contract_finding_add_evidence(audit, &finding, link->earlier);
    return contract_finding_add(audit, &finding, err);
}

static bool is_same_pair(const struct chain_link *a, const struct chain_link *b) {
    return a->kind == b->kind && a->later == b->later && a->earlier == b->earlier;
}

static enum err_code report_links(struct contract_audit *audit, const struct chain_links *links, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0, end; code == ERR_OK && i < links->count; i = end) {
        int64_t targets = 0;
        bool is_any = false;
        for (end = i; end < links->count && is_same_pair(&links->items[i], &links->items[end]); end++) {
            bool counts = matters(audit, &links->items[end]);
            is_any |= counts;
            targets += counts && links->items[end].target != CHAIN_NONE;
        }
        code = is_any ? report_link(audit, &links->items[i], targets, err) : ERR_OK;
    }
    return code;
}

/* --- contracts that name the next one -------------------------------------------------------------------------------
 */

/* Adds what lies between a contract and its next one, where their targets do not tell. */
static enum err_code link_next(const struct contract_audit *audit, uint32_t number, struct chain_links *all,
                               struct err *err) {
    const struct contract_outlook *outlook = &audit->outlooks[number];
    uint32_t next = audit->list.items[number].next;
    struct chain_term terms[] = {contract_term_of(&audit->list, number), contract_term_of(&audit->list, next)};
    struct chain_links links = {0};

    if (outlook->targets && outlook->followed == outlook->targets) {
        return ERR_OK;
    }
    enum err_code code = chains_find(terms, ARRAY_LEN(terms), &links, err);
    if (code == ERR_OK && links.count && links.items[0].earlier == number) {
        all->items[all->count++] = links.items[0];
    }
    chain_links_done(&links);
    return code;
}

/* The links of chains, and room for one more a contract. */
static enum err_code link_all(const struct contract_audit *audit, struct chain_links *ret_links, struct err *err) {
    size_t room = (size_t)audit->links.count + audit->list.count + 1;
    struct chain_links links = {calloc(room, sizeof *links.items), audit->links.count};
    enum err_code code = ERR_OK;

    if (!links.items) {
        return err_no_memory(err);
    }
    if (links.count) {
        memcpy(links.items, audit->links.items, links.count * sizeof *links.items);
    }
    for (uint32_t i = 0; code == ERR_OK && i < audit->list.count; i++) {
        code = audit->list.items[i].next == CONTRACT_NONE ? ERR_OK : link_next(audit, i, &links, err);
    }
    *ret_links = links;
    return code;
}

enum err_code contract_links_report(struct contract_audit *audit, struct err *err) {
    struct chain_links links = {0};
    enum err_code code = link_all(audit, &links, err);

    if (code == ERR_OK) {
        chain_links_sort(&links);
        code = report_links(audit, &links, err);
    }
    chain_links_done(&links);
    return code;
}
