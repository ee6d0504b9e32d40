#include "pairing/relation_run.h"

#include "base/arena.h"
#include "base/intern.h"
#include "findings/license_records.h"
#include "inventory/row_cells.h"

#include <stdlib.h>

struct relation_licenses {
    struct intern *ids;
    struct arena *arena;
    struct str *products;      /* by number: what each is for, as its row says */
    uint32_t *rows;            /* by number */
    const struct table *table; /* NULL: there is none */
};

void relation_licenses_free(struct relation_licenses *licenses) {
    if (licenses) {
        intern_free(licenses->ids);
        arena_free(licenses->arena);
        free(licenses->products);
        free(licenses->rows);
        free(licenses);
    }
}

struct relation_node relation_license_node(const struct relation_licenses *licenses, struct str id) {
    uint32_t number = intern_find(licenses->ids, id);
    return (struct relation_node){NODE_LICENSE, id, number == INTERN_NONE ? STR_NONE : licenses->products[number]};
}

static enum err_code read_row(struct relation_licenses *licenses, struct row_reader *reader, uint32_t row,
                              struct err *err) {
    uint32_t known = intern_count(licenses->ids);
    struct str id = row_reader_text(reader, LICENSES_LICENSE_ID);
    uint32_t number = id.n ? intern_add(licenses->ids, id) : 0;

    if (id.n && number == known) {
        licenses->products[number] = row_reader_dup(reader, LICENSES_PRODUCT, licenses->arena);
        licenses->rows[number] = row;
    }
    return number == INTERN_NONE || arena_failed(licenses->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code read_rows(struct relation_licenses *licenses, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(licenses->table, &reader, err);
    uint32_t rows = licenses->table ? table_rows(licenses->table) : 0;

    licenses->ids = intern_new();
    licenses->arena = arena_new();
    licenses->products = calloc((size_t)rows + 1, sizeof *licenses->products);
    licenses->rows = calloc((size_t)rows + 1, sizeof *licenses->rows);
    if (!licenses->ids || !licenses->arena || !licenses->products || !licenses->rows) {
        return code ? code : err_no_memory(err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < rows; row++) {
        row_reader_move(reader, row);
        code = read_row(licenses, reader, row, err);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, err) : code;
}

enum err_code relation_licenses_read(const struct inventory *ledger, struct relation_licenses **ret_licenses,
                                     struct err *err) {
    struct relation_licenses *licenses = calloc(1, sizeof *licenses);

    if (!licenses) {
        return err_no_memory(err);
    }
    licenses->table = inventory_table(ledger, TABLE_LICENSES);
    enum err_code code = read_rows(licenses, err);
    if (code != ERR_OK) {
        relation_licenses_free(licenses);
        return code;
    }
    *ret_licenses = licenses;
    return ERR_OK;
}

/* --- adding --------------------------------------------------------------------------------------------------------
 */

/* Assignments and allocations, one by one. One thread. */
struct adding {
    struct relation_run *run;
    struct relation_reader reader;
    struct arena *scratch;       /* of the row, or the licence and product, at hand */
    uint32_t *used_as;           /* by licence: the one product that the ledger's software rows under it are of;
                                    PRODUCT_NONE */
    struct relation_slot *slots; /* of one licence and product: numbers of systems */
    struct str license, product; /* which these are */
    struct err *err;
};

static void adding_done(struct adding *adding) {
    relation_reader_done(&adding->reader);
    arena_free(adding->scratch);
    free(adding->used_as);
    free(adding->slots);
}

static enum err_code note_uses(struct adding *adding, struct err *err) {
    const struct table *table = inventory_table(adding->run->ledger, TABLE_SOFTWARE);
    const struct intern *ids = adding->run->licenses->ids;
    uint32_t codes = adding->run->licensed ? table_code_count(table, SOFTWARE_LICENSE_ID) : 0;

    adding->used_as = malloc(((size_t)intern_count(ids) + 1) * sizeof *adding->used_as);
    for (uint32_t i = 0; adding->used_as && i < intern_count(ids); i++) {
        adding->used_as[i] = PRODUCT_NONE;
    }
    for (uint32_t code = 1; adding->used_as && code < codes; code++) {
        uint32_t number = intern_find(ids, table_code_text(table, SOFTWARE_LICENSE_ID, code));
        uint32_t product = adding->run->licensed[code];
        if (number != INTERN_NONE && product != PRODUCT_SEVERAL) {
            adding->used_as[number] = product;
        }
    }
    return adding->used_as ? ERR_OK : err_no_memory(err);
}

/* Licences that cover nothing are on record all the same. */
static enum err_code add_alone(struct adding *adding) {
    const struct relation_licenses *licenses = adding->run->licenses;
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < intern_count(licenses->ids); i++) {
        const struct relation_record record = {
            .relation = RELATION_BELONGS,
            .from = relation_license_node(licenses, intern_text(licenses->ids, i)),
            .to = {NODE_SYSTEM, STR_NONE, STR_NONE},
            .basis = BASIS_LEDGER,
            .ledger_evidence = row_evidence(licenses->table, licenses->rows[i], adding->scratch),
        };
        code = relation_records_add(adding->run->records, 0, &record, adding->err);
        arena_reset(adding->scratch);
    }
    return code;
}

/* --- edges ---------------------------------------------------------------------------------------------------------
 */

static enum err_code add_to_machine(struct adding *adding, struct str license, uint32_t machine,
                                    enum relation_basis basis, struct str evidence) {
    if (license.n == 0 || machine == MACHINE_NONE_OF ||
        relation_machines_group(adding->run->machines, machine) != MACHINE_NONE_OF) {
        return ERR_OK;
    }
    struct relation_machine node = relation_reader_machine(&adding->reader, machine);
    const struct relation_record record = {
        .system = node.system,
        .relation = RELATION_COVERS,
        .from = relation_license_node(adding->run->licenses, license),
        .to = node.node,
        .basis = basis,
        .ledger_evidence = evidence,
    };
    return relation_records_add(adding->run->records, 0, &record, adding->err);
}

/* The software as it is called elsewhere, so that there is one node of it: by its name, else as the rows of the
 * software ledger are called that name the licence. */
static struct str software_name(const struct adding *adding) {
    const struct relation_products *products = adding->run->products;
    uint32_t product = relation_products_named(products, adding->product);
    uint32_t license = intern_find(adding->run->licenses->ids, adding->license);

    if (product == PRODUCT_NONE && license != INTERN_NONE) {
        product = adding->used_as[license];
    }
    return product == PRODUCT_NONE ? adding->product : relation_products_name(products, product);
}

static enum err_code tell(struct adding *adding, struct relation_slot *slot) {
    const struct relation_record record = {
        .system = relation_machines_system_name(adding->run->machines, (uint32_t)slot->key),
        .relation = RELATION_COVERS,
        .from = relation_license_node(adding->run->licenses, adding->license),
        .to = {NODE_SOFTWARE, software_name(adding), STR_NONE},
        .basis = BASIS_BOTH,
        .count = slot->count,
    };

    slot->count = 0;
    return relation_records_add(adding->run->records, 0, &record, adding->err);
}

static enum err_code tell_all(struct adding *adding) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; code == ERR_OK && i < RELATION_SLOTS; i++) {
        code = adding->slots[i].count ? tell(adding, &adding->slots[i]) : ERR_OK;
    }
    return code;
}

/* --- allocations ---------------------------------------------------------------------------------------------------
 */

/* Those of one licence and product stand together. */
static enum err_code turn_to(struct adding *adding, const struct license_allocation *allocation) {
    if (str_eq(allocation->license_id, adding->license) && str_eq(allocation->product, adding->product)) {
        return ERR_OK;
    }
    enum err_code code = tell_all(adding);
    arena_reset(adding->scratch);
    adding->license = arena_dup(adding->scratch, allocation->license_id);
    adding->product = arena_dup(adding->scratch, allocation->product);
    return code ? code : arena_failed(adding->scratch) ? err_no_memory(adding->err) : ERR_OK;
}

/* A right whose row lacks an id has no node. */
static enum err_code add_allocation(struct adding *adding, const struct license_allocation *allocation) {
    if (allocation->license_id.n == 0) {
        return ERR_OK;
    }
    const struct relation_machines *machines = adding->run->machines;
    uint32_t machine = relation_machines_named(machines, allocation->asset_id);
    enum err_code code = turn_to(adding, allocation);

    if (machine == MACHINE_NONE_OF && allocation->asset_id.n) {
        machine = relation_machines_of_device(machines, allocation->asset_id);
    }
    uint32_t system = machine == MACHINE_NONE_OF ? 0 : relation_machines_system(machines, machine);
    struct relation_slot *slot = relation_slot_of(adding->slots, system);
    if (code == ERR_OK && slot->count && slot->key != system) {
        code = tell(adding, slot);
    }
    slot->key = system;
    slot->count += allocation->quantity > 0 ? allocation->quantity : 0;
    return code ? code : add_to_machine(adding, allocation->license_id, machine, BASIS_BOTH, STR_NONE);
}

static enum err_code add_allocations(struct adding *adding) {
    struct license_records *allocations = adding->run->input->allocations;
    struct license_allocation allocation;
    enum err_code code = ERR_OK;
    bool more = true;

    license_records_rewind(allocations);
    while (code == ERR_OK &&
           (code = license_records_next_allocation(allocations, &more, &allocation, adding->err)) == ERR_OK && more) {
        code = add_allocation(adding, &allocation);
    }
    return code ? code : tell_all(adding);
}

/* --- assignments ---------------------------------------------------------------------------------------------------
 */

static enum err_code add_assignment(struct adding *adding, const struct table *table, struct row_reader *row,
                                    uint32_t number) {
    int kind = row_reader_word(row, ASSIGNMENTS_ASSIGNEE_KIND);
    bool is_of_device = kind == WORD_BLANK || kind == ASSIGNEE_DEVICE;
    bool is_over = date_is_set(row_reader_date(row, ASSIGNMENTS_RELEASED_ON));
    uint32_t machine = is_of_device && !is_over
                           ? relation_machines_named(adding->run->machines, row_reader_text(row, ASSIGNMENTS_ASSIGNEE))
                           : MACHINE_NONE_OF;

    return add_to_machine(adding, row_reader_text(row, ASSIGNMENTS_LICENSE_ID), machine, BASIS_LEDGER,
                          row_evidence(table, number, adding->scratch));
}

static enum err_code add_assignments(struct adding *adding) {
    const struct table *table = inventory_table(adding->run->ledger, TABLE_ASSIGNMENTS);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_open(table, &reader, adding->err);

    for (uint32_t row = 0; code == ERR_OK && reader && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        code = add_assignment(adding, table, reader, row);
        arena_reset(adding->scratch);
    }
    return code == ERR_OK && reader ? row_reader_error(reader, adding->err) : code;
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code add_all(struct adding *adding) {
    enum err_code code = relation_reader_init(adding->run->machines, &adding->reader, adding->err);

    code = code ? code : add_alone(adding);
    code = code ? code : note_uses(adding, adding->err);
    code = code ? code : add_assignments(adding);
    if (code == ERR_OK && adding->run->input->allocations) {
        code = add_allocations(adding);
    }
    code = code ? code : relation_reader_error(&adding->reader, adding->err);
    return code == ERR_OK && arena_failed(adding->scratch) ? err_no_memory(adding->err) : code;
}

enum err_code relation_licenses_add(struct relation_run *run, struct err *err) {
    CLEANUP(adding_done)
    struct adding adding = {
        .run = run, .scratch = arena_new(), .slots = calloc(RELATION_SLOTS, sizeof *adding.slots), .err = err};

    return adding.scratch && adding.slots ? add_all(&adding) : err_no_memory(err);
}
