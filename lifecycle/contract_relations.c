/* Which contract in force covers what, as edges of the hardware and software diagram. */

#include "base/text.h"
#include "inventory/row_cells.h"
#include "lifecycle/contract_audit.h"
#include "pairing/relation_machines.h"

#include <stdlib.h>

struct adding {
    struct contract_audit *audit;
    const struct relation_machines *machines;
    struct relation_records *records;
    struct relation_reader reader;
    struct intern *licenses; /* ids, folded; by number the row of the ledger */
    uint32_t *rows;
    struct buffer scratch;
    struct err *err;
};

static void adding_done(struct adding *adding) {
    relation_reader_done(&adding->reader);
    intern_free(adding->licenses);
    free(adding->rows);
    buffer_done(&adding->scratch);
}

static bool is_in_force(const struct adding *adding, const struct contract *contract) {
    enum contract_force force = contract_force_on(&contract->terms, adding->audit->as_of);
    return force == CONTRACT_IN_FORCE || force == CONTRACT_FORCE_UNKNOWN;
}

static struct relation_node contract_node(const struct contract *contract) {
    return (struct relation_node){NODE_CONTRACT, contract->id, contract->title};
}

static enum err_code add(struct adding *adding, const struct contract *contract, struct str system,
                         struct relation_node to, bool is_of_several, struct str evidence) {
    const struct relation_record record = {
        .system = system,
        .relation = RELATION_MAINTAINS,
        .from = contract_node(contract),
        .to = to,
        .basis = BASIS_LEDGER,
        .count = is_of_several,
        .ledger_evidence = evidence,
    };
    enum err_code code = arena_failed(adding->audit->arena)
                             ? err_no_memory(adding->err)
                             : relation_records_add(adding->records, 0, &record, adding->err);
    arena_reset(adding->audit->arena);
    return code;
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static enum err_code add_machine(struct adding *adding, const struct contract *contract, uint32_t machine,
                                 struct str evidence) {
    if (!relation_machines_has(adding->machines, machine)) {
        return ERR_OK;
    }
    struct relation_machine to = relation_reader_machine(&adding->reader, machine);
    return add(adding, contract, to.system, to.node, !to.is_single, to.is_single ? evidence : STR_NONE);
}

static enum err_code add_term(struct adding *adding, const struct chain_term *term) {
    struct contract_audit *audit = adding->audit;
    const struct contract *contract = &audit->list.items[term->contract];
    enum err_code code = ERR_OK;

    if (!contract_is_maintenance(contract) || term->part == PART_NONE || !is_in_force(adding, contract)) {
        return ERR_OK;
    }
    const struct machine_list *machines = &audit->targets.parts[term->part].machines;
    for (uint32_t i = 0; code == ERR_OK && i < machines->count; i++) {
        code = add_machine(adding, contract, machines->items[i], contract_evidence(audit, term->contract));
    }
    return code;
}

/* Machines whose rows name a contract: all rows of it that are in force. */
static enum err_code add_named(struct adding *adding, uint32_t asset) {
    struct contract_audit *audit = adding->audit;
    uint32_t first = audit->machines.contract_ids[asset];
    const struct table *assets = inventory_table(audit->run->input->ledger, TABLE_DEVICES);
    enum err_code code = ERR_OK;

    if (first >= CONTRACT_NOT_ON_RECORD) {
        return ERR_OK;
    }
    for (uint32_t i = first; code == ERR_OK && i < audit->list.agreement_end[first]; i++) {
        if (is_in_force(adding, &audit->list.items[i])) {
            code = add_machine(adding, &audit->list.items[i], asset, row_evidence(assets, asset, audit->arena));
        }
    }
    return code;
}

/* --- licences ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_licenses(struct adding *adding, const struct table *table, struct row_reader *reader) {
    adding->rows = calloc((size_t)table_rows(table) + 1, sizeof *adding->rows);
    for (uint32_t row = 0; adding->rows && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_reset(&adding->scratch);
        text_fold(row_reader_text(reader, LICENSES_LICENSE_ID), &adding->scratch);
        uint32_t known = intern_count(adding->licenses);
        uint32_t number = intern_add(adding->licenses, buffer_view(&adding->scratch));
        if (number == INTERN_NONE || adding->scratch.failed) {
            return err_no_memory(adding->err);
        }
        adding->rows[number] = number == known ? row : adding->rows[number];
    }
    return adding->rows ? ERR_OK : err_no_memory(adding->err);
}

static enum err_code add_license(struct adding *adding, const struct contract *contract, struct row_reader *reader,
                                 struct str evidence) {
    struct relation_node to = {NODE_LICENSE, row_reader_text(reader, LICENSES_LICENSE_ID),
                               row_reader_text(reader, LICENSES_PRODUCT)};
    return add(adding, contract, STR_NONE, to, false, evidence);
}

/* A target that is the id of a licence. */
static enum err_code add_licensed_term(struct adding *adding, const struct chain_term *term,
                                       struct row_reader *reader) {
    struct contract_audit *audit = adding->audit;
    const struct contract *contract = &audit->list.items[term->contract];
    uint32_t number = INTERN_NONE;

    if (contract_is_maintenance(contract) && term->part != PART_NONE && is_in_force(adding, contract) &&
        audit->targets.parts[term->part].kind == PART_PRODUCT) {
        number = intern_find(adding->licenses, intern_text(audit->list.part_texts, term->part));
    }
    if (number == INTERN_NONE) {
        return ERR_OK;
    }
    row_reader_move(reader, adding->rows[number]);
    return add_license(adding, contract, reader, contract_evidence(audit, term->contract));
}

/* A licence whose row names a contract. */
static enum err_code add_naming_license(struct adding *adding, const struct table *table, struct row_reader *reader,
                                        uint32_t row) {
    struct contract_audit *audit = adding->audit;
    row_reader_move(reader, row);
    struct str id = row_reader_text(reader, LICENSES_CONTRACT_ID);
    uint32_t contract = id.n ? contract_list_find(&audit->list, id, &adding->scratch) : CONTRACT_NONE;
    uint32_t end = contract == CONTRACT_NONE ? 0 : audit->list.agreement_end[contract];

    for (; contract < end; contract++) {
        if (is_in_force(adding, &audit->list.items[contract])) {
            return add_license(adding, &audit->list.items[contract], reader, row_evidence(table, row, audit->arena));
        }
    }
    return ERR_OK;
}

static enum err_code add_licenses(struct adding *adding) {
    const struct table *table = inventory_table(adding->audit->run->input->ledger, TABLE_LICENSES);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, adding->err);

    if (code != ERR_OK || !reader) {
        return code;
    }
    adding->licenses = intern_new();
    code = adding->licenses ? read_licenses(adding, table, reader) : err_no_memory(adding->err);
    for (uint32_t i = 0; code == ERR_OK && i < adding->audit->targets.term_count; i++) {
        code = add_licensed_term(adding, &adding->audit->targets.terms[i], reader);
    }
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(table); row++) {
        code = add_naming_license(adding, table, reader, row);
    }
    return code ? code : row_reader_error(reader, adding->err);
}

/* --- what is had under a contract ----------------------------------------------------------------------------------
 */

static enum err_code add_under(struct adding *adding, uint32_t number) {
    struct contract_audit *audit = adding->audit;
    const struct contract *contract = &audit->list.items[number];
    bool is_circuit = contract->ledger->kind == CONTRACT_OF_CIRCUIT;

    if (contract->under == CONTRACT_NONE || (!is_circuit && contract->ledger->kind != CONTRACT_OF_CLOUD) ||
        !is_in_force(adding, &audit->list.items[contract->under])) {
        return ERR_OK;
    }
    struct relation_node to = {is_circuit ? NODE_CIRCUIT : NODE_CLOUD, contract->id, contract->title};
    return add(adding, &audit->list.items[contract->under], STR_NONE, to, false, contract_evidence(audit, number));
}

static enum err_code add_facility(struct adding *adding, const struct table *table, struct row_reader *reader,
                                  uint32_t row) {
    struct contract_audit *audit = adding->audit;
    row_reader_move(reader, row);
    struct str id = row_reader_text(reader, FACILITIES_CONTRACT_ID), name = row_reader_text(reader, FACILITIES_NAME);
    uint32_t contract = id.n ? contract_list_find(&audit->list, id, &adding->scratch) : CONTRACT_NONE;
    struct relation_node to = {NODE_FACILITY, name.n ? name : row_reader_text(reader, FACILITIES_FACILITY_ID),
                               STR_NONE};
    uint32_t end = contract == CONTRACT_NONE ? 0 : audit->list.agreement_end[contract];

    for (; contract < end; contract++) {
        if (is_in_force(adding, &audit->list.items[contract])) {
            return add(adding, &audit->list.items[contract], STR_NONE, to, false,
                       row_evidence(table, row, audit->arena));
        }
    }
    return ERR_OK;
}

static enum err_code add_facilities(struct adding *adding) {
    const struct table *table = inventory_table(adding->audit->run->input->ledger, TABLE_FACILITIES);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, adding->err);

    for (uint32_t row = 0; code == ERR_OK && reader && row < table_rows(table); row++) {
        code = add_facility(adding, table, reader, row);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, adding->err) : code;
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code add_all(struct adding *adding) {
    const struct contract_audit *audit = adding->audit;
    enum err_code code = relation_reader_init(adding->machines, &adding->reader, adding->err);

    for (uint32_t i = 0; code == ERR_OK && i < audit->targets.term_count; i++) {
        code = add_term(adding, &audit->targets.terms[i]);
    }
    for (uint32_t asset = 0; code == ERR_OK && asset < audit->machines.assets; asset++) {
        code = add_named(adding, asset);
    }
    code = code ? code : add_licenses(adding);
    for (uint32_t i = 0; code == ERR_OK && i < audit->list.count; i++) {
        code = add_under(adding, i);
    }
    code = code ? code : add_facilities(adding);
    return code ? code : relation_reader_error(&adding->reader, adding->err);
}

enum err_code contract_relations_add(struct contract_audit *audit, struct err *err) {
    const struct lifecycle_input *input = audit->run->input;
    CLEANUP(adding_done)
    struct adding adding = {.audit = audit, .machines = input->machines, .records = input->relations, .err = err};

    return input->relations ? add_all(&adding) : ERR_OK;
}
