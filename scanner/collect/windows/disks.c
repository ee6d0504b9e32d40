#include "scanner/collect/windows/disks.h"

#include "inventory/identity.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/windows/rows.h"

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

static bool is_hex(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (str_hex_digit(text.p[i]) < 0) {
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
        int byte = str_hex_digit(text.p[2 * i]) * 16 + str_hex_digit(text.p[2 * i + 1]);
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
        if (i % 5 == 4 ? text.p[i] != '_' : str_hex_digit(text.p[i]) < 0) {
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

static struct disk read_disk(struct observation *observation, const struct disk_class *class,
                             const struct json_node *row) {
    return (struct disk){
        .name = name_of(observation, class, row),
        .model = windows_text(observation, row, class->model),
        .serial = serial_of(observation, class, row),
        .firmware = windows_text(observation, row, class->firmware),
        .is_foreign = str_is_listed(class->foreign, windows_text(observation, row, class->bus)),
    };
}

static void take_disks(const struct json_document *document, const struct disk_class *class,
                       struct observation *observation) {
    const struct json_node *rows = windows_rows(document, class->name);
    struct disk_list list = {.observation = observation};

    for (size_t i = 0; i < json_length(rows) && i < DISKS_MAX; i++) {
        struct disk disk = read_disk(observation, class, json_at(rows, i));
        /* a card reader without a card has no size */
        if (windows_number(json_at(rows, i), "Size", &disk.bytes) && disk.bytes > 0) {
            disk_list_add(&list, &disk);
        }
    }
    disk_list_report(&list);
}

void collect_windows_disks(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);

    if (document) {
        bool has_physical = json_length(windows_rows(document, physical.name)) > 0;
        take_disks(document, has_physical ? &physical : &drive, observation);
    }
}
