#include "findings/verdict_tables.h"

#include <stdlib.h>

/* One thread's readers, for columns that are not coded. */
struct rows {
    struct row_reader *asset, *device;
};

struct verdict_tables {
    const struct table *assets, *devices;
    unsigned workers;
    struct rows rows[];
};

static enum err_code open_reader(const struct table *table, struct row_reader **reader, struct err *err) {
    return table ? row_reader_new(table, reader, err) : ERR_OK;
}

enum err_code verdict_tables_new(const struct table *assets, const struct table *devices, unsigned workers,
                                 struct verdict_tables **ret_tables, struct err *err) {
    CLEANUP(verdict_tables_free_cleanup)
    struct verdict_tables *tables = calloc(1, sizeof *tables + workers * sizeof tables->rows[0]);
    enum err_code code = tables ? ERR_OK : err_no_memory(err);

    if (code) {
        return code;
    }
    tables->assets = assets;
    tables->devices = devices;
    tables->workers = workers;
    for (unsigned i = 0; !code && i < workers; i++) {
        code = open_reader(assets, &tables->rows[i].asset, err);
        if (!code) {
            code = open_reader(devices, &tables->rows[i].device, err);
        }
    }
    if (!code) {
        *ret_tables = TAKE_PTR(tables);
    }
    return code;
}

void verdict_tables_free(struct verdict_tables *tables) {
    if (tables) {
        for (unsigned i = 0; i < tables->workers; i++) {
            row_reader_free(tables->rows[i].asset);
            row_reader_free(tables->rows[i].device);
        }
        free(tables);
    }
}

/* Codes are at hand without a look at the row. */
static struct str text_of(const struct table *table, struct row_reader *reader, uint32_t row, unsigned column) {
    uint32_t code = table_code(table, column, row);

    if (code != TABLE_UNCODED) {
        return table_code_text(table, column, code);
    }
    if (!table_has_column(table, column)) {
        return STR_NONE;
    }
    row_reader_move(reader, row);
    return row_reader_text(reader, column);
}

static void describe(void *context, unsigned worker, const struct verdict *verdict, struct verdict_texts *ret_texts) {
    const struct verdict_tables *tables = context;
    const struct rows *rows = &tables->rows[worker];
    bool has_asset = verdict->asset != VERDICT_NO_ROW, has_device = verdict->device != VERDICT_NO_ROW;
    const struct table *table = has_asset ? tables->assets : tables->devices;
    struct row_reader *reader = has_asset ? rows->asset : rows->device;
    uint32_t row = has_asset ? verdict->asset : verdict->device;

    *ret_texts = (struct verdict_texts){
        .system = text_of(table, reader, row, DEVICES_SYSTEM),
        .department = text_of(table, reader, row, DEVICES_DEPARTMENT),
        .location = text_of(table, reader, row, DEVICES_LOCATION),
        .device_kind = text_of(table, reader, row, DEVICES_KIND),
        .status = text_of(table, reader, row, DEVICES_STATUS),
    };
    if (has_device) {
        ret_texts->observed_at = text_of(tables->devices, rows->device, verdict->device, DEVICES_OBSERVED_AT);
    }
}

struct verdict_source verdict_tables_source(struct verdict_tables *tables) {
    return (struct verdict_source){tables, describe};
}

enum err_code verdict_tables_error(const struct verdict_tables *tables, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; !code && i < tables->workers; i++) {
        const struct rows *rows = &tables->rows[i];
        code = rows->asset ? row_reader_error(rows->asset, err) : ERR_OK;
        if (!code && rows->device) {
            code = row_reader_error(rows->device, err);
        }
    }
    return code;
}
