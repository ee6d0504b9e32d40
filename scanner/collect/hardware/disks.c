#include "scanner/collect/hardware/disks.h"

#include "base/buffer.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/disk.h"

#define BLOCKS_MAX  1024
#define SECTOR_SIZE 512
#define VALUE_MAX   1024

enum field {
    FIELD_NAME,
    FIELD_TYPE,
    FIELD_SIZE,
    FIELD_SECTORS,
    FIELD_MODEL,
    FIELD_SERIAL,
    FIELD_WWN,
    FIELD_TRAN,
    FIELD_REV,
    FIELDS
};

static const char *const field_names[FIELDS] = {
    [FIELD_NAME] = "NAME",       [FIELD_TYPE] = "TYPE",   [FIELD_SIZE] = "SIZE",
    [FIELD_SECTORS] = "SECTORS", [FIELD_MODEL] = "MODEL", [FIELD_SERIAL] = "SERIAL",
    [FIELD_WWN] = "WWN",         [FIELD_TRAN] = "TRAN",   [FIELD_REV] = "REV",
};

/* A block device. */
struct block {
    struct str fields[FIELDS];
};

struct block_list {
    struct arena *arena;
    struct block *items;
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

/* lsblk writes what could break its quotes as \xHH. */
static struct str unescape(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer out = {0};

    if (!str_contains(text, STR("\\x"))) {
        return text;
    }
    for (size_t i = 0; i < text.n; i++) {
        bool is_escape = text.n - i >= 4 && text.p[i] == '\\' && text.p[i + 1] == 'x' &&
                         str_hex_digit(text.p[i + 2]) >= 0 && str_hex_digit(text.p[i + 3]) >= 0;
        if (is_escape) {
            buffer_append_char(&out, (char)(str_hex_digit(text.p[i + 2]) * 16 + str_hex_digit(text.p[i + 3])));
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

static struct block *find_block(struct block_list *list, struct str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].fields[FIELD_NAME], name)) {
            return &list->items[i];
        }
    }
    return NULL;
}

/* lsblk's list is the list; sysfs only fills in what it leaves blank, and stands in for it where there is none. */
static void add_line(struct block_list *list, bool has_lsblk, struct str line) {
    struct block found = {0}, *known;
    struct str key, value;

    while (next_pair(&line, &key, &value)) {
        for (size_t i = 0; i < FIELDS; i++) {
            if (str_eq(key, str_from(field_names[i]))) {
                found.fields[i] = unescape(list->arena, str_trim(value));
            }
        }
    }
    known = find_block(list, found.fields[FIELD_NAME]);
    for (size_t i = 0; known && i < FIELDS; i++) {
        known->fields[i] = str_is_empty(known->fields[i]) ? found.fields[i] : known->fields[i];
    }
    bool is_disk =
        str_eq(found.fields[FIELD_TYPE], STR("disk")) || (!has_lsblk && str_eq(found.fields[FIELD_TYPE], STR("sysfs")));
    if (!known && is_disk && !str_is_empty(found.fields[FIELD_NAME]) && !is_other_device(found.fields[FIELD_NAME]) &&
        list->count < BLOCKS_MAX) {
        list->items[list->count++] = found;
    }
}

/* 0 when unknown. */
static uint64_t bytes_of(const struct block *block) {
    uint64_t number;

    if (str_to_u64(block->fields[FIELD_SIZE], &number)) {
        return number;
    }
    if (str_to_u64(block->fields[FIELD_SECTORS], &number) && number <= UINT64_MAX / SECTOR_SIZE) {
        return number * SECTOR_SIZE;
    }
    return 0;
}

/* Two paths to one disk have one world wide name. */
static bool is_second_path(const struct block_list *list, size_t index) {
    struct str wwn = list->items[index].fields[FIELD_WWN];

    for (size_t i = 0; i < index && !str_is_empty(wwn); i++) {
        if (str_eq(list->items[i].fields[FIELD_WWN], wwn)) {
            return true;
        }
    }
    return false;
}

static void add_disk(struct disk_list *disks, const struct block *block) {
    struct disk disk = {
        .name = block->fields[FIELD_NAME],
        .model = block->fields[FIELD_MODEL],
        .serial = block->fields[FIELD_SERIAL],
        .firmware = block->fields[FIELD_REV],
        .bytes = bytes_of(block),
        .is_foreign = str_is_listed("usb|iscsi|fc|fcoe", block->fields[FIELD_TRAN]),
    };

    if (disk.bytes > 0) {
        disk_list_add(disks, &disk);
    }
}

void collect_disks(struct str body, struct observation *observation) {
    struct block_list blocks = {.arena = observation->arena};
    struct disk_list disks = {.observation = observation};
    bool has_lsblk = str_contains(body, STR("TYPE=\"disk\""));
    struct str line;

    blocks.items = arena_alloc_array(observation->arena, BLOCKS_MAX, sizeof(*blocks.items));
    if (!blocks.items) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        add_line(&blocks, has_lsblk, line);
    }
    for (size_t i = 0; i < blocks.count; i++) {
        if (!is_second_path(&blocks, i)) {
            add_disk(&disks, &blocks.items[i]);
        }
    }
    disk_list_report(&disks);
}
