#include "scanner/collect/hardware/dmi.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"

/* SMBIOS 7.4.1 System Enclosure or Chassis Types, those that say what kind of device it is. */
static const struct {
    const char *number, *word, *kind;
} chassis_kinds[] = {
    {"3", "Desktop", "pc"},
    {"4", "Low Profile Desktop", "pc"},
    {"8", "Portable", "laptop"},
    {"9", "Laptop", "laptop"},
    {"10", "Notebook", "laptop"},
    {"13", "All In One", "pc"},
    {"14", "Sub Notebook", "laptop"},
    {"17", "Main Server Chassis", "server"},
    {"23", "Rack Mount Chassis", "server"},
    {"28", "Blade", "server"},
    {"30", "Tablet", "tablet"},
    {"31", "Convertible", "laptop"},
    {"32", "Detachable", "laptop"},
    {"35", "Mini PC", "pc"},
};

static void set_kind(struct str chassis_type, struct observation *observation) {
    for (size_t i = 0; i < ARRAY_LEN(chassis_kinds); i++) {
        if (str_eq(chassis_type, str_from(chassis_kinds[i].number)) ||
            str_eq_ignore_case(chassis_type, str_from(chassis_kinds[i].word))) {
            observation_set(observation, DEVICES_KIND, str_from(chassis_kinds[i].kind));
            return;
        }
    }
}

static bool is_usable(struct str text) {
    return !str_is_empty(str_trim(text)) && !identity_is_placeholder(text);
}

/* Names that board makers leave where the maker of the machine should have put his own. */
static bool is_stock_name(struct str text) {
    static const char *const names[] = {"System manufacturer", "System Product Name",  "System Version",
                                        "System SKU",          "System SKUNumber",     "SKU",
                                        "Chassis Manufacture", "Chassis Manufacturer", "Chassis Version",
                                        "Product Name",        "Manufacturer",         "INVALID"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq_ignore_case(str_trim(text), str_from(names[i]))) {
            return true;
        }
    }
    return !is_usable(text);
}

static void set_name(struct observation *observation, unsigned column, struct str text) {
    if (!is_stock_name(text)) {
        observation_set(observation, column, text);
    }
}

/* A part number of nothing but zeros and hyphens, or Dell's "SKU=NotProvided;…". */
static bool is_blank_sku(struct str sku) {
    for (size_t i = 0; i < sku.n; i++) {
        if (!strchr("0-. ", sku.p[i]) || !sku.p[i]) {
            return str_starts_with(sku, STR("SKU="));
        }
    }
    return true;
}

/* Text that firmware ships with is worth a note where people would look for an identifier. */
static void set_identifier(struct observation *observation, unsigned column, const char *what, struct str text) {
    if (is_usable(text)) {
        observation_set(observation, column, text);
    } else if (what && !str_is_empty(str_trim(text))) {
        observation_note(observation, arena_printf(observation->arena, "%s placeholder: %.*s", what, STR_FMT(text)));
    }
}

bool dmi_set_uuid(struct str uuid, struct observation *observation) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    uuid = observation_text(observation, uuid); /* what stands in the cell is what must be one */
    if (!identity_normalise(KEY_UUID, uuid, &normal)) {
        return false;
    }
    observation_set(observation, DEVICES_UUID, uuid);
    return true;
}

static void set_uuid(struct observation *observation, struct str text) {
    struct str uuid = observation_text(observation, text);

    if (!dmi_set_uuid(uuid, observation) && !str_is_empty(uuid)) {
        observation_note(observation, arena_printf(observation->arena, "uuid placeholder: %.*s", STR_FMT(uuid)));
    }
}

/* Lenovo has the machine type in the product name and the name that people know in the version. */
static void set_model(const struct dmi_facts *facts, struct observation *observation) {
    bool is_lenovo = str_eq_ignore_case(str_trim(facts->manufacturer), STR("LENOVO"));

    if (is_lenovo && !is_stock_name(facts->version) && !is_stock_name(facts->model)) {
        observation_set(observation, DEVICES_MODEL, facts->version);
        observation_set(observation, DEVICES_MODEL_NUMBER, facts->model);
        return;
    }
    set_name(observation, DEVICES_MODEL, facts->model);
    if (!is_blank_sku(str_trim(facts->sku))) {
        set_name(observation, DEVICES_MODEL_NUMBER, facts->sku);
    }
}

void dmi_note_instance(struct str text, struct observation *observation) {
    if (!str_starts_with(text, STR("i-")) || (text.n != 10 && text.n != 19)) {
        return;
    }
    for (size_t i = 2; i < text.n; i++) {
        if (!str_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f')) {
            return;
        }
    }
    observation_note(observation, arena_printf(observation->arena, "cloud instance: %.*s", STR_FMT(text)));
}

/* Clouds put constants and instance ids where others have labels: Azure one tag for every machine, Amazon its own name
 * and, on the board, the instance. */
static void set_asset_tag(const struct dmi_facts *facts, struct observation *observation) {
    dmi_note_instance(str_trim(facts->board_asset_tag), observation);
    if (identity_is_cloud_tag(facts->asset_tag)) {
        observation_note(observation, STR("asset tag of the cloud"));
        return;
    }
    set_identifier(observation, DEVICES_ASSET_TAG, "asset tag", facts->asset_tag);
}

/* A container sees the SMBIOS of its host, which is another machine. */
static void note_host(const struct dmi_facts *facts, struct observation *observation) {
    if (is_usable(facts->serial)) {
        observation_note(observation, arena_printf(observation->arena, "serial of the host: %.*s",
                                                   STR_FMT(str_trim(facts->serial))));
    }
}

void dmi_apply(const struct dmi_facts *facts, struct observation *observation) {
    if (observation->is_container) {
        note_host(facts, observation);
        return;
    }
    set_name(observation, DEVICES_MANUFACTURER, facts->manufacturer);
    set_model(facts, observation);
    set_identifier(observation, DEVICES_SERIAL, "serial", facts->serial);
    /* makers of blades and small servers fill in the chassis only */
    set_identifier(observation, DEVICES_SERIAL, NULL, facts->chassis_serial);
    set_uuid(observation, facts->uuid);
    set_identifier(observation, DEVICES_CHASSIS_SERIAL, NULL, facts->chassis_serial);
    set_identifier(observation, DEVICES_BOARD_SERIAL, NULL, facts->board_serial);
    set_asset_tag(facts, observation);
    set_name(observation, DEVICES_FIRMWARE_VERSION, facts->firmware);
    set_kind(str_trim(facts->chassis_type), observation);
}

/* What was not read, and what it takes to read it. */
static void note_gaps(struct str body, struct observation *observation) {
    bool is_denied = str_contains(body, STR("denied=product_serial"));

    if (is_denied && str_is_empty(observation_get(observation, DEVICES_SERIAL))) {
        observation_note(observation, STR("serial needs privilege"));
    }
    if (is_denied) {
        observation_note(observation, STR("memory modules and power supplies need privilege"));
    } else if (str_contains(body, STR("lacks=dmidecode"))) {
        observation_note(observation, STR("memory modules and power supplies need dmidecode"));
    }
}

void collect_dmi(struct str body, struct observation *observation) {
    struct dmi_facts facts = {
        .manufacturer = fields_value(body, "sys_vendor"),
        .model = fields_value(body, "product_name"),
        .version = fields_value(body, "product_version"),
        .sku = fields_value(body, "product_sku"),
        .serial = fields_value(body, "product_serial"),
        .uuid = fields_value(body, "product_uuid"),
        .chassis_serial = fields_value(body, "chassis_serial"),
        .board_serial = fields_value(body, "board_serial"),
        .asset_tag = fields_value(body, "chassis_asset_tag"),
        .board_asset_tag = fields_value(body, "board_asset_tag"),
        .firmware = fields_value(body, "bios_version"),
        .chassis_type = fields_value(body, "chassis_type"),
    };

    dmi_apply(&facts, observation);
    if (!observation->is_container) {
        note_gaps(body, observation);
    }
}
