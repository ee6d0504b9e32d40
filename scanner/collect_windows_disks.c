#include "scanner/collect_windows_disks.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "scanner/collect_fields.h"
#include "scanner/collect_windows_rows.h"

#define DISKS_MAX         1024
#define ATA_SERIAL_DIGITS 40 /* 20 bytes */

/* What the two classes call the same things. */
struct disk_class {
    const char *name;
    const char *device, *model, *firmware;
    const char *serials[2]; /* the first that is one */
    const char *bus;
    const char *foreign; /* buses that are plugged in, lent by an array, or made of files and other disks */
};

/* MSFT_PhysicalDisk.BusType: 4 1394, 6 Fibre Channel, 7 USB, 9 iSCSI, 14 virtual, 15 file-backed, 16 storage spaces.
 * Of an NVMe disk SerialNumber is a world wide name, and the adapter's the maker's. */
static const struct disk_class physical = {
    "MSFT_PhysicalDisk", "DeviceId",        "FriendlyName", "FirmwareVersion", {"AdapterSerialNumber", "SerialNumber"},
    "BusType",           "4|6|7|9|14|15|16"};
static const struct disk_class drive = {
    "Win32_DiskDrive", "DeviceID", "Model", "FirmwareRevision", {"SerialNumber", "SerialNumber"},
    "InterfaceType",   "USB|1394"};

static int hex_digit(char c) {
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, str_lower_char(c)) : NULL;

    return at ? (int)(at - digits) : -1;
}

static bool is_hex(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (hex_digit(text.p[i]) < 0) {
            return false;
        }
    }
    return true;
}

/* Up to Windows 7 the 20 bytes of an ATA serial number come as hex digits, the two bytes of each word exchanged. */
static struct str decode_ata(struct arena *arena, struct str text) {
    char bytes[ATA_SERIAL_DIGITS / 2];

    if (text.n != ATA_SERIAL_DIGITS || !is_hex(text)) {
        return text;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        int byte = hex_digit(text.p[2 * i]) * 16 + hex_digit(text.p[2 * i + 1]);
        if (byte < 0x20 || byte > 0x7e) {
            return text;
        }
        bytes[i ^ 1] = (char)byte;
    }
    return arena_dup(arena, str_trim((struct str){bytes, sizeof bytes}));
}

/* "0025_3858_11B0_5A2F." or "E823_8FA6_BF53_0001_001B_448B_4A1C_7E5F.": an identifier of NVMe, no serial number. */
static bool is_world_wide_name(struct str text) {
    (void)str_drop_suffix(&text, STR("."));
    for (size_t i = 0; i < text.n; i++) {
        if (i % 5 == 4 ? text.p[i] != '_' : hex_digit(text.p[i]) < 0) {
            return false;
        }
    }
    return text.n == 19 || text.n == 39;
}

static struct str serial_of(struct observation *observation, const struct disk_class *class,
                            const struct json_node *disk) {
    for (size_t i = 0; i < ARRAY_LEN(class->serials); i++) {
        struct str text = decode_ata(observation->arena, windows_text(observation, disk, class->serials[i]));
        if (!str_is_empty(text) && !is_world_wide_name(text) && !identity_is_placeholder(text)) {
            return text;
        }
    }
    return STR_NONE;
}

/* "\\.\PHYSICALDRIVE0" and "0" are the same disk. */
static struct str name_of(struct observation *observation, const struct disk_class *class,
                          const struct json_node *disk) {
    struct str name = windows_text(observation, disk, class->device);

    (void)str_drop_prefix(&name, STR("\\\\.\\PHYSICALDRIVE"));
    return str_is_empty(name) ? name : arena_printf(observation->arena, "PhysicalDrive%.*s", STR_FMT(name));
}

static void add_component(struct observation *observation, const struct disk_class *class, const struct json_node *disk,
                          uint64_t bytes) {
    struct observation_row *row = observation_add(observation, TABLE_COMPONENTS);

    if (!row) {
        return;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("disk"));
    observation_cell(observation, row, COMPONENTS_NAME, name_of(observation, class, disk));
    observation_cell(observation, row, COMPONENTS_MODEL, windows_text(observation, disk, class->model));
    observation_cell(observation, row, COMPONENTS_SERIAL, serial_of(observation, class, disk));
    observation_cell(observation, row, COMPONENTS_FIRMWARE, windows_text(observation, disk, class->firmware));
    observation_cell(observation, row, COMPONENTS_CAPACITY,
                     arena_printf(observation->arena, "%llu GB", (unsigned long long)fields_decimal_gb(bytes)));
}

static void take_disks(const struct json_document *document, const struct disk_class *class,
                       struct observation *observation) {
    const struct json_node *disks = windows_rows(document, class->name);
    uint64_t bytes, total = 0;

    for (size_t i = 0; i < json_length(disks) && i < DISKS_MAX; i++) {
        const struct json_node *disk = json_at(disks, i);
        if (!windows_number(disk, "Size", &bytes) || bytes == 0) {
            continue; /* a card reader without a card */
        }
        add_component(observation, class, disk, bytes);
        if (!str_is_listed(class->foreign, windows_text(observation, disk, class->bus)) &&
            total <= UINT64_MAX - bytes) {
            total += bytes;
        }
    }
    if (total > 0) {
        observation_set_number(observation, DEVICES_DISK_GB, fields_decimal_gb(total));
    }
}

void collect_windows_disks(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);

    if (document) {
        bool has_physical = json_length(windows_rows(document, physical.name)) > 0;
        take_disks(document, has_physical ? &physical : &drive, observation);
    }
}
