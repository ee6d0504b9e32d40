#include "bom/bom_software.h"

#include "base/budget.h"
#include "base/record.h"

#include <stdlib.h>

void bom_software_done(struct bom_software *software) {
    intern_free(software->pieces);
    free(software->machines);
    free(software->last);
    budget_drop(software->of_machines);
    free(software->starts);
    free(software->counts);
}

/* --- rows of each machine ------------------------------------------------------------------------------------------
 * Rows need not be in the order of machines. They are counted, and then laid out machine by machine. */

/* The machine of the row that the reader stands on; INTERN_NONE: not one that was asked for, or no software. */
static uint32_t machine_of(const struct bom_systems *systems, struct row_reader *reader) {
    return row_reader_text(reader, SOFTWARE_PRODUCT).n
               ? intern_find(systems->ids, row_reader_text(reader, SOFTWARE_DEVICE_ID))
               : INTERN_NONE;
}

static void count_rows(const struct bom_systems *systems, struct row_reader *reader, uint32_t rows,
                       struct bom_software *software) {
    uint32_t machines = bom_machine_count(systems), start = 0;

    for (uint32_t row = 0; row < rows; row++) {
        row_reader_move(reader, row);
        uint32_t machine = machine_of(systems, reader);
        if (machine != INTERN_NONE) {
            software->counts[machine]++;
        }
    }
    for (uint32_t i = 0; i < machines; i++) {
        software->starts[i] = start;
        start += software->counts[i];
        software->counts[i] = 0;
    }
}

static void place_rows(const struct bom_systems *systems, struct row_reader *reader, uint32_t rows,
                       struct bom_software *software) {
    for (uint32_t row = 0; row < rows; row++) {
        row_reader_move(reader, row);
        uint32_t machine = machine_of(systems, reader);
        if (machine != INTERN_NONE) {
            software->of_machines[software->starts[machine] + software->counts[machine]++] = row;
        }
    }
}

/* --- pieces --------------------------------------------------------------------------------------------------------
 */

static void put_piece(const struct bom_piece *piece, struct buffer *record) {
    const struct str texts[] = {piece->source,
                                piece->name,
                                piece->version,
                                piece->arch,
                                piece->vendor,
                                piece->purl,
                                piece->cpe,
                                piece->distribution.name_space,
                                piece->distribution.distro};

    buffer_reset(record);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        record_put_str(record, texts[i]);
    }
}

struct bom_piece bom_piece_of(const struct bom_software *software, uint32_t number) {
    struct str rest = intern_text(software->pieces, number);
    struct bom_piece piece = {0};
    struct str *texts[] = {&piece.source,
                           &piece.name,
                           &piece.version,
                           &piece.arch,
                           &piece.vendor,
                           &piece.purl,
                           &piece.cpe,
                           &piece.distribution.name_space,
                           &piece.distribution.distro};

    for (size_t i = 0; i < ARRAY_LEN(texts) && record_get_str(&rest, texts[i]); i++) {
    }
    return piece;
}

static struct bom_piece read_piece(struct row_reader *reader, const struct bom_machine *machine) {
    struct bom_piece piece = {
        .source = row_reader_text(reader, SOFTWARE_SOURCE),
        .name = row_reader_text(reader, SOFTWARE_PRODUCT),
        .version = row_reader_text(reader, SOFTWARE_VERSION),
        .arch = row_reader_text(reader, SOFTWARE_ARCH),
        .vendor = row_reader_text(reader, SOFTWARE_VENDOR),
        .purl = row_reader_text(reader, SOFTWARE_PURL),
        .cpe = row_reader_text(reader, SOFTWARE_CPE),
    };

    if (!piece.purl.n && package_has_url(piece.source)) {
        piece.distribution = machine->distribution;
    }
    return piece;
}

static bool grow(struct bom_software *software) {
    uint32_t capacity = software->capacity ? software->capacity * 2 : 1024;
    uint32_t *machines = reallocarray(software->machines, capacity, sizeof *machines);

    software->machines = machines ? machines : software->machines;
    uint32_t *last = machines ? reallocarray(software->last, capacity, sizeof *last) : NULL;
    software->last = last ? last : software->last;
    software->capacity = last ? capacity : software->capacity;
    return last != NULL;
}

/* Adds a new piece, or finds the old one; INTERN_NONE when memory is out. */
static uint32_t add_piece(struct bom_software *software, const struct bom_piece *piece, struct buffer *record) {
    uint32_t count = intern_count(software->pieces);

    put_piece(piece, record);
    uint32_t number = record->failed ? INTERN_NONE : intern_add(software->pieces, buffer_view(record));
    if (number == count) {
        if (number == software->capacity && !grow(software)) {
            return INTERN_NONE;
        }
        software->machines[number] = software->last[number] = 0;
    }
    return number;
}

/* Puts the pieces of a machine, each once, in the place of its rows. */
static enum err_code read_machine(const struct bom_systems *systems, uint32_t machine, struct row_reader *reader,
                                  struct bom_software *software, struct buffer *record, struct err *err) {
    uint32_t *rows = software->of_machines + software->starts[machine], count = 0;

    for (uint32_t i = 0; i < software->counts[machine]; i++) {
        row_reader_move(reader, rows[i]);
        struct bom_piece piece = read_piece(reader, &systems->machines[machine]);
        uint32_t number = add_piece(software, &piece, record);
        if (number == INTERN_NONE) {
            return err_no_memory(err);
        }
        if (software->last[number] != machine + 1) {
            software->last[number] = machine + 1;
            software->machines[number]++;
            rows[count++] = number;
        }
    }
    software->counts[machine] = count;
    return ERR_OK;
}

static enum err_code allocate(uint32_t machines, const struct table *table, struct bom_software *software,
                              struct err *err) {
    struct budget *budget = table ? table_budget(table) : NULL;
    size_t rows = table ? table_rows(table) : 0;

    software->pieces = intern_new_within(budget);
    software->of_machines = budget_alloc(budget, rows + 1, sizeof *software->of_machines);
    software->starts = calloc((size_t)machines + 1, sizeof *software->starts);
    software->counts = calloc((size_t)machines + 1, sizeof *software->counts);
    return software->pieces && software->of_machines && software->starts && software->counts ? ERR_OK
                                                                                             : err_no_memory(err);
}

enum err_code bom_software_read(const struct bom_request *request, const struct bom_systems *systems,
                                struct bom_software *software, struct err *err) {
    const struct table *table = inventory_table(snapshot_inventory(request->snapshot), TABLE_SOFTWARE);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer record = {0};
    uint32_t machines = bom_machine_count(systems), rows = table ? table_rows(table) : 0;
    enum err_code code = allocate(machines, table, software, err);

    if (code != ERR_OK || !table) {
        return code;
    }
    code = row_reader_new(table, &reader, err);
    if (code == ERR_OK) {
        count_rows(systems, reader, rows, software);
        place_rows(systems, reader, rows, software);
    }
    for (uint32_t i = 0; code == ERR_OK && i < machines; i++) {
        code = read_machine(systems, i, reader, software, &record, err);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}
