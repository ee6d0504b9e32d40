#include "base/budget.h"
#include "inventory/cell_key.h"
#include "pairing/keys.h"
#include "reconciler/sightings.h"

#include <pthread.h>
#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 15, SLOTS_PER_ENTRY = 4 };

/* What the keys of the tables are looked up in: names by their keys, and device ids by theirs. */
struct search {
    struct sightings *sightings;
    const struct key_side *side;    /* whose rows are gone over */
    const struct table *interfaces; /* or theirs */
    uint32_t *slots, mask;          /* number and 1; names, then ids */
    uint64_t *id_keys;              /* by number of the id */
    uint32_t name_count, id_count;  /* when the slots were filled */
    pthread_mutex_t lock;           /* of what is found, and of the ids */
    bool failed;                    /* memory is out */
};

static uint64_t key_of_entry(const struct search *search, uint32_t entry) {
    return entry < search->name_count ? search->sightings->name_items[entry].key
                                      : search->id_keys[entry - search->name_count];
}

/* --- the table -----------------------------------------------------------------------------------------------------
 */

static uint32_t slot_of(const struct search *search, uint64_t key) {
    return (uint32_t)(key >> 32) & search->mask;
}

static bool fill_slots(struct search *search) {
    const struct sightings *sightings = search->sightings;
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_DEVICE_ID);
    struct cell_keys keys = cell_keys_make();

    search->name_count = intern_count(sightings->names);
    search->id_count = intern_count(sightings->ids);
    uint32_t entries = search->name_count + search->id_count, size = 1024;
    while (size / SLOTS_PER_ENTRY < entries && size < UINT32_C(1) << 31) {
        size *= 2;
    }
    search->mask = size - 1;
    search->slots = budget_alloc(sightings->budget, size, sizeof *search->slots);
    search->id_keys = budget_alloc(sightings->budget, (size_t)search->id_count + 1, sizeof *search->id_keys);
    bool is_ok = search->slots && search->id_keys;
    for (uint32_t id = 0; is_ok && id < search->id_count; id++) {
        search->id_keys[id] = cell_key(&keys, column, intern_text(sightings->ids, id));
    }
    for (uint32_t entry = 0; is_ok && entry < entries; entry++) {
        uint32_t slot = slot_of(search, key_of_entry(search, entry));
        while (search->slots[slot]) {
            slot = (slot + 1) & search->mask;
        }
        search->slots[slot] = entry + 1;
    }
    is_ok = is_ok && !keys.scratch.failed;
    cell_keys_done(&keys);
    return is_ok;
}

static void drop_slots(struct search *search) {
    budget_drop(search->slots);
    budget_drop(search->id_keys);
    search->slots = NULL;
    search->id_keys = NULL;
}

/* The name of that kind with the key; SIGHTING_NONE. */
static uint32_t find_name(const struct search *search, unsigned kind, uint64_t key) {
    const struct sighting_name *names = search->sightings->name_items;

    for (uint32_t slot = slot_of(search, key); search->slots[slot]; slot = (slot + 1) & search->mask) {
        uint32_t entry = search->slots[slot] - 1;
        if (entry < search->name_count && names[entry].kind == kind && names[entry].key == key) {
            return entry;
        }
    }
    return SIGHTING_NONE;
}

/* --- assets and devices --------------------------------------------------------------------------------------------
 */

static void note_owner(uint32_t *owner, uint32_t row) {
    *owner = *owner == SIGHTING_NONE || *owner == row ? row : SIGHTING_SEVERAL;
}

/* Equal keys are equal names only where the texts are. */
static void take_name(struct search *search, struct key_reader *reader, uint32_t name, uint32_t row) {
    struct sighting_name *item = &search->sightings->name_items[name];
    CLEANUP(buffer_done) struct buffer form = {0};

    key_reader_form(reader, row, (enum identity_key)item->kind, item->key, &form);
    bool is_it = str_eq(buffer_view(&form), sightings_name_text(search->sightings, name));
    pthread_mutex_lock(&search->lock);
    search->failed |= form.failed;
    item->is_known |= is_it;
    if (!is_it) {
        /* another name with the same hash */
    } else if (search->side->id == SIDE_SNAPSHOT) {
        note_owner(&item->device, row);
    } else {
        note_owner(search->side->has_left[row] ? &item->left : &item->present, row);
    }
    pthread_mutex_unlock(&search->lock);
}

/* Addresses of clients move: they are no keys (pairing/keys.h). */
static void look_up(struct search *search, struct key_reader *reader, enum identity_key kind, uint32_t row,
                    uint64_t key) {
    if (key < KEY_GROUPS_FIRST || cell_key_is_placeholder(key) ||
        (kind == KEY_ADDRESS && search->side->is_client[row])) {
        return;
    }
    uint32_t name = find_name(search, kind, key);
    if (name != SIGHTING_NONE) {
        take_name(search, reader, name, row);
    }
}

/* The extras of the rows: they are in the order of rows. */
static void look_up_extras(struct search *search, struct key_reader *reader, enum identity_key kind,
                           const struct key_extras *extras, uint32_t begin, uint32_t end) {
    size_t low = 0, high = extras->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (extras->rows[middle] < begin) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < extras->count && extras->rows[low] < end; low++) {
        look_up(search, reader, kind, extras->rows[low], extras->keys[low]);
    }
}

static void look_up_id(struct search *search, struct row_reader *reader, uint32_t row, uint64_t key) {
    for (uint32_t slot = slot_of(search, key); search->slots[slot]; slot = (slot + 1) & search->mask) {
        uint32_t entry = search->slots[slot] - 1;
        if (entry < search->name_count || search->id_keys[entry - search->name_count] != key) {
            continue;
        }
        uint32_t id = entry - search->name_count;
        row_reader_move(reader, row);
        if (str_eq(row_reader_text(reader, DEVICES_DEVICE_ID), intern_text(search->sightings->ids, id))) {
            search->sightings->seers[id].device = row; /* ids are unique: no other row writes here */
        }
    }
}

static enum err_code search_rows(void *context, size_t task, unsigned worker, struct err *err) {
    struct search *search = context;
    const struct key_side *side = search->side;
    const uint64_t *ids = side->id == SIDE_SNAPSHOT ? table_keys(side->table, DEVICES_DEVICE_ID) : NULL;
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK;
    uint32_t end = side->rows - begin < ROWS_PER_TASK ? side->rows : begin + ROWS_PER_TASK;
    struct key_reader reader = {.side = NULL};
    enum err_code code = key_reader_init(&reader, side, err);

    (void)worker;
    for (enum identity_key kind = 0; !code && kind < KEY_COUNT; kind++) {
        for (unsigned i = 0; i < side->column_count[kind]; i++) {
            for (uint32_t row = begin; row < end; row++) {
                look_up(search, &reader, kind, row, side->keys[kind][i][row]);
            }
            look_up_extras(search, &reader, kind, &side->extras[kind][i], begin, end);
        }
    }
    for (uint32_t row = begin; !code && ids && row < end; row++) {
        look_up_id(search, reader.row, row, ids[row]);
    }
    code = code ? code : row_reader_error(reader.row, err);
    key_reader_done(&reader);
    return code;
}

static enum err_code search_side(struct search *search, const struct key_side *side, struct pool *pool,
                                 struct err *err) {
    search->side = side;
    return parallel_try(pool, ((size_t)side->rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, search_rows, search, err);
}

/* --- interfaces ----------------------------------------------------------------------------------------------------
 */

/* The id of the device whose interface has the name. */
static void take_interface(struct search *search, uint32_t name, struct str device_id) {
    struct sightings *sightings = search->sightings;

    pthread_mutex_lock(&search->lock);
    uint32_t id = sightings_add_id(sightings, device_id, &search->failed);
    if (id != SIGHTING_NONE) {
        sightings->name_items[name].is_known = true;
        note_owner(&sightings->name_items[name].interface_of, id);
    }
    pthread_mutex_unlock(&search->lock);
}

static enum err_code search_interfaces(void *context, size_t task, unsigned worker, struct err *err) {
    static const unsigned columns[] = {INTERFACES_MAC, INTERFACES_PERMANENT_MAC};
    struct search *search = context;
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK, rows = table_rows(search->interfaces);
    uint32_t end = rows - begin < ROWS_PER_TASK ? rows : begin + ROWS_PER_TASK;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(search->interfaces, &reader, err);

    (void)worker;
    for (uint32_t row = begin; !code && row < end; row++) {
        row_reader_move(reader, row);
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
            struct str rest = row_reader_text(reader, columns[i]), part;
            while (value_next_part(schema_column(TABLE_INTERFACES, columns[i]), &rest, &part)) {
                uint32_t name = sightings_find_name(search->sightings, KEY_MAC, part);
                if (name != SIGHTING_NONE) {
                    take_interface(search, name, row_reader_text(reader, INTERFACES_DEVICE_ID));
                }
            }
        }
    }
    return code ? code : row_reader_error(reader, err);
}

/* What only an interface has is the device's whose interface it is. */
static void settle_interfaces(struct sightings *sightings) {
    for (uint32_t i = 0; i < intern_count(sightings->names); i++) {
        struct sighting_name *name = &sightings->name_items[i];
        if (name->device == SIGHTING_NONE && name->interface_of < SIGHTING_SEVERAL) {
            name->device = sightings->seers[name->interface_of].device;
        }
    }
}

/* --- what was seen of each device ----------------------------------------------------------------------------------
 */

static uint32_t device_of_row(const struct sightings *sightings, const struct sighting *row) {
    const uint32_t *names = sightings->row_names + row->first_name;

    for (unsigned kind = 0; kind < KEY_COUNT; kind++) {
        uint32_t found = SIGHTING_NONE;
        for (unsigned i = 0; i < row->name_count; i++) {
            const struct sighting_name *name = &sightings->name_items[names[i]];
            if (name->kind == kind && name->device != SIGHTING_NONE) {
                found = found == SIGHTING_NONE || found == name->device ? name->device : SIGHTING_SEVERAL;
            }
        }
        if (found < SIGHTING_SEVERAL) {
            return found;
        }
    }
    return SIGHTING_NONE;
}

static enum err_code list_devices(struct sightings *sightings, uint32_t devices, struct err *err) {
    uint32_t rows = table_rows(sightings->table), total = 0;
    uint32_t *first = budget_alloc(sightings->budget, (size_t)devices + 2, sizeof *first);
    uint32_t *device_rows = budget_alloc(sightings->budget, (size_t)rows + 1, sizeof *device_rows);

    sightings->first_sight = first;
    sightings->device_rows = device_rows;
    sightings->forwards = budget_alloc(sightings->budget, (size_t)devices + 1, sizeof *sightings->forwards);
    if (!first || !device_rows || !sightings->forwards) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t device = sightings->rows[row].device = device_of_row(sightings, &sightings->rows[row]);
        if (device != SIGHTING_NONE) {
            first[device + 2]++;
        }
    }
    /* first[device + 1] is where the next row of the device goes, and in the end where those of the next one begin */
    for (uint32_t i = 2; i < devices + 2; i++) {
        total += first[i];
        first[i] = total;
    }
    for (uint32_t row = 0; row < rows; row++) {
        if (sightings->rows[row].device != SIGHTING_NONE) {
            device_rows[first[sightings->rows[row].device + 1]++] = row;
        }
    }
    return ERR_OK;
}

/* --- uplinks -------------------------------------------------------------------------------------------------------
 */

/* A port leads to another switch when that announces itself there and has a forwarding table of its own, or when too
 * much is behind it. */
static void find_uplinks(struct sightings *sightings) {
    for (uint32_t id = 0; id < intern_count(sightings->ids); id++) {
        if (sightings->seers[id].forwards && sightings->seers[id].device != SIGHTING_NONE) {
            sightings->forwards[sightings->seers[id].device] = true;
        }
    }
    for (uint32_t port = 0; port < intern_count(sightings->ports); port++) {
        sightings->port_items[port].is_uplink = sightings->port_items[port].macs > UPLINK_MACS;
    }
    for (uint32_t row = 0; row < table_rows(sightings->table); row++) {
        const struct sighting *sighting = &sightings->rows[row];
        struct sighting_port *port = &sightings->port_items[sighting->port];
        port->is_uplink |= sighting_is_announced(sighting) && sighting->device != SIGHTING_NONE &&
                           sightings->forwards[sighting->device] &&
                           sightings->seers[port->seer].device != sighting->device;
    }
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static enum err_code find_owners(struct search *search, const struct pairing *pairing, struct pool *pool,
                                 struct err *err) {
    uint32_t rows = search->interfaces ? table_rows(search->interfaces) : 0;
    enum err_code code =
        parallel_try(pool, ((size_t)rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, search_interfaces, search, err);

    if (!code && (search->failed || !fill_slots(search))) {
        code = err_no_memory(err);
    }
    if (!code) {
        code = search_side(search, pairing_asset_keys(pairing), pool, err);
    }
    if (!code) {
        code = search_side(search, pairing_device_keys(pairing), pool, err);
    }
    return !code && search->failed ? err_no_memory(err) : code;
}

enum err_code sightings_find_owners(struct sightings *sightings, const struct pairing *pairing,
                                    const struct table *interfaces, struct pool *pool, struct err *err) {
    struct search search = {.sightings = sightings, .interfaces = interfaces};
    uint32_t devices = pairing_device_keys(pairing)->rows;

    pthread_mutex_init(&search.lock, NULL);
    enum err_code code = find_owners(&search, pairing, pool, err);
    drop_slots(&search);
    pthread_mutex_destroy(&search.lock);
    if (code) {
        return code;
    }
    settle_interfaces(sightings);
    code = list_devices(sightings, devices, err);
    if (!code) {
        find_uplinks(sightings);
    }
    return code;
}
