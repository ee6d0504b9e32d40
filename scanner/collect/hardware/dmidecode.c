#include "scanner/collect/hardware/dmidecode.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/device/memory_maker.h"

#include <inttypes.h>

enum {
    TYPE_BIOS = 0,
    TYPE_SYSTEM = 1,
    TYPE_BOARD = 2,
    TYPE_CHASSIS = 3,
    TYPE_CPU = 4,
    TYPE_DIMM = 17,
    TYPE_POWER = 39,
    TYPES = 40
};

#define STRUCTURES_MAX 4096

/* Where a key of a structure goes. */
static const struct {
    unsigned type;
    const char *key;
    size_t offset;
} fact_keys[] = {
    {TYPE_BIOS, "Version", offsetof(struct dmi_facts, firmware)},
    {TYPE_SYSTEM, "Manufacturer", offsetof(struct dmi_facts, manufacturer)},
    {TYPE_SYSTEM, "Product Name", offsetof(struct dmi_facts, model)},
    {TYPE_SYSTEM, "Version", offsetof(struct dmi_facts, version)},
    {TYPE_SYSTEM, "SKU Number", offsetof(struct dmi_facts, sku)},
    {TYPE_SYSTEM, "Serial Number", offsetof(struct dmi_facts, serial)},
    {TYPE_SYSTEM, "UUID", offsetof(struct dmi_facts, uuid)},
    {TYPE_BOARD, "Serial Number", offsetof(struct dmi_facts, board_serial)},
    {TYPE_BOARD, "Asset Tag", offsetof(struct dmi_facts, board_asset_tag)},
    {TYPE_CHASSIS, "Serial Number", offsetof(struct dmi_facts, chassis_serial)},
    {TYPE_CHASSIS, "Asset Tag", offsetof(struct dmi_facts, asset_tag)},
    {TYPE_CHASSIS, "Type", offsetof(struct dmi_facts, chassis_type)},
};

static const struct {
    unsigned type;
    const char *kind;
} part_kinds[] = {{TYPE_CPU, "cpu"}, {TYPE_DIMM, "dimm"}, {TYPE_POWER, "psu"}};

/* Components: what dmidecode calls the columns. */
static const struct {
    unsigned type;
    const char *key;
    unsigned column;
} part_keys[] = {
    {TYPE_CPU, "Socket Designation", COMPONENTS_SLOT},
    {TYPE_CPU, "Family", COMPONENTS_NAME},
    {TYPE_CPU, "Manufacturer", COMPONENTS_MANUFACTURER},
    {TYPE_CPU, "Version", COMPONENTS_MODEL},
    {TYPE_CPU, "Serial Number", COMPONENTS_SERIAL},
    {TYPE_CPU, "Asset Tag", COMPONENTS_ASSET_TAG},
    {TYPE_DIMM, "Locator", COMPONENTS_SLOT},
    {TYPE_DIMM, "Type", COMPONENTS_NAME},
    {TYPE_DIMM, "Size", COMPONENTS_CAPACITY},
    {TYPE_DIMM, "Manufacturer", COMPONENTS_MANUFACTURER},
    {TYPE_DIMM, "Part Number", COMPONENTS_MODEL},
    {TYPE_DIMM, "Serial Number", COMPONENTS_SERIAL},
    {TYPE_DIMM, "Asset Tag", COMPONENTS_ASSET_TAG},
    {TYPE_POWER, "Location", COMPONENTS_SLOT},
    {TYPE_POWER, "Name", COMPONENTS_NAME},
    {TYPE_POWER, "Max Power Capacity", COMPONENTS_CAPACITY},
    {TYPE_POWER, "Manufacturer", COMPONENTS_MANUFACTURER},
    {TYPE_POWER, "Model Part Number", COMPONENTS_MODEL},
    {TYPE_POWER, "Serial Number", COMPONENTS_SERIAL},
    {TYPE_POWER, "Asset Tag", COMPONENTS_ASSET_TAG},
    {TYPE_POWER, "Revision", COMPONENTS_FIRMWARE},
};

struct dmidecode_reader {
    struct observation *observation;
    struct dmi_facts facts;
    unsigned type;                            /* of the current structure; TYPES: one of no interest */
    bool is_seen[TYPES];                      /* the first structure of a type counts: the machine's own board */
    bool is_repeated;                         /* the current one is not the first */
    struct str part[COMPONENTS_COLUMN_COUNT]; /* cells of the current processor, DIMM or power supply */
    struct str speed;                         /* of the current DIMM */
    bool is_absent;                           /* its place is empty */
    size_t structures;
};

/* What dmidecode itself writes where there is no text. */
static bool is_dmidecodes(struct str text) {
    return str_eq(text, STR("Not Specified")) || str_eq(text, STR("<BAD INDEX>")) || str_eq(text, STR("<OUT OF SPEC>"));
}

/* What stands in an empty slot's or an unread field's place. */
static bool is_placeholder(struct str text) {
    return identity_is_placeholder(text) || is_dmidecodes(text);
}

/* What modules are called: "DDR3" at "1600 MHz" is DDR3-1600. What SPD says of the maker is a code. */
static void name_dimm(struct dmidecode_reader *reader) {
    struct str *name = &reader->part[COMPONENTS_NAME], *maker = &reader->part[COMPONENTS_MANUFACTURER];
    uint64_t speed;

    if (str_starts_with(*name, STR("DDR")) && fields_leading_number(reader->speed, &speed) && speed > 0) {
        *name = arena_printf(reader->observation->arena, "%.*s-%" PRIu64, STR_FMT(*name), speed);
    }
    *maker = memory_maker(*maker);
}

/* The kind of component that the structure describes; NULL when it is none. */
static const char *part_kind(unsigned type) {
    for (size_t i = 0; i < ARRAY_LEN(part_kinds); i++) {
        if (part_kinds[i].type == type) {
            return part_kinds[i].kind;
        }
    }
    return NULL;
}

/* A slot without a module has no size; of a socket or a supply that nobody described there is no serial and no model.
 */
static bool is_there(const struct dmidecode_reader *reader) {
    uint64_t number;

    if (reader->is_absent) {
        return false;
    }
    if (reader->type == TYPE_DIMM) {
        return fields_leading_number(reader->part[COMPONENTS_CAPACITY], &number) && number > 0;
    }
    return !is_placeholder(reader->part[COMPONENTS_SERIAL]) || !is_placeholder(reader->part[COMPONENTS_MODEL]);
}

static void add_part(struct dmidecode_reader *reader) {
    struct observation_row *row = observation_add(reader->observation, TABLE_COMPONENTS);

    for (unsigned column = 0; row && column < COMPONENTS_COLUMN_COUNT; column++) {
        if (!is_placeholder(reader->part[column])) {
            observation_cell(reader->observation, row, column, reader->part[column]);
        }
    }
    if (row) {
        observation_cell(reader->observation, row, COMPONENTS_KIND, str_from(part_kind(reader->type)));
    }
}

static void end_structure(struct dmidecode_reader *reader) {
    if (reader->type == TYPE_DIMM) {
        name_dimm(reader);
    }
    if (part_kind(reader->type) && is_there(reader)) {
        add_part(reader);
    }
    memset(reader->part, 0, sizeof(reader->part));
    reader->speed = STR_NONE;
    reader->is_absent = false;
    reader->type = TYPES;
}

/* "DMI type 17, 34 bytes": on the handle's line, or below it in old versions. */
static bool begin_structure(struct dmidecode_reader *reader, struct str line) {
    ptrdiff_t at = str_find(line, STR("DMI type "));
    uint64_t type;

    if (at < 0 || !fields_leading_number(str_sub(line, (size_t)at + 9, SIZE_MAX), &type)) {
        return false;
    }
    end_structure(reader);
    if (type < TYPES && reader->structures++ < STRUCTURES_MAX) {
        reader->type = (unsigned)type;
        reader->is_repeated = reader->is_seen[type];
        reader->is_seen[type] = true;
    }
    return true;
}

static void take_fact(struct dmidecode_reader *reader, struct str line) {
    struct str value;

    for (size_t i = 0; i < ARRAY_LEN(fact_keys); i++) {
        if (fact_keys[i].type == reader->type && fields_colon(line, fact_keys[i].key, &value)) {
            struct str *fact = fields_at(&reader->facts, fact_keys[i].offset);
            if (str_is_empty(*fact) && !is_dmidecodes(value)) {
                *fact = value;
            }
            return;
        }
    }
}

static void take_part(struct dmidecode_reader *reader, struct str line) {
    struct str value;

    if (fields_colon(line, "Speed", &value)) {
        reader->speed = value;
        return;
    }
    if (fields_colon(line, "Status", &value)) {
        reader->is_absent = str_starts_with(value, STR("Unpopulated")) || str_starts_with(value, STR("Not Present"));
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(part_keys); i++) {
        if (part_keys[i].type == reader->type && fields_colon(line, part_keys[i].key, &value)) {
            reader->part[part_keys[i].column] = value;
            return;
        }
    }
}

void collect_dmidecode(struct str body, struct observation *observation) {
    struct dmidecode_reader reader = {.observation = observation, .type = TYPES};
    struct str line;

    while (fields_next_line(&body, &line)) {
        if (begin_structure(&reader, line)) {
            continue;
        }
        if (str_starts_with(line, STR("Handle "))) {
            end_structure(&reader);
        } else if (part_kind(reader.type)) {
            take_part(&reader, line);
        } else if (reader.type < TYPES && !reader.is_repeated) {
            take_fact(&reader, line);
        }
    }
    end_structure(&reader);
    dmi_apply(&reader.facts, observation);
}
