#include "base/arena.h"
#include "lifecycle/stock_tables.h"

#include <stdlib.h>

struct stock_reader {
    const struct stock *stock;
    struct stock_tables tables;
    struct row_reader *asset, *device; /* NULL without such a table */
    struct arena *arena;
};

enum err_code stock_reader_new(const struct stock *stock, struct stock_reader **ret_reader, struct err *err) {
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = calloc(1, sizeof *reader);

    if (!reader || !(reader->arena = arena_new())) {
        return err_no_memory(err);
    }
    reader->stock = stock;
    reader->tables = stock_tables_of(stock_input(stock));
    enum err_code code = reader->tables.assets ? row_reader_new(reader->tables.assets, &reader->asset, err) : ERR_OK;
    if (code == ERR_OK && reader->tables.devices) {
        code = row_reader_new(reader->tables.devices, &reader->device, err);
    }
    if (code == ERR_OK) {
        *ret_reader = TAKE_PTR(reader);
    }
    return code;
}

void stock_reader_free(struct stock_reader *reader) {
    if (reader) {
        row_reader_free(reader->asset);
        row_reader_free(reader->device);
        arena_free(reader->arena);
        free(reader);
    }
}

void stock_reader_reset(struct stock_reader *reader) {
    arena_reset(reader->arena);
}

enum err_code stock_reader_error(const struct stock_reader *reader, struct err *err) {
    enum err_code code = arena_failed(reader->arena) ? err_no_memory(err) : ERR_OK;

    if (code == ERR_OK && reader->asset) {
        code = row_reader_error(reader->asset, err);
    }
    return code == ERR_OK && reader->device ? row_reader_error(reader->device, err) : code;
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static struct row_reader *stand_on(struct row_reader *reader, uint32_t row) {
    if (!reader || row == PAIRING_NONE) {
        return NULL;
    }
    row_reader_move(reader, row);
    return reader;
}

struct row_reader *stock_reader_asset(struct stock_reader *reader, uint32_t machine) {
    return stand_on(reader->asset, stock_machine(reader->stock, machine)->asset);
}

struct row_reader *stock_reader_device(struct stock_reader *reader, uint32_t machine) {
    return stand_on(reader->device, stock_machine(reader->stock, machine)->device);
}

static struct str text_of(struct stock_reader *reader, struct row_reader *row, unsigned column) {
    return row ? arena_dup(reader->arena, row_reader_text(row, column)) : STR_NONE;
}

/* What is documented, else what was observed. */
static void set_text(struct stock_reader *reader, struct str *text, struct row_reader *asset, struct row_reader *device,
                     unsigned column) {
    *text = text_of(reader, asset, column);
    *text = text->n ? *text : text_of(reader, device, column);
}

void stock_reader_set_machine(struct stock_reader *reader, struct finding *finding, uint32_t machine) {
    struct row_reader *asset = stock_reader_asset(reader, machine);
    struct row_reader *device = stock_reader_device(reader, machine);

    finding->asset_id = text_of(reader, asset, DEVICES_ASSET_ID);
    finding->device_id = text_of(reader, device, DEVICES_DEVICE_ID);
    finding->subject_kind = asset ? SUBJECT_ASSET : SUBJECT_DEVICE;
    finding->subject = asset ? finding->asset_id : finding->device_id;
    set_text(reader, &finding->hostname, asset, device, DEVICES_HOSTNAME);
    set_text(reader, &finding->system, asset, device, DEVICES_SYSTEM);
    set_text(reader, &finding->department, asset, device, DEVICES_DEPARTMENT);
    set_text(reader, &finding->location, asset, device, DEVICES_LOCATION);
}

/* --- evidence ------------------------------------------------------------------------------------------------------
 */

void stock_reader_set_use(struct stock_reader *reader, struct finding *finding, const struct stock_use *use) {
    const struct stock_tables *tables = &reader->tables;
    const struct table *listed = use->table == TABLE_SOFTWARE ? tables->listed : tables->assets;
    const struct table *observed = use->table == TABLE_SOFTWARE ? tables->installed : tables->devices;
    CLEANUP(buffer_done) struct buffer place = {0};

    table_evidence(use->is_listed ? listed : observed, use->row, &place);
    struct str text = arena_dup(reader->arena, buffer_view(&place));
    if (use->is_listed) {
        finding->ledger_evidence = text;
    } else {
        finding->snapshot_evidence = text;
    }
}
