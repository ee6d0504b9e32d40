#include "tests/unit/support/ministry.h"

#include "inventory/snapshot.h"
#include "tests/unit/support/require.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct ministry {
    char root[256];
    struct diagnostics *diagnostics;
    struct inventory *ledger;
    struct snapshot *snapshot;
};

static const struct read_options options = {.tmpdir = "/tmp", .keeps_machine_keys = true};

static void write_ledger_file(const char *root, const char *name, const char *text) {
    char path[512];

    if (!text) {
        return;
    }
    snprintf(path, sizeof path, "%s/ledger/%s", root, name);
    scratch_write(path, str_from(text));
}

static void add_row(struct snapshot_writer *writer, enum table_id table, const unsigned *columns, struct str line) {
    struct str cells[COLUMNS_MAX] = {0}, cell;

    for (size_t i = 0; str_cut(&line, ',', &cell); i++) {
        cells[columns[i]] = cell;
    }
    require(snapshot_writer_row(writer, table, cells, NULL) == ERR_OK, "adding a row");
}

static void add_rows(struct snapshot_writer *writer, enum table_id table, const char *text) {
    struct str rest = str_from(text), headings, line, heading;
    unsigned columns[COLUMNS_MAX] = {0};

    if (!text) {
        return;
    }
    require(str_cut(&rest, '\n', &headings), "headings");
    for (size_t i = 0; str_cut(&headings, ',', &heading); i++) {
        require(schema_column_by_name(table, heading, &columns[i]), heading.p);
    }
    while (str_cut(&rest, '\n', &line)) {
        if (line.n) {
            add_row(writer, table, columns, line);
        }
    }
}

static void write_snapshot(const char *path, const struct ministry_text *text) {
    struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("test")};

    require(snapshot_writer_new(path, "/tmp", &writer, NULL) == ERR_OK, path);
    add_rows(writer, TABLE_DEVICES, text->devices);
    add_rows(writer, TABLE_SOFTWARE, text->installed);
    add_rows(writer, TABLE_PROBES, text->probes);
    add_rows(writer, TABLE_NEIGHBORS, text->neighbors);
    add_rows(writer, TABLE_INTERFACES, text->interfaces);
    add_rows(writer, TABLE_GUESTS, text->guests);
    for (size_t i = 0; i < text->other_count; i++) {
        if (text->others[i].is_observed) {
            add_rows(writer, text->others[i].table, text->others[i].text);
        }
    }
    require(snapshot_writer_commit(writer, &info, NULL) == ERR_OK, "committing");
    snapshot_writer_free(writer);
}

static void write_ledger(const char *root, const struct ministry_text *text) {
    write_ledger_file(root, "devices.csv", text->assets);
    write_ledger_file(root, "software.csv", text->listed);
    write_ledger_file(root, "places.csv", text->places);
    write_ledger_file(root, "connections.csv", text->connections);
    write_ledger_file(root, "clusters.csv", text->clusters);
    for (size_t i = 0; i < text->other_count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.csv", schema_table(text->others[i].table)->name);
        write_ledger_file(root, name, text->others[i].is_observed ? NULL : text->others[i].text);
    }
}

struct ministry *ministry_new(const struct ministry_text *text) {
    struct ministry *ministry = calloc(1, sizeof *ministry);
    char path[512];

    require(ministry, "memory");
    scratch_directory("genkyo-ministry", ministry->root, sizeof ministry->root);
    ministry->diagnostics = diagnostics_new();
    snprintf(path, sizeof path, "%s/ledger", ministry->root);
    require(mkdir(path, 0700) == 0, path);
    write_ledger(ministry->root, text);
    require(ledger_read(path, &options, ministry->diagnostics, &ministry->ledger, NULL) == ERR_OK, "reading a ledger");
    snprintf(path, sizeof path, "%s/snapshot", ministry->root);
    write_snapshot(path, text);
    require(snapshot_read(path, &options, ministry->diagnostics, &ministry->snapshot, NULL) == ERR_OK,
            "reading a snapshot");
    return ministry;
}

void ministry_free(struct ministry *ministry) {
    if (!ministry) {
        return;
    }
    inventory_free(ministry->ledger);
    snapshot_free(ministry->snapshot);
    diagnostics_free(ministry->diagnostics);
    scratch_remove_all(ministry->root);
    free(ministry);
}

const struct inventory *ministry_ledger(const struct ministry *ministry) {
    return ministry->ledger;
}

const struct inventory *ministry_snapshot(const struct ministry *ministry) {
    return snapshot_inventory(ministry->snapshot);
}

const struct table *ministry_assets(const struct ministry *ministry) {
    return inventory_table(ministry->ledger, TABLE_DEVICES);
}

const struct table *ministry_devices(const struct ministry *ministry) {
    return inventory_table(ministry_snapshot(ministry), TABLE_DEVICES);
}

void ministry_cell(const struct table *table, uint32_t row, unsigned column, char *to, size_t size) {
    struct row_reader *reader = NULL;

    require(row_reader_new(table, &reader, NULL) == ERR_OK, "row_reader_new");
    row_reader_move(reader, row);
    snprintf(to, size, "%.*s", STR_FMT(row_reader_text(reader, column)));
    row_reader_free(reader);
}
