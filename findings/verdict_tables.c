#include "findings/verdict_tables.h"

#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>

/* One thread's readers, for columns that are not coded, and room for their texts. */
struct rows {
    struct row_reader *asset, *device;
    struct arena *arena; /* reset at each call */
    bool has_failed;     /* memory was out in an earlier call */
};

struct verdict_tables {
    const struct table *assets, *devices;
    unsigned workers;
    struct rows rows[];
};

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
        tables->rows[i].arena = arena_new();
        code = tables->rows[i].arena ? row_reader_open(assets, &tables->rows[i].asset, err) : err_no_memory(err);
        if (!code) {
            code = row_reader_open(devices, &tables->rows[i].device, err);
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
            arena_free(tables->rows[i].arena);
        }
        free(tables);
    }
}

/* The columns of the texts, in their order; the last one is the device's, the others those of the asset, or of a device
 * without one. */
static const unsigned columns[VERDICT_TEXTS] = {
    DEVICES_SYSTEM, DEVICES_DEPARTMENT, DEVICES_LOCATION, DEVICES_KIND, DEVICES_STATUS, DEVICES_OBSERVED_AT,
};

static bool is_of_device(const struct verdict *verdict, size_t text) {
    return verdict->asset == VERDICT_NO_ROW || columns[text] == DEVICES_OBSERVED_AT;
}

void verdict_tables_note(const struct table *assets, const struct table *devices, struct verdict *verdict) {
    static_assert(VERDICT_NO_CODE == TABLE_UNCODED, "what has no code is read from its row");
    for (size_t i = 0; i < VERDICT_TEXTS; i++) {
        bool of_device = is_of_device(verdict, i);
        verdict->codes[i] =
            table_code(of_device ? devices : assets, columns[i], of_device ? verdict->device : verdict->asset);
    }
}

static struct str text_of(const struct verdict_tables *tables, struct rows *rows, const struct verdict *verdict,
                          size_t text) {
    bool of_device = is_of_device(verdict, text);
    const struct table *table = of_device ? tables->devices : tables->assets;
    struct row_reader *reader = of_device ? rows->device : rows->asset;

    if (verdict->codes[text] != VERDICT_NO_CODE) {
        return table_code_text(table, columns[text], verdict->codes[text]);
    }
    if (!table_has_column(table, columns[text])) {
        return STR_NONE;
    }
    row_reader_move(reader, of_device ? verdict->device : verdict->asset);
    return arena_dup(rows->arena, row_reader_text(reader, columns[text]));
}

static struct verdict_texts texts_of(const struct verdict_tables *tables, struct rows *rows,
                                     const struct verdict *verdict) {
    struct str texts[VERDICT_TEXTS];

    for (size_t i = 0; i < VERDICT_TEXTS; i++) {
        texts[i] = text_of(tables, rows, verdict, i);
    }
    return (struct verdict_texts){texts[0], texts[1], texts[2], texts[3], texts[4], texts[5]};
}

static void describe(void *context, unsigned worker, struct verdict *verdicts, size_t count) {
    struct verdict_tables *tables = context;
    struct rows *rows = &tables->rows[worker];

    rows->has_failed = rows->has_failed || arena_failed(rows->arena);
    arena_reset(rows->arena);
    for (size_t i = 0; i < count; i++) {
        if (verdicts[i].device != VERDICT_NO_ROW) {
            verdicts[i].texts = texts_of(tables, rows, &verdicts[i]);
        }
    }
}

struct verdict_source verdict_tables_source(struct verdict_tables *tables) {
    return (struct verdict_source){tables, describe};
}

enum err_code verdict_tables_error(const struct verdict_tables *tables, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; !code && i < tables->workers; i++) {
        const struct rows *rows = &tables->rows[i];
        if (rows->has_failed || arena_failed(rows->arena)) {
            return err_no_memory(err);
        }
        code = row_readers_error((const struct row_reader *const[]){rows->asset, rows->device}, 2, err);
    }
    return code;
}

/* Mostly devices have assets: fewer of their ids stand for those that have none. */
enum { ASSETS_SAMPLED = 4096, DEVICES_SAMPLED = 1024 };

/* Ids of up to MOST rows, spread evenly over the table, copied to the arena. */
static enum err_code sample_ids(const struct table *table, unsigned column, uint32_t most, struct arena *arena,
                                struct str *ids, uint32_t *ret_count, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    uint32_t rows = table ? table_rows(table) : 0, count = rows < most ? rows : most;
    enum err_code code = count ? row_reader_new(table, &reader, err) : ERR_OK;

    for (uint32_t i = 0; code == ERR_OK && i < count; i++) {
        row_reader_move(reader, (uint32_t)((uint64_t)i * rows / count));
        ids[i] = arena_dup(arena, row_reader_text(reader, column));
    }
    if (code == ERR_OK && reader) {
        code = row_reader_error(reader, err);
    }
    *ret_count = count;
    return code == ERR_OK && arena_failed(arena) ? err_no_memory(err) : code;
}

enum err_code verdict_tables_expect(const struct table *assets, const struct table *devices, struct verdict_sink *sink,
                                    struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str *ids = arena ? arena_alloc_array(arena, ASSETS_SAMPLED + DEVICES_SAMPLED, sizeof *ids) : NULL;
    uint32_t asset_count = 0, device_count = 0;

    if (!ids) {
        return err_no_memory(err);
    }
    enum err_code code = sample_ids(assets, DEVICES_ASSET_ID, ASSETS_SAMPLED, arena, ids, &asset_count, err);
    if (code == ERR_OK) {
        code = sample_ids(devices, DEVICES_DEVICE_ID, DEVICES_SAMPLED, arena, ids + asset_count, &device_count, err);
    }
    return code == ERR_OK ? verdict_sink_expect(sink, ids, asset_count, ids + asset_count, device_count, err) : code;
}
