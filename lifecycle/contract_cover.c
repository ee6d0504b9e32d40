#include "lifecycle/contract_audit.h"

#include "inventory/words.h"

#include <stdlib.h>

/* How well a machine is covered on the as-of date. What may be covers less the further down it stands. */
enum cover_degree {
    COVERED,
    COVER_TERM_UNKNOWN, /* by a contract of which nobody knows whether it is in force */
    COVER_QUANTITY,     /* by one that is for fewer machines of the model than there are */
    COVER_NAME,         /* by one that names several machines at once, or a system */
    COVER_NONE,
};

struct cover {
    uint32_t contract;
    uint8_t degree; /* enum cover_degree */
};

struct covering {
    struct contract_audit *audit;
    struct cover *covers; /* by asset */
    uint8_t *forces;      /* by contract: how what it covers is covered */
    struct cover *agreed; /* by the first contract of an id: what is covered by naming it */
    uint32_t *referrers;  /* likewise: assets in use that name it */
    bool *is_of_others;   /* likewise: lines, services, rights or places name it */
    int64_t *sums;        /* by text: of how many machines contracts are for that have no other target; -1: of all */
    uint32_t loose[KIND_OTHER + 1]; /* by kind of device: a contract that may mean one; CONTRACT_NONE */
    uint32_t unknown_id;            /* a contract that names a machine by an id that nothing has; CONTRACT_NONE */
};

static bool is_maintenance(const struct contract *contract) {
    return contract->ledger->kind == CONTRACT_OF_MAINTENANCE;
}

static void improve(struct cover *cover, enum cover_degree degree, uint32_t contract) {
    if (degree < cover->degree || (degree == cover->degree && contract < cover->contract)) {
        *cover = (struct cover){contract, (uint8_t)degree};
    }
}

static enum cover_degree degree_of(const struct contract_audit *audit, uint32_t number) {
    const struct contract_terms *terms = &audit->list.items[number].terms;

    switch (contract_force_on(terms, audit->as_of)) {
    case CONTRACT_IN_FORCE:
        return COVERED;
    case CONTRACT_FORCE_UNKNOWN:
        return COVER_TERM_UNKNOWN;
    case CONTRACT_OVER: /* renewed, they say, but there is no row of what follows */
        return terms->is_renewed && audit->outlooks[number].follower == CONTRACT_NONE ? COVER_TERM_UNKNOWN : COVER_NONE;
    case CONTRACT_NOT_BEGUN:
        break;
    }
    return COVER_NONE;
}

/* --- which contract is for what -------------------------------------------------------------------------------------
 */

static void note_forces(struct covering *covering) {
    const struct contract_list *list = &covering->audit->list;

    for (uint32_t i = 0; i < list->count; i++) {
        enum cover_degree degree = is_maintenance(&list->items[i]) ? degree_of(covering->audit, i) : COVER_NONE;
        covering->forces[i] = (uint8_t)degree;
        covering->agreed[i] = (struct cover){i, COVER_NONE};
        improve(&covering->agreed[list->items[i].agreement], degree, i);
    }
}

static void note_referrers(struct covering *covering) {
    const struct contract_machines *machines = &covering->audit->machines;

    for (uint32_t asset = 0; asset < machines->assets; asset++) {
        uint32_t contract = machines->contract_ids[asset];
        if (contract < CONTRACT_NOT_ON_RECORD && machines->marks[asset] & MACHINE_IS_IN_USE) {
            covering->referrers[contract]++;
        }
    }
}

static enum err_code note_others(struct covering *covering, struct err *err) {
    static const struct {
        enum table_id table;
        unsigned column;
    } columns[] = {{TABLE_CIRCUITS, CIRCUITS_CONTRACT_ID},
                   {TABLE_CLOUD, CLOUD_CONTRACT_ID},
                   {TABLE_FACILITIES, FACILITIES_CONTRACT_ID},
                   {TABLE_LICENSES, LICENSES_CONTRACT_ID}};
    CLEANUP(buffer_done) struct buffer scratch = {0};

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        const struct table *table = inventory_table(covering->audit->run->input->ledger, columns[i].table);
        for (uint32_t code = 1; table && code < table_code_count(table, columns[i].column); code++) {
            struct str id = table_code_text(table, columns[i].column, code);
            uint32_t contract = contract_list_find(&covering->audit->list, id, &scratch);
            if (contract != CONTRACT_NONE) {
                covering->is_of_others[contract] = true;
            }
        }
    }
    return scratch.failed ? err_no_memory(err) : ERR_OK;
}

static const struct contract_part *part_of(const struct covering *covering, const struct contract *contract,
                                           uint32_t i) {
    const struct contract_audit *audit = covering->audit;
    return &audit->targets.parts[audit->list.parts[contract->first_part + i]];
}

static uint32_t machines_in_use(const struct covering *covering, const struct contract_part *part) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < part->machines.count; i++) {
        count += (covering->audit->machines.marks[part->machines.items[i]] & MACHINE_IS_IN_USE) != 0;
    }
    return count;
}

/* Several contracts may together be for all machines of a model. */
static void add_sums(struct covering *covering) {
    const struct contract_list *list = &covering->audit->list;

    for (uint32_t i = 0; i < list->count; i++) {
        const struct contract *contract = &list->items[i];
        if (covering->forces[i] != COVERED || contract->part_count != 1) {
            continue;
        }
        int64_t *sum = &covering->sums[list->parts[contract->first_part]];
        *sum = contract->quantity < 0 || *sum < 0 || contract->quantity > INT64_MAX - *sum ? -1
                                                                                           : *sum + contract->quantity;
    }
}

/* --- what it covers -------------------------------------------------------------------------------------------------
 */

static void cover_machines(struct covering *covering, const struct contract_part *part, enum cover_degree degree,
                           uint32_t contract) {
    for (uint32_t i = 0; i < part->machines.count; i++) {
        if (part->machines.items[i] < covering->audit->machines.assets) {
            improve(&covering->covers[part->machines.items[i]], degree, contract);
        }
    }
}

static bool is_for_all(const struct covering *covering, const struct contract *contract, uint32_t i,
                       int64_t all_parts) {
    const struct contract_part *part = part_of(covering, contract, i);
    int64_t sum = covering->sums[covering->audit->list.parts[contract->first_part + i]];
    bool is_enough = contract->quantity < 0 || contract->quantity >= all_parts;

    return is_enough || sum < 0 || sum >= machines_in_use(covering, part);
}

/* May the words of the contract mean machines that are not listed? Not where those that name it are as many as it is
 * for, or where it is for something else. */
static bool is_open(const struct covering *covering, const struct contract *contract) {
    uint32_t referrers = covering->referrers[contract->agreement];
    bool is_used_up = contract->quantity >= 0 && referrers >= contract->quantity;

    return !is_used_up && (referrers > 0 || !covering->is_of_others[contract->agreement]);
}

static void cover_loosely(struct covering *covering, uint32_t kinds, uint32_t contract) {
    for (unsigned kind = 0; kind <= KIND_OTHER; kind++) {
        bool is_first = contract < covering->loose[kind];
        covering->loose[kind] = kinds >> kind & 1 && is_first ? contract : covering->loose[kind];
    }
}

static void cover_part(struct covering *covering, uint32_t number, uint32_t i, int64_t all_parts) {
    const struct contract *contract = &covering->audit->list.items[number];
    const struct contract_part *part = part_of(covering, contract, i);
    enum cover_degree degree = (enum cover_degree)covering->forces[number];

    switch (part->kind) {
    case PART_MACHINE:
        cover_machines(covering, part, degree, number);
        break;
    case PART_MODEL:
        if (degree == COVERED && !is_for_all(covering, contract, i, all_parts)) {
            degree = COVER_QUANTITY;
        }
        cover_machines(covering, part, degree, number);
        break;
    case PART_SEVERAL:
    case PART_SYSTEM:
        cover_machines(covering, part, COVER_NAME, number);
        break;
    case PART_UNKNOWN:
        covering->unknown_id = number < covering->unknown_id ? number : covering->unknown_id;
        break;
    case PART_LOOSE:
        if (is_open(covering, contract)) {
            cover_loosely(covering, part->device_kinds, number);
        }
        break;
    case PART_PRODUCT:
    case PART_KIND_COUNT:
        break;
    }
}

static void cover_contract(struct covering *covering, uint32_t number) {
    const struct contract *contract = &covering->audit->list.items[number];
    int64_t machines = 0;

    for (uint32_t i = 0; i < contract->part_count; i++) {
        machines += machines_in_use(covering, part_of(covering, contract, i));
    }
    for (uint32_t i = 0; i < contract->part_count; i++) {
        cover_part(covering, number, i, machines);
    }
    if (contract->part_count == 0 && contract->quantity > 0 && is_open(covering, contract)) {
        cover_loosely(covering, UINT32_MAX, number);
    }
}

static enum err_code cover_all(struct covering *covering, struct err *err) {
    enum err_code code = note_others(covering, err);

    note_forces(covering);
    note_referrers(covering);
    add_sums(covering);
    for (uint32_t asset = 0; asset < covering->audit->machines.assets; asset++) {
        uint32_t named = covering->audit->machines.contract_ids[asset];
        covering->covers[asset] = (struct cover){CONTRACT_NONE, COVER_NONE};
        if (named < CONTRACT_NOT_ON_RECORD) {
            improve(&covering->covers[asset], (enum cover_degree)covering->agreed[named].degree,
                    covering->agreed[named].contract);
        }
    }
    for (uint32_t i = 0; i < covering->audit->list.count; i++) {
        if (covering->forces[i] != COVER_NONE) {
            cover_contract(covering, i);
        }
    }
    return code;
}

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

static void covering_done(struct covering *covering) {
    free(covering->covers);
    free(covering->forces);
    free(covering->agreed);
    free(covering->referrers);
    free(covering->is_of_others);
    free(covering->sums);
}

static bool covering_init(struct contract_audit *audit, struct covering *covering) {
    size_t contracts = (size_t)audit->list.count + 1;

    *covering = (struct covering){
        .audit = audit,
        .covers = calloc((size_t)audit->machines.assets + 1, sizeof *covering->covers),
        .forces = calloc(contracts, sizeof *covering->forces),
        .agreed = calloc(contracts, sizeof *covering->agreed),
        .referrers = calloc(contracts, sizeof *covering->referrers),
        .is_of_others = calloc(contracts, sizeof *covering->is_of_others),
        .sums = calloc((size_t)intern_count(audit->list.part_texts) + 1, sizeof *covering->sums),
        .unknown_id = CONTRACT_NONE,
    };
    for (unsigned kind = 0; kind <= KIND_OTHER; kind++) {
        covering->loose[kind] = CONTRACT_NONE;
    }
    return covering->covers && covering->forces && covering->agreed && covering->referrers && covering->is_of_others &&
           covering->sums;
}

enum err_code contract_cover_report(struct contract_audit *audit, struct err *err) {
    CLEANUP(covering_done) struct covering covering = {0};

    if (!audit->list.has_contracts) {
        return report_no_contracts(audit, err);
    }
    if (!covering_init(audit, &covering)) {
        return err_no_memory(err);
    }
    enum err_code code = cover_all(&covering, err);
    code = code ? code : judge_assets(&covering, err);
    code = code ? code : report_left_targets(&covering, err);
    return code ? code : report_left_referrers(&covering, err);
}
