#include "scanner/collect_disks.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "scanner/collect_fields.h"

#define DISKS_MAX   1024
#define SECTOR_SIZE 512
#define VALUE_MAX   1024

enum disk_field {
    DISK_NAME,
    DISK_TYPE,
    DISK_SIZE,
    DISK_SECTORS,
    DISK_MODEL,
    DISK_SERIAL,
    DISK_WWN,
    DISK_TRAN,
    DISK_REV,
    DISK_FIELDS
};

static const char *const field_names[DISK_FIELDS] = {
    [DISK_NAME] = "NAME",       [DISK_TYPE] = "TYPE",   [DISK_SIZE] = "SIZE",
    [DISK_SECTORS] = "SECTORS", [DISK_MODEL] = "MODEL", [DISK_SERIAL] = "SERIAL",
    [DISK_WWN] = "WWN",         [DISK_TRAN] = "TRAN",   [DISK_REV] = "REV",
};

struct disk {
    struct str fields[DISK_FIELDS];
};

struct disk_list {
    struct arena *arena;
    struct disk *items;
    size_t count;
};

/* Block devices that are no disks of the machine: memory, files, optical and floppy drives, network, parts of eMMC. */
static bool is_other_device(struct str name) {
    static const char *const prefixes[] = {"loop", "ram", "zram", "sr", "fd", "nbd", "rbd", "drbd", "dm-", "md", "mtd"};
    static const char *const suffixes[] = {"boot0", "boot1", "rpmb"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        if (str_starts_with(name, str_from(prefixes[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (str_ends_with(name, str_from(suffixes[i]))) {
            return true;
        }
    }
    return false;
}

static int hex_digit(char c) {
    const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, str_lower_char(c)) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* lsblk writes what could break its quotes as \xHH. */
static struct str unescape(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer out = {0};

    if (!str_contains(text, STR("\\x"))) {
        return text;
    }
    for (size_t i = 0; i < text.n; i++) {
        bool is_escape = text.n - i >= 4 && text.p[i] == '\\' && text.p[i + 1] == 'x' &&
                         hex_digit(text.p[i + 2]) >= 0 && hex_digit(text.p[i + 3]) >= 0;
        if (is_escape) {
            buffer_append_char(&out, (char)(hex_digit(text.p[i + 2]) * 16 + hex_digit(text.p[i + 3])));
            i += 3;
        } else {
            buffer_append_char(&out, text.p[i]);
        }
    }
    return out.failed ? STR_NONE : arena_dup(arena, buffer_view(&out));
}

/* Takes KEY="VALUE" off *REST; false at the end or when it is something else. */
static bool next_pair(struct str *rest, struct str *ret_key, struct str *ret_value) {
    struct str text = str_trim(*rest);
    ptrdiff_t equals = str_find(text, STR("=\"")), end;

    if (equals <= 0) {
        return false;
    }
    *ret_key = str_sub(text, 0, (size_t)equals);
    text = str_sub(text, (size_t)equals + 2, SIZE_MAX);
    end = str_find_char(text, '"');
    if (end < 0 || end > VALUE_MAX) {
        return false;
    }
    *ret_value = str_sub(text, 0, (size_t)end);
    *rest = str_sub(text, (size_t)end + 1, SIZE_MAX);
    return true;
}

static struct disk *find_disk(struct disk_list *list, struct str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].fields[DISK_NAME], name)) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* lsblk's list is the list; sysfs only fills in what it leaves blank, and stands in for it where there is none. */
static void add_line(struct disk_list *list, bool has_lsblk, struct str line) {
    struct disk found = {0}, *known;
    struct str key, value;

    while (next_pair(&line, &key, &value)) {
        for (size_t i = 0; i < DISK_FIELDS; i++) {
            if (str_eq(key, str_from(field_names[i]))) {
                found.fields[i] = unescape(list->arena, str_trim(value));
            }
        }
    }
    known = find_disk(list, found.fields[DISK_NAME]);
    for (size_t i = 0; known && i < DISK_FIELDS; i++) {
        known->fields[i] = str_is_empty(known->fields[i]) ? found.fields[i] : known->fields[i];
    }
    bool is_disk =
        str_eq(found.fields[DISK_TYPE], STR("disk")) || (!has_lsblk && str_eq(found.fields[DISK_TYPE], STR("sysfs")));
    if (!known && is_disk && !str_is_empty(found.fields[DISK_NAME]) && !is_other_device(found.fields[DISK_NAME]) &&
        list->count < DISKS_MAX) {
        list->items[list->count++] = found;
    }
}

/* 0 when unknown. */
static uint64_t disk_bytes(const struct disk *disk) {
    uint64_t number;

    if (str_to_u64(disk->fields[DISK_SIZE], &number)) {
        return number;
    }
    if (str_to_u64(disk->fields[DISK_SECTORS], &number) && number <= UINT64_MAX / SECTOR_SIZE) {
        return number * SECTOR_SIZE;
    }
    return 0;
}

/* Two paths to one disk have one world wide name. */
static bool is_second_path(const struct disk_list *list, size_t index) {
    struct str wwn = list->items[index].fields[DISK_WWN];

    for (size_t i = 0; i < index && !str_is_empty(wwn); i++) {
        if (str_eq(list->items[i].fields[DISK_WWN], wwn)) {
            return true;
        }
    }
    return false;
}

/* What is plugged in or lent by a storage array is not what the ledger means by the machine's disks. */
static bool is_built_in(const struct disk *disk) {
    static const char *const foreign[] = {"usb", "iscsi", "fc", "fcoe"};

    for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
        if (str_eq(disk->fields[DISK_TRAN], str_from(foreign[i]))) {
            return false;
        }
    }
    return true;
}

static void add_component(struct observation *observation, const struct disk *disk, uint64_t bytes) {
    static const struct {
        enum disk_field field;
        unsigned column;
    } columns[] = {{DISK_NAME, COMPONENTS_NAME},
                   {DISK_MODEL, COMPONENTS_MODEL},
                   {DISK_SERIAL, COMPONENTS_SERIAL},
                   {DISK_REV, COMPONENTS_FIRMWARE}};
    struct observation_row *row = observation_add(observation, TABLE_COMPONENTS);

    if (!row) {
        return;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("disk"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        struct str text = disk->fields[columns[i].field];
        if (columns[i].field != DISK_SERIAL || !identity_is_placeholder(text)) {
            observation_cell(observation, row, columns[i].column, text);
        }
    }
    observation_cell(observation, row, COMPONENTS_CAPACITY,
                     arena_printf(observation->arena, "%llu GB", (unsigned long long)fields_decimal_gb(bytes)));
}

static void report(const struct disk_list *list, struct observation *observation) {
    uint64_t total = 0;

    for (size_t i = 0; i < list->count; i++) {
        uint64_t bytes = disk_bytes(&list->items[i]);
        if (bytes == 0 || is_second_path(list, i)) {
            continue;
        }
        add_component(observation, &list->items[i], bytes);
        if (is_built_in(&list->items[i]) && total <= UINT64_MAX - bytes) {
            total += bytes;
        }
    }
    if (total > 0) {
        observation_set_number(observation, DEVICES_DISK_GB, fields_decimal_gb(total));
    }
}

void collect_disks(struct str body, struct observation *observation) {
    struct disk_list list = {.arena = observation->arena};
    bool has_lsblk = str_contains(body, STR("TYPE=\"disk\""));
    struct str line;

    list.items = arena_alloc_array(observation->arena, DISKS_MAX, sizeof(*list.items));
    while (list.items && fields_next_line(&body, &line)) {
        add_line(&list, has_lsblk, line);
    }
    if (list.items) {
        report(&list, observation);
    }
}
