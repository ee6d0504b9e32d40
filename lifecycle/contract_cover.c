#include "lifecycle/contract_covering.h"

/* --- machines that are not covered ----------------------------------------------------------------------------------
 */

/* 0: the contract */
static enum err_code tell_perhaps(struct covering *covering, uint32_t asset, enum message message, uint32_t contract,
                                  struct err *err) {
    struct contract_audit *audit = covering->audit;
    struct finding finding = contract_finding_of_asset(audit, CODE_CON_UNCOVERED, message, asset);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = message == MESSAGE_UNCOVERED_SERIAL ? STR("serial") : STR("contract_id");
    finding_add_text(&finding, audit->list.items[contract].id);
    contract_finding_add_evidence(audit, &finding, contract);
    return contract_finding_add(audit, &finding, err);
}

static enum err_code tell_not_on_record(struct covering *covering, uint32_t asset, struct err *err) {
    struct contract_audit *audit = covering->audit;
    struct finding finding =
        contract_finding_of_asset(audit, CODE_CON_UNCOVERED, MESSAGE_UNCOVERED_NOT_ON_RECORD, asset);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = STR("contract_id");
    finding.documented = arena_dup(audit->arena, row_reader_text(audit->assets, DEVICES_CONTRACT_ID));
    finding_add_text(&finding, finding.documented);
    return contract_finding_add(audit, &finding, err);
}

static enum err_code tell_uncovered(struct covering *covering, uint32_t asset, struct err *err) {
    struct contract_audit *audit = covering->audit;
    uint32_t named = audit->machines.contract_ids[asset];
    uint32_t contract = named < CONTRACT_NOT_ON_RECORD ? audit->list.agreement_end[named] - 1 : CONTRACT_NONE;
    const struct contract_terms *terms = contract == CONTRACT_NONE ? NULL : &audit->list.items[contract].terms;
    bool is_over = terms && contract_force_on(terms, audit->as_of) == CONTRACT_OVER;
    enum message message = !terms ? MESSAGE_UNCOVERED : is_over ? MESSAGE_UNCOVERED_ENDED : MESSAGE_UNCOVERED_NOT_BEGUN;
    struct finding finding = contract_finding_of_asset(audit, CODE_CON_UNCOVERED, message, asset);

    finding.field = STR("contract_id");
    if (terms) {
        finding.documented = audit->list.items[contract].id;
        finding_add_text(&finding, audit->list.items[contract].id);
        contract_finding_add_day(audit, &finding, is_over ? terms->end_on.day : terms->start_on);
        contract_finding_add_evidence(audit, &finding, contract);
    } else {
        finding_add_word(&finding,
                         schema_word(schema_column(TABLE_DEVICES, DEVICES_KIND), audit->machines.kinds[asset]));
    }
    return contract_finding_add(audit, &finding, err);
}

static enum err_code judge_asset(struct covering *covering, uint32_t asset, struct err *err) {
    static const enum message perhaps[] = {
        [COVER_TERM_UNKNOWN] = MESSAGE_UNCOVERED_TERM,
        [COVER_QUANTITY] = MESSAGE_UNCOVERED_QUANTITY,
        [COVER_NAME] = MESSAGE_UNCOVERED_NAME,
    };
    const struct contract_machines *machines = &covering->audit->machines;
    const struct cover *cover = &covering->covers[asset];
    uint32_t loose = covering->loose[machines->kinds[asset]];

    if (cover->degree == COVERED) {
        return ERR_OK;
    }
    if (cover->degree != COVER_NONE) {
        return tell_perhaps(covering, asset, perhaps[cover->degree], cover->contract, err);
    }
    if (machines->contract_ids[asset] == CONTRACT_NOT_ON_RECORD) {
        return tell_not_on_record(covering, asset, err);
    }
    if (loose != CONTRACT_NONE) {
        return tell_perhaps(covering, asset, MESSAGE_UNCOVERED_LOOSE, loose, err);
    }
    if (!(machines->marks[asset] & MACHINE_HAS_SERIAL) && covering->unknown_id != CONTRACT_NONE) {
        return tell_perhaps(covering, asset, MESSAGE_UNCOVERED_SERIAL, covering->unknown_id, err);
    }
    return tell_uncovered(covering, asset, err);
}

static enum err_code judge_assets(struct covering *covering, struct err *err) {
    const struct contract_machines *machines = &covering->audit->machines;
    enum err_code code = ERR_OK;

    for (uint32_t asset = 0; code == ERR_OK && asset < machines->assets; asset++) {
        code = machines->marks[asset] & MACHINE_NEEDS_COVER ? judge_asset(covering, asset, err) : ERR_OK;
    }
    return code;
}

/* --- machines that have left ----------------------------------------------------------------------------------------
 */

/* 0: the contract, 1: its last day */
static enum err_code tell_left(struct covering *covering, uint32_t asset, uint32_t contract, struct err *err) {
    struct contract_audit *audit = covering->audit;
    struct finding finding = contract_finding_of_asset(audit, CODE_CON_OVERPAID, MESSAGE_CONTRACT_FOR_LEFT, asset);

    finding.field = STR("targets");
    finding.distinct = audit->list.items[contract].id;
    finding.documented = arena_dup(audit->arena, row_reader_text(audit->assets, DEVICES_STATUS));
    finding_add_text(&finding, audit->list.items[contract].id);
    contract_finding_add_day(audit, &finding, audit->list.items[contract].terms.end_on.day);
    contract_finding_add_evidence(audit, &finding, contract);
    return contract_finding_add(audit, &finding, err);
}

static bool has_left(const struct contract_machines *machines, uint32_t machine) {
    return machine < machines->assets && machines->marks[machine] & MACHINE_HAS_LEFT;
}

/* Terms of one contract on one target stand side by side. */
static enum err_code report_left_targets(struct covering *covering, struct err *err) {
    const struct contract_targets *targets = &covering->audit->targets;
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < targets->term_count; i++) {
        uint32_t machine = targets->terms[i].target, contract = targets->terms[i].contract;
        bool is_again = i > 0 && targets->terms[i - 1].target == machine && targets->terms[i - 1].contract == contract;
        bool is_paid = has_left(&covering->audit->machines, machine) && covering->forces[contract] == COVERED;
        code = is_paid && !is_again ? tell_left(covering, machine, contract, err) : ERR_OK;
    }
    return code;
}

/* What a contract without targets is for is said by the machines that name it. */
static enum err_code report_left_referrers(struct covering *covering, struct err *err) {
    const struct contract_machines *machines = &covering->audit->machines;
    enum err_code code = ERR_OK;

    for (uint32_t asset = 0; code == ERR_OK && asset < machines->assets; asset++) {
        uint32_t named = machines->contract_ids[asset];
        if (named >= CONTRACT_NOT_ON_RECORD || !has_left(machines, asset)) {
            continue;
        }
        const struct cover *cover = &covering->agreed[named];
        bool is_paid = cover->degree == COVERED && covering->audit->list.items[cover->contract].part_count == 0;
        code = is_paid ? tell_left(covering, asset, cover->contract, err) : ERR_OK;
    }
    return code;
}

/* --- all ------------------------------------------------------------------------------------------------------------
 */

static enum err_code report_no_contracts(struct contract_audit *audit, struct err *err) {
    struct finding finding = finding_make(CODE_CON_UNCOVERED, MESSAGE_UNCOVERED_NO_LEDGER);
    int64_t machines = 0;

    for (uint32_t asset = 0; asset < audit->machines.assets; asset++) {
        machines += (audit->machines.marks[asset] & MACHINE_NEEDS_COVER) != 0;
    }
    if (machines == 0) {
        return ERR_OK;
    }
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("contracts");
    finding.field = STR("contract_id");
    finding_add_number(&finding, machines);
    return contract_finding_add(audit, &finding, err);
}

enum err_code contract_cover_report(struct contract_audit *audit, struct err *err) {
    CLEANUP(covering_done) struct covering covering = {0};

    if (!audit->list.has_contracts) {
        return report_no_contracts(audit, err);
    }
    enum err_code code = covering_find(audit, &covering, err);
    code = code ? code : judge_assets(&covering, err);
    code = code ? code : report_left_targets(&covering, err);
    return code ? code : report_left_referrers(&covering, err);
}
