#include "pairing/relation_run.h"

#include "base/arena.h"
#include "inventory/row_cells.h"

/* Rows of small ledgers, and what neighbours tell. One thread. */
struct adding {
    struct relation_run *run;
    struct relation_reader reader, other;
    struct arena *arena; /* until the next row */
    struct err *err;
};

static void adding_done(struct adding *adding) {
    relation_reader_done(&adding->reader);
    relation_reader_done(&adding->other);
    arena_free(adding->arena);
}

/* The row that says it is of the side that is its basis. */
static enum err_code add(struct adding *adding, struct relation_record *record, struct str evidence) {
    *(record->basis == BASIS_LEDGER ? &record->ledger_evidence : &record->snapshot_evidence) = evidence;
    enum err_code code = relation_records_add(adding->run->records, 0, record, adding->err);
    return code == ERR_OK && arena_failed(adding->arena) ? err_no_memory(adding->err) : code;
}

/* Calls TAKE for each row of the table. */
static enum err_code each_row(struct adding *adding, const struct table *table,
                              enum err_code (*take)(struct adding *, struct row_reader *, const struct table *,
                                                    uint32_t)) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, adding->err);

    for (uint32_t row = 0; code == ERR_OK && reader && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = take(adding, reader, table, row);
        arena_reset(adding->arena);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, adding->err) : code;
}

/* --- what stands by itself -----------------------------------------------------------------------------------------
 */

/* What has no machine is on record all the same. */
static enum err_code add_alone(struct adding *adding, struct relation_node node, struct str evidence) {
    struct relation_record record = {
        .relation = RELATION_BELONGS,
        .from = node,
        .to = {NODE_SYSTEM, STR_NONE, STR_NONE},
        .basis = BASIS_LEDGER,
    };
    return add(adding, &record, evidence);
}

static enum err_code connect_with(struct adding *adding, struct relation_node node, uint32_t machine,
                                  enum relation_basis basis, struct str evidence) {
    struct relation_machine to = relation_reader_machine(&adding->reader, machine);
    struct relation_record record = {
        .system = to.system,
        .relation = RELATION_CONNECTS,
        .from = node,
        .to = to.node,
        .basis = basis,
        .count = !to.is_single,
    };
    return add(adding, &record, evidence);
}

static enum err_code add_circuit(struct adding *adding, struct row_reader *reader, const struct table *table,
                                 uint32_t row) {
    struct str service = row_reader_text(reader, CIRCUITS_SERVICE);
    struct relation_node node = {NODE_CIRCUIT, row_reader_text(reader, CIRCUITS_CIRCUIT_ID),
                                 service.n ? service : row_reader_text(reader, CIRCUITS_KIND)};
    uint32_t machine = relation_machines_named(adding->run->machines, row_reader_text(reader, CIRCUITS_DEVICE));
    struct str evidence = row_evidence(table, row, adding->arena);

    return machine == MACHINE_NONE_OF ? add_alone(adding, node, evidence)
                                      : connect_with(adding, node, machine, BASIS_LEDGER, evidence);
}

static enum err_code add_cloud(struct adding *adding, struct row_reader *reader, const struct table *table,
                               uint32_t row) {
    struct relation_node node = {NODE_CLOUD, row_reader_text(reader, CLOUD_SERVICE_ID),
                                 row_reader_text(reader, CLOUD_SERVICE)};
    return add_alone(adding, node, row_evidence(table, row, adding->arena));
}

/* Its ledger does not say which machines or systems it is for. */
static enum err_code add_domain(struct adding *adding, struct row_reader *reader, const struct table *table,
                                uint32_t row) {
    struct relation_node node = {NODE_DOMAIN, row_reader_text(reader, DOMAINS_DOMAIN), STR_NONE};
    return add_alone(adding, node, row_evidence(table, row, adding->arena));
}

static enum err_code add_facility(struct adding *adding, struct row_reader *reader, const struct table *table,
                                  uint32_t row) {
    struct str name = row_reader_text(reader, FACILITIES_NAME), id = row_reader_text(reader, FACILITIES_FACILITY_ID);
    struct relation_node node = {NODE_FACILITY, name.n ? name : id, STR_NONE};

    return add_alone(adding, node, row_evidence(table, row, adding->arena));
}

/* --- machines with machines ----------------------------------------------------------------------------------------
 */

static bool is_before(const struct relation_node *a, const struct relation_node *b) {
    return a->kind != b->kind ? a->kind < b->kind : str_cmp(a->id, b->id) < 0;
}

/* Two machines are connected whichever of them says so. */
static enum err_code connect(struct adding *adding, uint32_t machine, uint32_t peer, enum relation_basis basis,
                             struct str evidence) {
    if (machine == MACHINE_NONE_OF || peer == MACHINE_NONE_OF || machine == peer) {
        return ERR_OK;
    }
    struct relation_machine a = relation_reader_machine(&adding->reader, machine);
    struct relation_machine b = relation_reader_machine(&adding->other, peer);
    const struct relation_machine *first = is_before(&b.node, &a.node) ? &b : &a, *second = first == &a ? &b : &a;
    bool is_single = a.is_single && b.is_single;
    struct relation_record record = {
        .system = first->system,
        .relation = RELATION_CONNECTS,
        .from = first->node,
        .to = second->node,
        .basis = basis,
        .count = !is_single,
    };
    return add(adding, &record, is_single ? evidence : STR_NONE);
}

static enum err_code add_connection(struct adding *adding, struct row_reader *reader, const struct table *table,
                                    uint32_t row) {
    uint32_t machine = relation_machines_named(adding->run->machines, row_reader_text(reader, CONNECTIONS_DEVICE));
    uint32_t peer = relation_machines_named(adding->run->machines, row_reader_text(reader, CONNECTIONS_PEER));

    return connect(adding, machine, peer, BASIS_LEDGER, row_evidence(table, row, adding->arena));
}

/* Only what neighbours say of themselves: an address in a table may be seen on many ports. */
static enum err_code add_neighbor(struct adding *adding, struct row_reader *reader, const struct table *table,
                                  uint32_t row) {
    int protocol = row_reader_word(reader, NEIGHBORS_PROTOCOL);

    if (protocol != NEIGHBOR_LLDP && protocol != NEIGHBOR_CDP && protocol != NEIGHBOR_EDP) {
        return ERR_OK;
    }
    uint32_t machine = relation_machines_of_device(adding->run->machines, row_reader_text(reader, NEIGHBORS_DEVICE_ID));
    uint32_t peer = relation_machines_named(adding->run->machines, row_reader_text(reader, NEIGHBORS_REMOTE_NAME));
    return connect(adding, machine, peer, BASIS_OBSERVED, row_evidence(table, row, adding->arena));
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code add_all(struct adding *adding) {
    static const struct {
        enum table_id table;
        bool is_observed;
        enum err_code (*take)(struct adding *, struct row_reader *, const struct table *, uint32_t);
    } sources[] = {
        {TABLE_CIRCUITS, false, add_circuit},       {TABLE_CLOUD, false, add_cloud},
        {TABLE_DOMAINS, false, add_domain},         {TABLE_FACILITIES, false, add_facility},
        {TABLE_CONNECTIONS, false, add_connection}, {TABLE_NEIGHBORS, true, add_neighbor},
    };
    enum err_code code = relation_reader_init(adding->run->machines, &adding->reader, adding->err);

    code = code ? code : relation_reader_init(adding->run->machines, &adding->other, adding->err);
    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(sources); i++) {
        const struct inventory *inventory = sources[i].is_observed ? adding->run->snapshot : adding->run->ledger;
        code = each_row(adding, inventory_table(inventory, sources[i].table), sources[i].take);
    }
    code = code ? code : relation_reader_error(&adding->reader, adding->err);
    return code ? code : relation_reader_error(&adding->other, adding->err);
}

enum err_code relation_network_add(struct relation_run *run, struct err *err) {
    CLEANUP(adding_done) struct adding adding = {.run = run, .arena = arena_new(), .err = err};

    return adding.arena ? add_all(&adding) : err_no_memory(err);
}
