#include "bom/bom_systems.h"

#include "base/record.h"
#include "inventory/row_cells.h"

#include <stdlib.h>

void bom_systems_done(struct bom_systems *systems) {
    row_reader_free(systems->reader);
    intern_free(systems->ids);
    intern_free(systems->names);
    arena_free(systems->arena);
    free(systems->machines);
}

uint32_t bom_machine_count(const struct bom_systems *systems) {
    return intern_count(systems->ids);
}

struct bom_system bom_system_of(const struct bom_systems *systems, uint32_t system) {
    struct str rest = intern_text(systems->names, system);
    struct bom_system parts = {0};

    (void)(record_get_str(&rest, &parts.name) && record_get_str(&rest, &parts.version) &&
           record_get_str(&rest, &parts.edition));
    return parts;
}

static bool is_asked_for(const struct bom_request *request, struct str id) {
    for (size_t i = 0; i < request->device_count; i++) {
        if (str_eq(id, str_from(request->devices[i]))) {
            return true;
        }
    }
    return request->device_count == 0;
}

static struct package_distribution read_distribution(struct bom_systems *systems, struct buffer *scratch) {
    buffer_reset(scratch);
    struct package_distribution distribution =
        package_distribution_of(row_reader_text(systems->reader, DEVICES_OS_NAME),
                                row_reader_text(systems->reader, DEVICES_OS_VERSION), scratch);

    distribution.distro = arena_dup(systems->arena, distribution.distro);
    return distribution;
}

static uint32_t add_name(struct bom_systems *systems, struct buffer *scratch) {
    if (!row_reader_text(systems->reader, DEVICES_OS_NAME).n) {
        return INTERN_NONE;
    }
    buffer_reset(scratch);
    record_put_str(scratch, row_reader_text(systems->reader, DEVICES_OS_NAME));
    record_put_str(scratch, row_reader_text(systems->reader, DEVICES_OS_VERSION));
    record_put_str(scratch, row_reader_text(systems->reader, DEVICES_OS_EDITION));
    return intern_add(systems->names, buffer_view(scratch));
}

/* The row that the reader stands on; a second one with the same id tells nothing new. */
static bool add_machine(struct bom_systems *systems, uint32_t row, struct buffer *scratch) {
    struct str id = row_reader_text(systems->reader, DEVICES_DEVICE_ID);
    uint32_t count = intern_count(systems->ids), number = intern_add(systems->ids, id);

    if (number < count) {
        return true;
    }
    if (number == INTERN_NONE) {
        return false;
    }
    systems->machines[number] = (struct bom_machine){
        .row = row, .system = add_name(systems, scratch), .distribution = read_distribution(systems, scratch)};
    return !scratch->failed && !arena_failed(systems->arena);
}

static enum err_code add_rows(const struct bom_request *request, struct bom_systems *systems, struct err *err) {
    CLEANUP(buffer_done) struct buffer scratch = {0};

    for (uint32_t row = 0; row < table_rows(systems->table); row++) {
        row_reader_move(systems->reader, row);
        struct str id = row_reader_text(systems->reader, DEVICES_DEVICE_ID);
        if (id.n && is_asked_for(request, id) && !add_machine(systems, row, &scratch)) {
            return err_no_memory(err);
        }
    }
    return row_reader_error(systems->reader, err);
}

static enum err_code check_devices(const struct bom_request *request, const struct bom_systems *systems,
                                   struct err *err) {
    for (size_t i = 0; i < request->device_count; i++) {
        struct str id = str_from(request->devices[i]);
        if (intern_find(systems->ids, id) == INTERN_NONE) {
            return err_set(err, ERR_USAGE, NULL, id, STR("device_id"));
        }
    }
    return ERR_OK;
}

enum err_code bom_systems_read(const struct bom_request *request, struct bom_systems *systems, struct err *err) {
    systems->table = inventory_table(snapshot_inventory(request->snapshot), TABLE_DEVICES);
    systems->ids = intern_new();
    systems->names = intern_new();
    systems->arena = arena_new();
    size_t rows = systems->table ? table_rows(systems->table) : 0;
    systems->machines = calloc(rows + 1, sizeof *systems->machines);
    if (!systems->ids || !systems->names || !systems->arena || !systems->machines) {
        return err_no_memory(err);
    }
    enum err_code code = ERR_OK;
    if (systems->table) {
        code = row_reader_new(systems->table, &systems->reader, err);
        code = code == ERR_OK ? add_rows(request, systems, err) : code;
    }
    return code == ERR_OK ? check_devices(request, systems, err) : code;
}
