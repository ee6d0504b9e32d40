#include "cli/draft.h"

#include "base/arena.h"
#include "base/intern.h"
#include "inventory/identity.h"
#include "products/title.h"

/* The asset numbers given, by the number of the device id. */
struct drafted {
    struct arena *arena;
    struct intern *devices;
    struct str *assets;
    struct intern *labels; /* normal forms of asset tags */
    uint32_t *holders;     /* by number of the label: how many machines have it */
};

/* The number of the row's label; INTERN_NONE when its tag is none, or memory is out. */
static uint32_t label_of(struct drafted *drafted, struct row_reader *reader) {
    CLEANUP(buffer_done) struct buffer label = {0};

    if (!identity_normalise(KEY_ASSET_ID, row_reader_text(reader, DEVICES_ASSET_TAG), &label)) {
        return INTERN_NONE;
    }
    return intern_add(drafted->labels, buffer_view(&label));
}

/* A tag that two machines have is no label: makers print part numbers there. */
static enum err_code count_labels(struct drafted *drafted, const struct table *devices, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(devices, &reader, err);

    drafted->holders = arena_alloc_array(drafted->arena, (size_t)table_rows(devices) + 1, sizeof *drafted->holders);
    if (code != ERR_OK || !drafted->holders) {
        return code != ERR_OK ? code : err_no_memory(err);
    }
    for (uint32_t row = 0; row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        uint32_t label = label_of(drafted, reader);
        if (label != INTERN_NONE) {
            drafted->holders[label]++;
        }
    }
    return row_reader_error(reader, err);
}

static struct str asset_number(struct drafted *drafted, struct row_reader *reader, uint32_t row) {
    uint32_t label = label_of(drafted, reader);

    if (label != INTERN_NONE && drafted->holders[label] == 1) {
        return arena_dup(drafted->arena, row_reader_text(reader, DEVICES_ASSET_TAG));
    }
    return arena_printf(drafted->arena, "DRAFT-%04u", row + 1);
}

static enum err_code note_device(struct drafted *drafted, struct row_reader *reader, uint32_t row, struct err *err) {
    drafted->assets[row] = asset_number(drafted, reader, row);
    if (intern_add(drafted->devices, row_reader_text(reader, DEVICES_DEVICE_ID)) != row) {
        return err_set(err, ERR_ID_TWICE, "devices.csv", row_reader_text(reader, DEVICES_DEVICE_ID), STR("device_id"));
    }
    return arena_failed(drafted->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code draft_device(struct drafted *drafted, struct row_reader *reader, uint32_t row,
                                  struct ledger_writer *writer, struct err *err) {
    struct str cells[COLUMNS_MAX];

    enum err_code code = note_device(drafted, reader, row, err);
    for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        cells[column] = row_reader_text(reader, column);
    }
    cells[DEVICES_ASSET_ID] = drafted->assets[row];
    if (str_is_empty(cells[DEVICES_STATUS])) {
        cells[DEVICES_STATUS] = STR("active");
    }
    return code == ERR_OK ? ledger_writer_row(writer, cells, err) : code;
}

static enum err_code draft_devices(struct drafted *drafted, const struct table *devices, struct ledger_writer *writer,
                                   struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(devices, &reader, err);

    drafted->assets = arena_alloc_array(drafted->arena, table_rows(devices), sizeof(struct str));
    if (code == ERR_OK && !drafted->assets) {
        code = err_no_memory(err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        code = draft_device(drafted, reader, row, writer, err);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static bool is_wanted(struct row_reader *reader, const struct draft_options *options) {
    return options->all_software || title_class_of_source(row_reader_text(reader, SOFTWARE_SOURCE)) != TITLE_OS_PACKAGE;
}

static enum err_code draft_software(const struct drafted *drafted, const struct table *software,
                                    const struct draft_options *options, struct ledger_writer *writer,
                                    struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(software, &reader, err);
    struct str cells[COLUMNS_MAX];

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(software); row++) {
        row_reader_move(reader, row);
        uint32_t device = intern_find(drafted->devices, row_reader_text(reader, SOFTWARE_DEVICE_ID));
        if (device == INTERN_NONE || !is_wanted(reader, options)) {
            continue;
        }
        for (unsigned column = 0; column < SOFTWARE_COLUMN_COUNT; column++) {
            cells[column] = row_reader_text(reader, column);
        }
        cells[SOFTWARE_ASSET_ID] = drafted->assets[device];
        code = ledger_writer_row(writer, cells, err);
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code draft_table(struct drafted *drafted, int dir_fd, const struct inventory *snapshot,
                                 enum table_id table, const struct draft_options *options, struct err *err) {
    const struct table *rows = snapshot ? inventory_table(snapshot, table) : NULL;
    bool is_drafted = snapshot && (table == TABLE_DEVICES || table == TABLE_SOFTWARE);
    struct ledger_writer *writer;

    enum err_code code = ledger_writer_new(dir_fd, table, options->language, options->encoding, &writer, err);
    if (code != ERR_OK) {
        return code;
    }
    if (rows && table == TABLE_DEVICES) {
        code = count_labels(drafted, rows, err);
        code = code == ERR_OK ? draft_devices(drafted, rows, writer, err) : code;
    } else if (rows && table == TABLE_SOFTWARE) {
        code = draft_software(drafted, rows, options, writer, err);
    } else if (!is_drafted) {
        code = ledger_writer_example(writer, err);
    }
    if (code != ERR_OK) {
        ledger_writer_abandon(writer);
        return code;
    }
    return ledger_writer_close(writer, err);
}

enum err_code draft_ledger(int dir_fd, const struct inventory *snapshot, const struct draft_options *options,
                           struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(intern_free_cleanup) struct intern *devices = intern_new();
    CLEANUP(intern_free_cleanup) struct intern *labels = intern_new();
    struct drafted drafted = {.arena = arena, .devices = devices, .labels = labels};
    enum err_code code = arena && devices && labels ? ERR_OK : err_no_memory(err);

    /* devices first: software refers to the numbers they got */
    for (enum table_id table = 0; code == ERR_OK && table < TABLE_COUNT; table++) {
        if (schema_table(table)->kind == TABLE_KIND_LEDGER) {
            code = draft_table(&drafted, dir_fd, snapshot, table, options, err);
        }
    }
    return code;
}
