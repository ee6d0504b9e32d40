#include "inventory/cell_key.h"

#include "base/hash.h"
#include "base/text.h"
#include "inventory/plain_key.h"
#include "inventory/value.h"

/* Tables whose rows are one thing each, with the column that names it. */
static const struct {
    enum table_id table;
    unsigned column;
} unique_columns[] = {
    {TABLE_DEVICES, DEVICES_ASSET_ID},
    {TABLE_LICENSES, LICENSES_LICENSE_ID},
    {TABLE_PEOPLE, PEOPLE_USER_ID},
    {TABLE_CONTRACTS, CONTRACTS_CONTRACT_ID},
    {TABLE_CHANGES, CHANGES_CHANGE_ID},
    {TABLE_CIRCUITS, CIRCUITS_CIRCUIT_ID},
    {TABLE_CLOUD, CLOUD_SERVICE_ID},
    {TABLE_DOMAINS, DOMAINS_DOMAIN},
    {TABLE_FACILITIES, FACILITIES_FACILITY_ID},
};

/* Columns of the devices table that tell one machine from another. */
static const unsigned machine_columns[] = {
    DEVICES_ASSET_ID, DEVICES_DEVICE_ID, DEVICES_ASSET_TAG,     DEVICES_SERIAL,       DEVICES_CHASSIS_SERIAL,
    DEVICES_UUID,     DEVICES_HOSTNAME,  DEVICES_MAC_ADDRESSES, DEVICES_IP_ADDRESSES, DEVICES_ADDRESS,
};

unsigned cell_key_unique_column(enum table_id table) {
    for (size_t i = 0; i < ARRAY_LEN(unique_columns); i++) {
        if (unique_columns[i].table == table) {
            return unique_columns[i].column;
        }
    }
    return COLUMNS_MAX;
}

bool cell_key_is_kept(enum table_id table, unsigned column, enum keys_kept kept) {
    if (kept != KEYS_NONE && column == cell_key_unique_column(table)) {
        return true;
    }
    for (size_t i = 0; kept == KEYS_OF_MACHINES && table == TABLE_DEVICES && i < ARRAY_LEN(machine_columns); i++) {
        if (machine_columns[i] == column) {
            return true;
        }
    }
    return false;
}

enum identity_key cell_key_kind(enum column_type type) {
    switch (type) {
    case TYPE_SERIAL:
        return KEY_SERIAL;
    case TYPE_UUID:
        return KEY_UUID;
    case TYPE_HOSTNAME:
        return KEY_HOSTNAME;
    case TYPE_MAC_LIST:
        return KEY_MAC;
    case TYPE_IP_LIST:
        return KEY_ADDRESS;
    default:
        return KEY_ASSET_ID;
    }
}

/* Firmware before and after SMBIOS 2.6 writes the first fields in different byte orders: the lesser of both. */
static bool uuid_form(struct str part, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer swapped = {0};
    size_t start = out->n;

    if (!identity_normalise(KEY_UUID, part, out)) {
        return false;
    }
    struct str normal = str_sub(buffer_view(out), start, SIZE_MAX);
    bool has_swapped = identity_uuid_swapped(normal, &swapped);
    if (swapped.failed) {
        out->failed = true;
        return false;
    }
    if (has_swapped && str_cmp(buffer_view(&swapped), normal) < 0) {
        memcpy(out->p + start, swapped.p, swapped.n);
    }
    return true;
}

bool cell_key_form(enum identity_key kind, struct str part, struct buffer *out) {
    return kind == KEY_UUID ? uuid_form(part, out) : identity_normalise(kind, part, out);
}

/* The lowest bit tells placeholders, the one above it that there is a key at all. */
static uint64_t key_of(const struct cell_keys *keys, struct str form, bool is_placeholder) {
    return hash64_seeded(form, keys->seed) << 2 | 2 | is_placeholder;
}

struct cell_keys cell_keys_make(void) {
    return (struct cell_keys){.seed = hash_table_seed()};
}

void cell_keys_done(struct cell_keys *keys) {
    buffer_done(&keys->scratch);
}

uint64_t cell_key_of_form(const struct cell_keys *keys, struct str form) {
    return key_of(keys, form, false);
}

bool cell_key_plain(const struct cell_keys *keys, enum identity_key kind, struct str bytes, uint64_t *ret_key) {
    char form[PLAIN_KEY_MAX];
    size_t n;

    if (!plain_key_form(kind, bytes, form, &n)) {
        return false;
    }
    *ret_key = key_of(keys, (struct str){form, n}, false);
    return true;
}

uint64_t cell_key(struct cell_keys *keys, const struct column_def *column, struct str text) {
    struct str rest = text, part, second;
    uint64_t key;

    if (cell_key_plain(keys, cell_key_kind(column->type), text, &key)) {
        return key;
    }
    if (!value_next_part(column, &rest, &part)) {
        return CELL_KEY_NONE;
    }
    if (value_next_part(column, &rest, &second)) {
        return CELL_KEY_SEVERAL;
    }
    buffer_reset(&keys->scratch);
    if (cell_key_form(cell_key_kind(column->type), part, &keys->scratch)) {
        return key_of(keys, buffer_view(&keys->scratch), false);
    }
    buffer_reset(&keys->scratch);
    text_fold(part, &keys->scratch);
    return key_of(keys, buffer_view(&keys->scratch), true);
}
