#include "lifecycle/contract_covering.h"

#include <stdlib.h>

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
        enum cover_degree degree =
            contract_is_maintenance(&list->items[i]) ? degree_of(covering->audit, i) : COVER_NONE;
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
            covering->referrers[contract] += machines->quantities[asset];
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

/* What is said of a name holds for all machines that have it. */
static void cover_machines(struct covering *covering) {
    const struct contract_machines *machines = &covering->audit->machines;

    for (uint32_t name = 0; name < intern_count(machines->names); name++) {
        struct cover cover = covering->named[name];
        struct machine_list list = contract_machines_of(machines, name);
        for (uint32_t i = 0; cover.degree != COVER_NONE && i < list.count; i++) {
            if (list.items[i] < machines->assets) {
                improve(&covering->covers[list.items[i]], (enum cover_degree)cover.degree, cover.contract);
            }
        }
    }
}

static bool is_for_all(const struct covering *covering, const struct contract *contract, uint32_t i,
                       int64_t all_parts) {
    const struct contract_part *part = part_of(covering, contract, i);
    int64_t sum = covering->sums[covering->audit->list.parts[contract->first_part + i]];
    bool is_enough = contract->quantity < 0 || contract->quantity >= all_parts;

    return is_enough || sum < 0 || sum >= part->machines.in_use;
}

/* May the words of the contract mean machines that are not listed? Not where those that name it are as many as it is
 * for, or where it is for something else. */
static bool is_open(const struct covering *covering, const struct contract *contract) {
    int64_t referrers = covering->referrers[contract->agreement];
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
        improve(&covering->named[part->machines.name], degree, number);
        break;
    case PART_MODEL:
        if (degree == COVERED && !is_for_all(covering, contract, i, all_parts)) {
            degree = COVER_QUANTITY;
        }
        improve(&covering->named[part->machines.name], degree, number);
        break;
    case PART_SEVERAL:
    case PART_SYSTEM:
        improve(&covering->named[part->machines.name], COVER_NAME, number);
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
        machines += part_of(covering, contract, i)->machines.in_use;
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
    for (uint32_t name = 0; name < intern_count(covering->audit->machines.names); name++) {
        covering->named[name] = (struct cover){CONTRACT_NONE, COVER_NONE};
    }
    for (uint32_t i = 0; i < covering->audit->list.count; i++) {
        if (covering->forces[i] != COVER_NONE) {
            cover_contract(covering, i);
        }
    }
    cover_machines(covering);
    return code;
}

/* --- all of them ----------------------------------------------------------------------------------------------------
 */

void covering_done(struct covering *covering) {
    free(covering->covers);
    free(covering->named);
    free(covering->forces);
    free(covering->agreed);
    free(covering->referrers);
    free(covering->is_of_others);
    free(covering->sums);
}

static bool init(struct contract_audit *audit, struct covering *covering) {
    size_t contracts = (size_t)audit->list.count + 1;

    *covering = (struct covering){
        .audit = audit,
        .covers = calloc((size_t)audit->machines.assets + 1, sizeof *covering->covers),
        .named = calloc((size_t)intern_count(audit->machines.names) + 1, sizeof *covering->named),
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
    return covering->covers && covering->named && covering->forces && covering->agreed && covering->referrers &&
           covering->is_of_others && covering->sums;
}

enum err_code covering_find(struct contract_audit *audit, struct covering *ret_covering, struct err *err) {
    struct covering covering;
    enum err_code code = init(audit, &covering) ? cover_all(&covering, err) : err_no_memory(err);

    if (code) {
        covering_done(&covering);
        return code;
    }
    *ret_covering = covering;
    return ERR_OK;
}
