#include "scanner/collect/hardware/bsd_disks.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/disk.h"

/* Not those of optical and floppy drives, nor of what the kernel makes of memory, files and other disks. */
static bool is_disk_name(struct str name) {
    static const char *const others[] = {"cd", "md", "fd", "vnd", "ccd", "rd", "cgd"};

    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (str_starts_with(name, str_from(others[i]))) {
            return false;
        }
    }
    return !str_is_empty(name);
}

/* A size in sectors: false when the product is none. */
static bool multiply(uint64_t sectors, uint64_t sector_size, uint64_t *ret_bytes) {
    return sectors > 0 && sector_size > 0 && !__builtin_mul_overflow(sectors, sector_size, ret_bytes);
}

/* --- geom ----------------------------------------------------------------------------------------------------------
 */

static void end_geom(struct disk_list *list, struct disk *disk) {
    if (is_disk_name(disk->name) && disk->bytes > 0) {
        disk_list_add(list, disk);
    }
    *disk = (struct disk){0};
}

/* "Mediasize: 500107862016 (466G)" */
static void take_geom_line(struct disk *disk, struct str line) {
    struct str value;

    if (fields_colon(line, "Mediasize", &value)) {
        disk->bytes = fields_leading_number(value, &disk->bytes) ? disk->bytes : 0;
    } else if (fields_colon(line, "descr", &value)) {
        disk->model = str_eq(value, STR("(null)")) ? STR_NONE : value;
    } else if (fields_colon(line, "ident", &value)) {
        disk->serial = str_eq(value, STR("(null)")) ? STR_NONE : value;
    }
}

void collect_geom(struct str body, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct disk disk = {0};
    struct str line, name;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, "Geom name", &name)) {
            end_geom(&list, &disk);
            disk.name = name;
        } else {
            take_geom_line(&disk, line);
        }
    }
    end_geom(&list, &disk);
    disk_list_report(&list);
}

/* --- dmesg ---------------------------------------------------------------------------------------------------------
 */

/* The number that ends before TEXT's offset END. */
static uint64_t number_before(struct str text, ptrdiff_t end) {
    size_t begin = (size_t)(end < 0 ? 0 : end);
    size_t stop = begin;
    uint64_t number;

    while (begin > 0 && str_is_digit(text.p[begin - 1])) {
        begin--;
    }
    return str_to_u64(str_sub(text, begin, stop - begin), &number) ? number : 0;
}

/* "sd0: 476940MB, 512 bytes/sector, 976773168 sectors" (OpenBSD),
 * "wd0: 931 GB, 1938021 cyl, 16 head, 63 sec, 512 bytes/sect x 1953525168 sectors" (NetBSD) */
static bool take_geometry(struct str line, struct disk *disk) {
    ptrdiff_t colon = str_find(line, STR(": "));
    uint64_t sector_size = number_before(line, str_find(line, STR(" bytes/sect")));

    if (colon <= 0 || !multiply(number_before(line, str_find(line, STR(" sectors"))), sector_size, &disk->bytes)) {
        return false;
    }
    disk->name = str_sub(line, 0, (size_t)colon);
    return is_disk_name(disk->name) && str_find_char(disk->name, ' ') < 0;
}

/* The kernel's buffer may hold more than one start: a disk counts once. */
static bool is_known(const struct observation *observation, struct str name) {
    for (const struct observation_row *row = observation->rows; row; row = row->next) {
        if (row->table == TABLE_COMPONENTS && str_eq(row->cells[COMPONENTS_NAME], name)) {
            return true;
        }
    }
    return false;
}

/* "sd0 at scsibus1 targ 0 lun 0: <ATA, WDC WD5000AAKX-0, 15.0> naa.50014ee2aaaaaaaa",
 * "wd0: <WDC WD10EZEX-00BN5A0>": what stands in brackets, in the last line before that speaks of the disk. */
static struct str description_of(struct str before, struct str name) {
    struct str line, found = STR_NONE, rest;

    while (fields_next_line(&before, &line)) {
        ptrdiff_t begin = str_find_char(line, '<'), end = str_find_char(line, '>');
        rest = line;
        if (str_drop_prefix(&rest, name) && (str_starts_with(rest, STR(" at ")) || str_starts_with(rest, STR(": "))) &&
            begin >= 0 && end > begin) {
            found = str_sub(line, (size_t)begin + 1, (size_t)(end - begin - 1));
        }
    }
    return found;
}

/* "ATA, WDC WD5000AAKX-0, 15.0": maker, model, revision; alone it is the model. */
static void set_description(struct disk *disk, struct str text) {
    struct str parts[3] = {{0}};
    size_t count = 0;

    while (count < ARRAY_LEN(parts) && str_cut(&text, ',', &parts[count])) {
        parts[count] = str_trim(parts[count]);
        count++;
    }
    disk->model = count == ARRAY_LEN(parts) ? parts[1] : parts[0];
    disk->manufacturer = count == ARRAY_LEN(parts) ? parts[0] : STR_NONE;
    disk->firmware = parts[2];
}

void collect_dmesg_disks(struct str body, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct str rest = body, line;

    while (fields_next_line(&rest, &line)) {
        struct disk disk = {0};
        if (take_geometry(line, &disk) && !is_known(observation, disk.name)) {
            set_description(&disk, description_of(str_range(body.p, line.p), disk.name));
            disk_list_add(&list, &disk);
        }
    }
    disk_list_report(&list);
}
