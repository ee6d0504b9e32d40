#include "pairing/machine_hosts.h"

#include "base/budget.h"
#include "inventory/identity.h"
#include "inventory/inventory.h"
#include "pairing/asset_names.h"
#include "pairing/device_numbers.h"

#include <stdlib.h>

#define NONE    PAIRING_NONE
#define SEVERAL (PAIRING_NONE - 1)

static const struct machine_place nowhere = {NONE, NONE};

/* Names, each with the row of a device; SEVERAL where they have it in common. */
struct named_devices {
    struct intern *names;
    uint32_t *devices; /* by name */
    uint32_t capacity;
};

struct machine_hosts {
    struct budget *budget;
    struct asset_names *assets;
    struct intern *ids;            /* pairing/device_numbers.h; NULL without devices */
    struct named_devices by_name;  /* host names */
    struct named_devices by_guest; /* what is listed of guests, with the hosts that list it */
};

void machine_hosts_free(struct machine_hosts *hosts) {
    if (hosts) {
        asset_names_free(hosts->assets);
        intern_free(hosts->ids);
        intern_free(hosts->by_name.names);
        intern_free(hosts->by_guest.names);
        budget_drop(hosts->by_name.devices);
        budget_drop(hosts->by_guest.devices);
        free(hosts);
    }
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

/* False when memory is out. */
static bool note(struct named_devices *named, struct budget *budget, struct str name, uint32_t device) {
    uint32_t known = intern_count(named->names), number = intern_add(named->names, name);

    if (number == INTERN_NONE) {
        return false;
    }
    if (number >= named->capacity) {
        uint32_t capacity = named->capacity * 2 + 256;
        uint32_t *grown = budget_resize(budget, named->devices, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        named->devices = grown;
        named->capacity = capacity;
    }
    uint32_t *known_device = &named->devices[number];
    *known_device = number >= known || *known_device == device ? device : SEVERAL;
    return true;
}

static uint32_t find(const struct named_devices *named, struct str name) {
    uint32_t number = intern_find(named->names, name);
    return number == INTERN_NONE || named->devices[number] == SEVERAL ? NONE : named->devices[number];
}

/* Calls TAKE with the normal form of each identifier of the cell, a letter before it that tells the kinds apart; a UUID
 * in both orders of its bytes. False as soon as TAKE says so, or when memory is out. */
static bool each_identifier(struct row_reader *reader, enum table_id table, unsigned column, enum identity_key kind,
                            bool (*take)(void *context, struct str name), void *context) {
    CLEANUP(buffer_done) struct buffer name = {0}, swapped = {0};
    struct str rest = row_reader_text(reader, column), part;
    bool goes_on = true;

    while (goes_on && value_next_part(schema_column(table, column), &rest, &part)) {
        buffer_reset(&name);
        buffer_append_char(&name, (char)('a' + kind));
        if (!identity_normalise(kind, part, &name)) {
            continue;
        }
        goes_on = !name.failed && take(context, buffer_view(&name));
        buffer_reset(&swapped);
        buffer_append_char(&swapped, (char)('a' + kind));
        if (goes_on && kind == KEY_UUID && identity_uuid_swapped(str_sub(buffer_view(&name), 1, SIZE_MAX), &swapped)) {
            goes_on = !swapped.failed && take(context, buffer_view(&swapped));
        }
    }
    return goes_on && !name.failed && !swapped.failed;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

struct noting {
    struct machine_hosts *hosts;
    struct named_devices *named;
    uint32_t device;
};

static bool note_name(void *context, struct str name) {
    const struct noting *noting = context;
    return note(noting->named, noting->hosts->budget, name, noting->device);
}

static enum err_code read_names(struct machine_hosts *hosts, const struct table *devices, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(devices, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(devices); row++) {
        row_reader_move(reader, row);
        struct noting noting = {hosts, &hosts->by_name, row};
        if (!each_identifier(reader, TABLE_DEVICES, DEVICES_HOSTNAME, KEY_HOSTNAME, note_name, &noting)) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code read_guests(struct machine_hosts *hosts, const struct table *guests, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(guests, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(guests); row++) {
        row_reader_move(reader, row);
        uint32_t host = machine_hosts_device(hosts, row_reader_text(reader, GUESTS_DEVICE_ID));
        struct noting noting = {hosts, &hosts->by_guest, host};
        if (host != NONE &&
            (!each_identifier(reader, TABLE_GUESTS, GUESTS_UUID, KEY_UUID, note_name, &noting) ||
             !each_identifier(reader, TABLE_GUESTS, GUESTS_MAC_ADDRESSES, KEY_MAC, note_name, &noting))) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

static enum err_code read_all(struct machine_hosts *hosts, const struct inventory *ledger,
                              const struct inventory *snapshot, struct err *err) {
    const struct table *assets = inventory_table(ledger, TABLE_DEVICES);
    const struct table *devices = inventory_table(snapshot, TABLE_DEVICES);
    const struct table *guests = inventory_table(snapshot, TABLE_GUESTS);
    enum err_code code = assets ? asset_names_build(assets, &hosts->assets, err) : ERR_OK;

    if (code == ERR_OK && devices) {
        code = device_numbers_read(devices, &hosts->ids, err);
    }
    if (code == ERR_OK && devices) {
        code = read_names(hosts, devices, err);
    }
    return code == ERR_OK && guests ? read_guests(hosts, guests, err) : code;
}

enum err_code machine_hosts_read(const struct inventory *ledger, const struct inventory *snapshot,
                                 struct machine_hosts **ret_hosts, struct err *err) {
    CLEANUP(machine_hosts_free_cleanup) struct machine_hosts *hosts = calloc(1, sizeof *hosts);
    const struct table *devices = inventory_table(snapshot, TABLE_DEVICES);

    if (!hosts) {
        return err_no_memory(err);
    }
    hosts->budget = devices ? table_budget(devices) : NULL;
    hosts->by_name.names = intern_new_within(hosts->budget);
    hosts->by_guest.names = intern_new_within(hosts->budget);
    if (!hosts->by_name.names || !hosts->by_guest.names) {
        return err_no_memory(err);
    }
    enum err_code code = read_all(hosts, ledger, snapshot, err);
    if (code == ERR_OK) {
        *ret_hosts = TAKE_PTR(hosts);
    }
    return code;
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

uint32_t machine_hosts_asset(const struct machine_hosts *hosts, struct str reference) {
    return hosts->assets ? asset_names_find(hosts->assets, reference) : NONE;
}

uint32_t machine_hosts_device(const struct machine_hosts *hosts, struct str device_id) {
    return device_numbers_find(hosts->ids, device_id);
}

struct machine_place machine_hosts_named(const struct machine_hosts *hosts, struct str name) {
    CLEANUP(buffer_done) struct buffer key = {0};
    struct machine_place place = {machine_hosts_asset(hosts, name), NONE};

    if (place.asset == NONE) {
        place.device = machine_hosts_device(hosts, name);
    }
    buffer_append_char(&key, (char)('a' + KEY_HOSTNAME));
    if (place.asset == NONE && place.device == NONE && identity_normalise(KEY_HOSTNAME, name, &key)) {
        place.device = find(&hosts->by_name, buffer_view(&key));
    }
    return place;
}

struct asking {
    const struct machine_hosts *hosts;
    uint32_t device;
};

static bool ask_guest(void *context, struct str name) {
    struct asking *asking = context;
    asking->device = find(&asking->hosts->by_guest, name);
    return asking->device == NONE;
}

struct machine_place machine_hosts_listed(const struct machine_hosts *hosts, struct row_reader *row) {
    struct asking asking = {hosts, NONE};

    if (row && intern_count(hosts->by_guest.names) &&
        each_identifier(row, TABLE_DEVICES, DEVICES_UUID, KEY_UUID, ask_guest, &asking)) {
        (void)each_identifier(row, TABLE_DEVICES, DEVICES_MAC_ADDRESSES, KEY_MAC, ask_guest, &asking);
    }
    return (struct machine_place){NONE, asking.device};
}

struct machine_place machine_hosts_written(const struct machine_hosts *hosts, struct row_reader *row) {
    struct str name = row ? row_reader_text(row, DEVICES_VIRTUAL_HOST) : STR_NONE;
    return name.n ? machine_hosts_named(hosts, name) : nowhere;
}

struct machine_place machine_hosts_of(const struct machine_hosts *hosts, struct row_reader *asset,
                                      struct row_reader *device) {
    static struct machine_place (*const ways[])(const struct machine_hosts *,
                                                struct row_reader *) = {machine_hosts_written, machine_hosts_listed};
    struct row_reader *const rows[] = {device, asset};
    struct machine_place place = nowhere;

    for (size_t i = 0; i < ARRAY_LEN(ways) * ARRAY_LEN(rows) && place.asset == NONE && place.device == NONE; i++) {
        place = ways[i / ARRAY_LEN(rows)](hosts, rows[i % ARRAY_LEN(rows)]);
    }
    return place;
}
