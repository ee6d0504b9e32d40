#include "inventory/probe_parts.h"

#include "base/intern.h"
#include "inventory/row_cells.h"
#include "inventory/schema.h"

#include <stdlib.h>

struct probe_parts {
    struct intern *ids[PROBE_PART_COUNT]; /* of the devices whose part was read whole */
};

static const char *const names[PROBE_PART_COUNT] = {[PROBE_PART_LOGINS] = "logins", [PROBE_PART_UPDATES] = "updates"};

static bool add_probe(struct probe_parts *parts, struct row_reader *probe) {
    struct str id = row_reader_text(probe, PROBES_DEVICE_ID);

    for (unsigned part = 0; part < PROBE_PART_COUNT; part++) {
        if (!str_is_empty(id) &&
            row_reader_has_part(probe, TABLE_PROBES, PROBES_SECTIONS_COMPLETE, str_from(names[part])) &&
            intern_add(parts->ids[part], id) == INTERN_NONE) {
            return false;
        }
    }
    return true;
}

static enum err_code read_probes(struct probe_parts *parts, const struct table *probes, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *probe = NULL;
    enum err_code code = row_reader_new(probes, &probe, err);

    for (uint32_t row = 0; !code && row < table_rows(probes); row++) {
        row_reader_move(probe, row);
        code = add_probe(parts, probe) ? ERR_OK : err_no_memory(err);
    }
    return code ? code : row_reader_error(probe, err);
}

enum err_code probe_parts_new(const struct table *probes, struct budget *budget, struct probe_parts **ret_parts,
                              struct err *err) {
    CLEANUP(probe_parts_free_cleanup) struct probe_parts *parts = calloc(1, sizeof *parts);
    enum err_code code = parts ? ERR_OK : err_no_memory(err);

    for (unsigned part = 0; !code && part < PROBE_PART_COUNT; part++) {
        parts->ids[part] = intern_new_within(budget);
        code = parts->ids[part] ? ERR_OK : err_no_memory(err);
    }
    if (!code && probes) {
        code = read_probes(parts, probes, err);
    }
    if (!code) {
        *ret_parts = TAKE_PTR(parts);
    }
    return code;
}

void probe_parts_free(struct probe_parts *parts) {
    if (parts) {
        for (unsigned part = 0; part < PROBE_PART_COUNT; part++) {
            intern_free(parts->ids[part]);
        }
        free(parts);
    }
}

bool probe_parts_is_read(const struct probe_parts *parts, struct row_reader *device, enum probe_part part) {
    if (!device_section_is_read(device, str_from(names[part]))) {
        return false;
    }
    return (part == PROBE_PART_LOGINS && !str_is_empty(row_reader_text(device, DEVICES_LAST_LOGIN_AT))) ||
           intern_find(parts->ids[part], row_reader_text(device, DEVICES_DEVICE_ID)) != INTERN_NONE;
}
