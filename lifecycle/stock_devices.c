#include "lifecycle/stock_devices.h"

#include "inventory/virtual_hardware.h"
#include "inventory/words.h"
#include "products/product_titles.h"

#include <stdlib.h>

enum { MACHINES_PER_TASK = 512 };

/* The families of operating systems, by code of the column. */
struct system_names {
    const struct table *table;
    uint32_t *families; /* NULL: the column is not coded, and nothing is known of them */
};

struct reading {
    struct stock_build *build;
    struct system_names observed, documented;
};

/* A machine at hand; the readers stand on its rows, NULL where it has none. */
struct rows {
    struct stock_worker *worker;
    struct row_reader *asset, *device;
    const struct stock_machine *machine;
    uint32_t number;
};

/* One side of it. */
struct side {
    const struct table *table;
    struct row_reader *reader;
    uint32_t row;
};

/* --- what kind of machine ------------------------------------------------------------------------------------------
 */

static struct value value_of(struct row_reader *reader, unsigned column) {
    return reader ? row_reader_value(reader, column) : (struct value){0};
}

static bool is_of_kind(struct row_reader *reader, enum device_kind kind) {
    struct value value = value_of(reader, DEVICES_KIND);
    return value.is_set && value.number == (int64_t)kind;
}

static bool is_made_up(struct row_reader *reader) {
    return reader && virtual_is_hardware_of(row_reader_text(reader, DEVICES_MANUFACTURER),
                                            row_reader_text(reader, DEVICES_MODEL));
}

/* What was observed of it goes before what is documented. */
static bool is_virtual(const struct rows *rows) {
    struct value observed = value_of(rows->device, DEVICES_VIRTUAL);
    struct value documented = value_of(rows->asset, DEVICES_VIRTUAL);

    if (is_of_kind(rows->device, KIND_VM) || is_made_up(rows->device)) {
        return true;
    }
    if (observed.is_set || documented.is_set) {
        return (observed.is_set ? observed : documented).number != 0;
    }
    return is_of_kind(rows->asset, KIND_VM) || is_made_up(rows->asset) || rows->machine->host != STOCK_NONE;
}

/* Machines whose firmware is what their maker supports, version by version. What firmware a server or a PC has says
 * nothing about its support. */
static bool has_firmware_of_its_own(const struct rows *rows) {
    static const bool kinds[] = {
        [KIND_SWITCH] = true,   [KIND_ROUTER] = true,    [KIND_FIREWALL] = true,
        [KIND_WIRELESS] = true, [KIND_STORAGE] = true,   [KIND_PRINTER] = true,
        [KIND_UPS] = true,      [KIND_APPLIANCE] = true, [KIND_OTHER] = false,
    };
    struct value kind = value_of(rows->asset, DEVICES_KIND);

    kind = kind.is_set ? kind : value_of(rows->device, DEVICES_KIND);
    return kind.is_set && kinds[kind.number];
}

/* --- drafts --------------------------------------------------------------------------------------------------------
 */

static bool says(const struct side *side, unsigned column) {
    return side->reader && row_reader_text(side->reader, column).n > 0;
}

/* The first side that says something in the column: what was observed, else what is documented. */
static const struct side *side_with(const struct side sides[2], unsigned column) {
    for (unsigned i = 0; i < 2; i++) {
        if (says(&sides[i], column)) {
            return &sides[i];
        }
    }
    return NULL;
}

static bool add(const struct rows *rows, const struct side *side, enum stock_source source) {
    return stock_drafts_add(&rows->worker->drafts, side->table, side->reader, source, side->row, rows->number);
}

static uint32_t system_of(const struct reading *reading, const struct side *side) {
    const struct system_names *names =
        side->table == reading->observed.table ? &reading->observed : &reading->documented;
    uint32_t code = table_code(side->table, DEVICES_OS_NAME, side->row);

    return names->families && code != TABLE_UNCODED ? names->families[code] : FAMILY_NONE;
}

/* Of firmware by the name of an operating system the version may stand in either column. */
static bool add_system(const struct rows *rows, const struct side *side) {
    bool is_by_firmware =
        !says(side, DEVICES_OS_VERSION) && says(side, DEVICES_FIRMWARE_VERSION) && has_firmware_of_its_own(rows);
    return add(rows, side, is_by_firmware ? SOURCE_SYSTEM_FIRMWARE : SOURCE_SYSTEM);
}

static bool add_drafts(const struct reading *reading, const struct rows *rows) {
    struct stock_build *build = reading->build;
    const struct side sides[] = {{build->devices, rows->device, rows->machine->device},
                                 {build->assets, rows->asset, rows->machine->asset}};
    const struct side *model = side_with(sides, DEVICES_MODEL), *system = side_with(sides, DEVICES_OS_NAME);
    const struct side *firmware = system ? NULL : side_with(sides, DEVICES_FIRMWARE_VERSION);
    struct stock_facts *facts = &build->machines->facts[rows->number];

    facts->has_system = system != NULL;
    facts->system = system ? system_of(reading, system) : FAMILY_NONE;
    if (model && !is_virtual(rows) && !add(rows, model, SOURCE_MODEL)) {
        return false;
    }
    if (system && !add_system(rows, system)) {
        return false;
    }
    bool is_known = firmware && says(firmware, DEVICES_MODEL) && has_firmware_of_its_own(rows);
    return !is_known || add(rows, firmware, SOURCE_FIRMWARE);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

/* False for the number of a device that is an asset's. */
static bool set_rows(const struct stock_machines *machines, uint32_t number, struct stock_machine *machine) {
    *machine = (struct stock_machine){.asset = PAIRING_NONE, .device = PAIRING_NONE, .host = STOCK_NONE};
    if (number < machines->asset_count) {
        machine->asset = number;
        machine->device = pairing_partner(machines->input->pairing, number);
        return true;
    }
    uint32_t device = number - machines->asset_count;
    if (pairing_asset(machines->input->pairing, device) != PAIRING_NONE) {
        return false;
    }
    machine->device = device;
    return true;
}

static bool read_machine(const struct reading *reading, struct stock_worker *worker, uint32_t number) {
    struct stock_machines *machines = reading->build->machines;
    struct stock_machine *machine = &machines->items[number];

    if (!set_rows(machines, number, machine)) {
        return true;
    }
    struct rows rows = {worker, row_reader_at(worker->asset, machine->asset),
                        row_reader_at(worker->device, machine->device), machine, number};
    stock_machines_read_one(machines, number, rows.asset, rows.device, worker->ids);
    if (machines->facts[number].is_in_use) {
        return add_drafts(reading, &rows);
    }
    *machine = (struct stock_machine){.asset = PAIRING_NONE, .device = PAIRING_NONE, .host = STOCK_NONE};
    return true;
}

static enum err_code read_machines(void *context, size_t task, unsigned number, struct err *err) {
    const struct reading *reading = context;
    uint32_t first = (uint32_t)task * MACHINES_PER_TASK, numbers = reading->build->machines->numbers;
    uint32_t end = numbers - first < MACHINES_PER_TASK ? numbers : first + MACHINES_PER_TASK;

    for (uint32_t machine = first; machine < end; machine++) {
        if (!read_machine(reading, &reading->build->workers[number], machine)) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

/* --- names of operating systems ------------------------------------------------------------------------------------
 */

static enum err_code name_systems(const struct stock_build *build, const struct table *table,
                                  struct system_names *names, struct err *err) {
    uint32_t count = table ? table_code_count(table, DEVICES_OS_NAME) : 0;
    enum err_code code = ERR_OK;

    names->table = table;
    if (count == 0) {
        return ERR_OK;
    }
    names->families = malloc(count * sizeof *names->families);
    if (!names->families) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count && code == ERR_OK; i++) {
        struct str title = table_code_text(table, DEVICES_OS_NAME, i);
        code = product_titles_family(build->titles, title, &names->families[i], err);
    }
    return code;
}

enum err_code stock_devices_read(struct stock_build *build, struct err *err) {
    struct reading reading = {.build = build};
    uint32_t numbers = build->machines->numbers;
    enum err_code code = name_systems(build, build->devices, &reading.observed, err);

    if (code == ERR_OK) {
        code = name_systems(build, build->assets, &reading.documented, err);
    }
    if (code == ERR_OK) {
        code = parallel_try(build->pool, ((size_t)numbers + MACHINES_PER_TASK - 1) / MACHINES_PER_TASK, read_machines,
                            &reading, err);
    }
    free(reading.observed.families);
    free(reading.documented.families);
    if (code == ERR_OK) {
        code = stock_build_settle(build, err);
    }
    return code == ERR_OK ? stock_machines_rank(build->machines, err) : code;
}
