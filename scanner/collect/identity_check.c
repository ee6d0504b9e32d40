#include "scanner/collect/identity_check.h"

#include "base/buffer.h"
#include "base/text.h"
#include "inventory/cell_key.h"
#include "inventory/value.h"

/* What names the machine itself, and how notes call it. */
static const struct {
    unsigned column;
    const char *what;
} identifiers[] = {
    {DEVICES_SERIAL, "serial"},
    {DEVICES_ASSET_TAG, "asset tag"},
    {DEVICES_CHASSIS_SERIAL, "chassis serial"},
    {DEVICES_BOARD_SERIAL, "board serial"},
};

/* What all machines of a kind have in common. */
static const struct {
    unsigned column;
    const char *verdict;
} common_names[] = {
    {DEVICES_MODEL_NUMBER, "is the part number"},
    {DEVICES_MODEL, "is the model"},
    {DEVICES_MANUFACTURER, "is the manufacturer"},
};

static bool is_same_text(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer left = {0};
    CLEANUP(buffer_done) struct buffer right = {0};

    text_fold(a, &left);
    text_fold(b, &right);
    return !left.failed && !right.failed && left.n > 0 && str_eq(buffer_view(&left), buffer_view(&right));
}

/* Takes the text out of the cell and into the notes: "WHAT VERDICT: TEXT". */
static void refuse(struct observation *observation, unsigned column, const char *what, const char *verdict) {
    struct str text = observation_get(observation, column);

    observation_note(observation, arena_printf(observation->arena, "%s %s: %.*s", what, verdict, STR_FMT(text)));
    observation_clear(observation, column);
}

static void check_identifier(struct observation *observation, unsigned column, const char *what) {
    struct str text = observation_get(observation, column);

    if (str_is_empty(text)) {
        return;
    }
    if (identity_is_placeholder(text)) {
        refuse(observation, column, what, "placeholder");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(common_names); i++) {
        if (is_same_text(text, observation_get(observation, common_names[i].column))) {
            refuse(observation, column, what, common_names[i].verdict);
            return;
        }
    }
}

static void check_uuid(struct observation *observation) {
    CLEANUP(buffer_done) struct buffer normal = {0};
    struct str uuid = observation_get(observation, DEVICES_UUID);

    if (!str_is_empty(uuid) && !identity_normalise(KEY_UUID, uuid, &normal)) {
        refuse(observation, DEVICES_UUID, "uuid", "placeholder");
    }
}

/* Firmware before and after SMBIOS 2.6 writes the UUID in different byte orders, and the serial number in one. */
static void check_uuid_in_serial(struct observation *observation) {
    CLEANUP(buffer_done) struct buffer in_serial = {0};
    CLEANUP(buffer_done) struct buffer form = {0};
    CLEANUP(buffer_done) struct buffer uuid = {0};

    if (!identity_uuid_in_serial(observation_get(observation, DEVICES_SERIAL), &in_serial)) {
        return;
    }
    observation_set(observation, DEVICES_UUID, buffer_view(&in_serial));
    if (cell_key_form(KEY_UUID, buffer_view(&in_serial), &form) &&
        cell_key_form(KEY_UUID, observation_get(observation, DEVICES_UUID), &uuid) &&
        !str_eq(buffer_view(&form), buffer_view(&uuid))) {
        observation_note(observation, STR("serial and uuid disagree"));
    }
}

static void check_mac_in_serial(struct observation *observation) {
    struct str rest = observation_get(observation, DEVICES_MAC_ADDRESSES), part;
    uint8_t serial[6], mac[6];

    if (!identity_read_mac(observation_get(observation, DEVICES_SERIAL), serial)) {
        return;
    }
    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_MAC_ADDRESSES), &rest, &part)) {
        if (identity_read_mac(part, mac) && memcmp(mac, serial, sizeof mac) == 0) {
            observation_note(observation, STR("serial is a mac address"));
        }
    }
}

/* Addresses that an adapter takes along from machine to machine, or that all of a make have, are worth a word; random
 * ones of virtual machines are not. */
static void note_macs_of_many(struct observation *observation) {
    enum { GROUP = 1, LOCALLY_ADMINISTERED = 2 };
    struct str rest = observation_get(observation, DEVICES_MAC_ADDRESSES), part;
    uint8_t mac[6];

    while (value_next_part(schema_column(TABLE_DEVICES, DEVICES_MAC_ADDRESSES), &rest, &part)) {
        CLEANUP(buffer_done) struct buffer normal = {0};
        if (identity_read_mac(part, mac) && !(mac[0] & (GROUP | LOCALLY_ADMINISTERED)) &&
            !identity_normalise(KEY_MAC, part, &normal) && !normal.failed) {
            observation_note(observation,
                             arena_printf(observation->arena, "mac of many machines: %.*s", STR_FMT(part)));
        }
    }
}

static void drop_identifiers_of_host(struct observation *observation) {
    bool has_any = !str_is_empty(observation_get(observation, DEVICES_UUID));

    for (size_t i = 0; i < ARRAY_LEN(identifiers); i++) {
        has_any |= !str_is_empty(observation_get(observation, identifiers[i].column));
        observation_clear(observation, identifiers[i].column);
    }
    observation_clear(observation, DEVICES_UUID);
    if (has_any) {
        observation_note(observation, STR("identifiers of the host"));
    }
}

/* What is built into the machine around a container, and has no part in what the container may use. */
static void drop_components_of_host(struct observation *observation) {
    bool has_any = !str_is_empty(observation_get(observation, DEVICES_DISK_GB));

    has_any |= observation_drop(observation, TABLE_COMPONENTS) > 0;
    observation_clear(observation, DEVICES_DISK_GB);
    if (has_any) {
        observation_note(observation, STR("components of the host"));
    }
}

void identity_check(struct observation *observation) {
    note_macs_of_many(observation);
    if (observation->is_container) {
        drop_identifiers_of_host(observation);
        drop_components_of_host(observation);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(identifiers); i++) {
        check_identifier(observation, identifiers[i].column, identifiers[i].what);
    }
    check_uuid(observation);
    check_uuid_in_serial(observation);
    check_mac_in_serial(observation);
}
