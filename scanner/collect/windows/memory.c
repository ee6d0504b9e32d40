#include "scanner/collect/windows/memory.h"

#include "inventory/identity.h"
#include "scanner/collect/windows/rows.h"
#include "scanner/device/memory_maker.h"

#define MODULES_MAX   1024
#define BYTES_PER_MIB (UINT64_C(1) << 20)
#define MIB_PER_GIB   1024

/* SMBIOS 7.18.2 Memory Device Type. */
static const struct {
    uint64_t number;
    const char *name;
} memory_types[] = {
    {18, "DDR"},   {19, "DDR2"},   {20, "DDR"},    {21, "DDR2"},   {24, "DDR3"}, {26, "DDR4"},
    {27, "LPDDR"}, {28, "LPDDR2"}, {29, "LPDDR3"}, {30, "LPDDR4"}, {34, "DDR5"}, {35, "LPDDR5"},
};

static struct str type_name(const struct json_node *module) {
    uint64_t number;

    for (size_t i = 0; windows_number(module, "SMBIOSMemoryType", &number) && i < ARRAY_LEN(memory_types); i++) {
        if (memory_types[i].number == number) {
            return str_from(memory_types[i].name);
        }
    }
    return STR_NONE;
}

/* As dmidecode writes it. */
static struct str capacity_text(struct arena *arena, uint64_t bytes) {
    uint64_t mib = bytes / BYTES_PER_MIB;
    bool is_whole = mib % MIB_PER_GIB == 0;

    return arena_printf(arena, "%llu %s", (unsigned long long)(is_whole ? mib / MIB_PER_GIB : mib),
                        is_whole ? "GB" : "MB");
}

static void add_module(struct observation *observation, const struct json_node *module, uint64_t bytes) {
    static const struct {
        const char *name;
        unsigned column;
    } columns[] = {{"DeviceLocator", COMPONENTS_SLOT},
                   {"Manufacturer", COMPONENTS_MANUFACTURER},
                   {"PartNumber", COMPONENTS_MODEL},
                   {"SerialNumber", COMPONENTS_SERIAL}};
    struct observation_row *row = observation_add(observation, TABLE_COMPONENTS);

    if (!row) {
        return;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("dimm"));
    observation_cell(observation, row, COMPONENTS_NAME, type_name(module));
    observation_cell(observation, row, COMPONENTS_CAPACITY, capacity_text(observation->arena, bytes));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        struct str text = windows_text(observation, module, columns[i].name);
        text = columns[i].column == COMPONENTS_MANUFACTURER ? memory_maker(text) : text;
        if (!identity_is_placeholder(text)) {
            observation_cell(observation, row, columns[i].column, text);
        }
    }
}

void collect_windows_memory(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *modules = document ? windows_rows(document, "Win32_PhysicalMemory") : NULL;
    uint64_t bytes, total = 0;

    for (size_t i = 0; i < json_length(modules) && i < MODULES_MAX; i++) {
        if (windows_number(json_at(modules, i), "Capacity", &bytes) && bytes >= BYTES_PER_MIB &&
            total <= UINT64_MAX - bytes) {
            add_module(observation, json_at(modules, i), bytes);
            total += bytes;
        }
    }
    if (document && windows_number(windows_first(document, "Win32_ComputerSystem"), "TotalPhysicalMemory", &bytes)) {
        total = bytes;
    }
    if (total >= BYTES_PER_MIB) {
        observation_set_number(observation, DEVICES_MEMORY_MB, total / BYTES_PER_MIB);
    }
}
