#include "findings/finding_rows.h"
#include "lifecycle/stock_tables.h"

#include <stdlib.h>

struct stock_reader {
    const struct stock *stock;
    struct row_reader *asset, *device; /* NULL without such a table */
    struct arena *arena;
};

enum err_code stock_reader_new(const struct stock *stock, struct stock_reader **ret_reader, struct err *err) {
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = calloc(1, sizeof *reader);

    if (!reader || !(reader->arena = arena_new())) {
        return err_no_memory(err);
    }
    reader->stock = stock;
    struct stock_tables tables = stock_tables_of(stock_input(stock));
    enum err_code code = row_reader_open(tables.assets, &reader->asset, err);
    if (code == ERR_OK) {
        code = row_reader_open(tables.devices, &reader->device, err);
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
    const struct row_reader *const readers[] = {reader->asset, reader->device};

    return arena_failed(reader->arena) ? err_no_memory(err) : row_readers_error(readers, ARRAY_LEN(readers), err);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

struct row_reader *stock_reader_asset(struct stock_reader *reader, uint32_t machine) {
    return row_reader_at(reader->asset, stock_machine(reader->stock, machine)->asset);
}

static struct row_reader *device_of(struct stock_reader *reader, uint32_t machine) {
    return row_reader_at(reader->device, stock_machine(reader->stock, machine)->device);
}

void stock_reader_set_machine(struct stock_reader *reader, struct finding *finding, uint32_t machine) {
    struct row_reader *asset = stock_reader_asset(reader, machine);
    struct row_reader *device = device_of(reader, machine);

    if (asset) {
        finding_set_asset(finding, asset, reader->arena);
    }
    if (device) {
        finding_set_device(finding, device, reader->arena);
    }
}
