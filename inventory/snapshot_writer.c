#include "base/csv_write.h"
#include "base/sorter.h"
#include "base/staging.h"
#include "base/text.h"
#include "inventory/manifest.h"
#include "inventory/snapshot.h"

#include <stdlib.h>

/* Rows are sorted by device_id and then by all cells. The sorter's key holds the row itself: the device_id, then every
 * cell in the schema's order, each followed by a NUL. NUL is below all bytes of cells, so the order of keys is that of
 * the cells one after the other. */

struct snapshot_writer {
    struct staging *staging;
    char *tmpdir;
    size_t run_bytes;
    struct sorter *sorters[TABLE_COUNT]; /* NULL while a table has no row */
    struct buffer key;
};

void snapshot_writer_free(struct snapshot_writer *writer) {
    if (writer) {
        for (size_t i = 0; i < TABLE_COUNT; i++) {
            sorter_free(writer->sorters[i]);
        }
        staging_free(writer->staging);
        buffer_done(&writer->key);
        free(writer->tmpdir);
        free(writer);
    }
}

static struct snapshot_writer *writer_new(const char *tmpdir) {
    struct snapshot_writer *writer = calloc(1, sizeof *writer);

    if (writer) {
        writer->tmpdir = strdup(tmpdir);
    }
    if (writer && !writer->tmpdir) {
        snapshot_writer_free(writer);
        return NULL;
    }
    return writer;
}

enum err_code snapshot_writer_new(const char *path, const char *tmpdir, struct snapshot_writer **ret_writer,
                                  struct err *err) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = writer_new(tmpdir);
    enum err_code code = writer ? staging_begin(path, NULL, &writer->staging, err) : err_no_memory(err);

    if (!code) {
        *ret_writer = TAKE_PTR(writer);
    }
    return code;
}

enum err_code snapshot_writer_take_up(const char *path, const char *tmpdir, const char *kept,
                                      struct snapshot_writer **ret_writer, bool *ret_found, struct err *err) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = writer_new(tmpdir);
    enum err_code code = writer ? staging_take_up(path, kept, &writer->staging, ret_found, err) : err_no_memory(err);

    if (!code) {
        *ret_writer = TAKE_PTR(writer);
    }
    return code;
}

void snapshot_writer_limit(struct snapshot_writer *writer, size_t run_bytes) {
    writer->run_bytes = run_bytes;
}

int snapshot_writer_fd(const struct snapshot_writer *writer) {
    return staging_fd(writer->staging);
}

/* What a device sent may be any bytes: those that are no text become U+FFFD, as does NUL, which CSV cannot hold. */
#define REPLACEMENT STR("\xEF\xBF\xBD")

static void append_clean(struct buffer *key, struct str cell) {
    const char *nul;

    if (cell.n == 0) {
        buffer_append_char(key, '\0');
        return;
    }
    while (cell.n && (nul = memchr(cell.p, '\0', cell.n))) {
        text_append_repaired(str_range(cell.p, nul), key);
        buffer_append(key, REPLACEMENT);
        cell = str_range(nul + 1, cell.p + cell.n);
    }
    text_append_repaired(cell, key);
    buffer_append_char(key, '\0');
}

static enum err_code sorter_of(struct snapshot_writer *writer, enum table_id table, struct sorter **ret_sorter,
                               struct err *err) {
    enum err_code code = ERR_OK;

    if (!writer->sorters[table]) {
        code = sorter_new(1, writer->run_bytes, writer->tmpdir, &writer->sorters[table], err);
    }
    if (!code) {
        *ret_sorter = writer->sorters[table];
    }
    return code;
}

enum err_code snapshot_writer_row(struct snapshot_writer *writer, enum table_id table, const struct str *cells,
                                  struct err *err) {
    const struct table_def *def = schema_table(table);
    struct sorter *sorter;
    unsigned device;
    enum err_code code = sorter_of(writer, table, &sorter, err);

    if (code) {
        return code;
    }
    buffer_reset(&writer->key);
    append_clean(&writer->key, schema_column_by_name(table, STR("device_id"), &device) ? cells[device] : STR_NONE);
    for (unsigned i = 0; i < def->column_count; i++) {
        append_clean(&writer->key, cells[i]);
    }
    if (writer->key.failed) {
        return err_no_memory(err);
    }
    return sorter_add(sorter, 0, buffer_view(&writer->key), STR_NONE, err);
}

static void write_headings(struct csv_writer *csv, const struct table_def *def) {
    for (unsigned i = 0; i < def->column_count; i++) {
        csv_write_cstr(csv, def->columns[i].name);
    }
    csv_end_row(csv);
}

static enum err_code write_rows(struct sorter *sorter, const struct table_def *def, struct csv_writer *csv,
                                struct err *err) {
    enum err_code code = sorter_finish(sorter, NULL, err);
    bool has_more = true;

    while (!code) {
        struct str key, payload, cells[COLUMNS_MAX];
        code = sorter_next(sorter, &has_more, &key, &payload, err);
        if (code || !has_more) {
            break;
        }
        str_cut(&key, '\0', &cells[0]); /* the device again */
        for (unsigned i = 0; i < def->column_count; i++) {
            str_cut(&key, '\0', &cells[i]);
        }
        csv_write_row(csv, cells, def->column_count);
    }
    return code;
}

static enum err_code write_table(struct snapshot_writer *writer, enum table_id table, struct manifest *manifest,
                                 struct err *err) {
    struct inventory_file *file = &manifest->files[table];
    struct sorter *sorter = writer->sorters[table];
    struct csv_writer *csv;
    struct output *output;
    enum err_code code;
    char name[64];

    if (!manifest_file_name(table, name) || (table == TABLE_KEYS && !manifest->info.has_keys)) {
        return ERR_OK;
    }
    code = output_create(staging_fd(writer->staging), name, &output, err);
    if (code) {
        return code;
    }
    csv = csv_writer_new(output, CSV_CANONICAL);
    if (csv) {
        write_headings(csv, schema_table(table));
    }
    code = !csv ? err_no_memory(err) : sorter ? write_rows(sorter, schema_table(table), csv, err) : ERR_OK;
    csv_writer_free(csv);
    if (code) {
        output_abandon(output);
        return code;
    }
    file->rows = sorter ? sorter_count(sorter) : 0;
    file->bytes = output_size(output);
    manifest->has_file[table] = true;
    return output_close(output, true, &file->digest, err);
}

enum err_code snapshot_writer_commit(struct snapshot_writer *writer, const struct snapshot_info *info,
                                     struct err *err) {
    struct manifest manifest = {.info = *info};
    enum err_code code = ERR_OK;

    for (enum table_id table = 0; !code && table < TABLE_COUNT; table++) {
        code = write_table(writer, table, &manifest, err);
    }
    if (!code) {
        code = manifest_write(staging_fd(writer->staging), &manifest, err);
    }
    return code ? code : staging_commit(writer->staging, true, err);
}
