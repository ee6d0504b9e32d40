#include "scanner/collect/hpux.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/software/package.h"

/* --- machine -------------------------------------------------------------------------------------------------------
 */

/* "ia64 hp server rx2660", "9000/800/rp3440" */
void collect_hpux_machine(struct str body, struct observation *observation) {
    struct str model = fields_value(body, "model"), rest = model, word;

    if (fields_next_word(&rest, &word) && str_eq(word, STR("ia64"))) {
        model = str_trim(rest);
    }
    dmi_apply(
        &(struct dmi_facts){
            .manufacturer = str_is_empty(model) ? STR_NONE : STR("HP"),
            .model = model,
            .serial = fields_value(body, "serial"),
            .uuid = fields_value(body, "uuid"),
        },
        observation);
}

/* --- machinfo ------------------------------------------------------------------------------------------------------
 */

/* "Key: value" and, in its older form, "Key = value". */
static bool has_key(struct str line, const char *key, struct str *ret_value) {
    struct str rest = str_trim(line);

    if (!str_drop_prefix(&rest, str_from(key))) {
        return false;
    }
    rest = str_trim(rest);
    if (!str_drop_prefix(&rest, STR(":")) && !str_drop_prefix(&rest, STR("="))) {
        return false;
    }
    *ret_value = str_trim(rest);
    return true;
}

/* "2 Intel(R) Itanium 2 9100 series processors (1.59 GHz, 18 MB)", "4 logical processors (2 per socket)" */
static void take_processors(struct str text, struct observation *observation) {
    ptrdiff_t end = str_find(text, STR(" processor"));
    struct str rest = text, count;

    if (end < 0 || !fields_next_word(&rest, &count) || rest.p > text.p + end) {
        return;
    }
    if (str_starts_with(str_trim(rest), STR("logical "))) {
        observation_set_count(observation, DEVICES_CPU_THREADS, cpu_count(count));
        return;
    }
    observation_set_count(observation, DEVICES_CPU_SOCKETS, cpu_count(count));
    observation_set(observation, DEVICES_CPU_MODEL, str_range(rest.p, text.p + end));
}

void collect_machinfo_cpu(struct str body, struct observation *observation) {
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        struct str text = str_trim(line);
        if (has_key(line, "Number of CPUs", &value)) {
            observation_set_count(observation, DEVICES_CPU_THREADS, cpu_count(value));
        } else if (has_key(line, "processor model", &value)) {
            /* "7 Intel(R) Itanium 2 9000 series": the number is the maker's */
            uint64_t number;
            ptrdiff_t blank = str_find_char(value, ' ');
            bool is_numbered = blank > 0 && str_to_u64(str_sub(value, 0, (size_t)blank), &number);
            observation_set(observation, DEVICES_CPU_MODEL,
                            is_numbered ? str_sub(value, (size_t)blank + 1, SIZE_MAX) : value);
        } else if (text.n > 0 && str_is_digit(text.p[0])) {
            take_processors(text, observation);
        }
    }
}

void collect_machinfo_memory(struct str body, struct observation *observation) {
    struct str line, value;
    uint64_t megabytes;

    while (fields_next_line(&body, &line)) {
        if (has_key(line, "Memory", &value) && str_contains(value, STR(" MB")) &&
            fields_leading_number(value, &megabytes)) {
            observation_set_count(observation, DEVICES_MEMORY_MB, megabytes);
        }
    }
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

/* Fields of ioscan -F, separated by colons. */
enum { IOSCAN_CLASS = 8, IOSCAN_PATH = 10, IOSCAN_STATE = 15, IOSCAN_TYPE, IOSCAN_DESCRIPTION, IOSCAN_FIELDS };

/* "HP      146 GMAX3147NC": the maker's part of an inquiry is eight characters wide. */
static void set_inquiry(struct disk *disk, struct str text) {
    bool is_split = text.n > 8 && text.p[7] == ' ';

    disk->manufacturer = is_split ? str_trim(str_sub(text, 0, 8)) : STR_NONE;
    disk->model = is_split ? str_trim(str_sub(text, 8, SIZE_MAX)) : text;
}

void collect_ioscan(struct str body, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct str line;

    while (fields_next_line(&body, &line)) {
        struct str fields[IOSCAN_FIELDS] = {{0}}, rest = line;
        struct disk disk = {0};
        size_t n = 0;
        while (n < IOSCAN_FIELDS && str_cut(&rest, ':', &fields[n])) {
            n++;
        }
        if (n == IOSCAN_FIELDS && str_eq(fields[IOSCAN_CLASS], STR("disk")) &&
            str_eq(fields[IOSCAN_STATE], STR("CLAIMED")) && !str_contains(fields[IOSCAN_DESCRIPTION], STR("DVD"))) {
            disk.name = fields[IOSCAN_PATH];
            set_inquiry(&disk, fields[IOSCAN_DESCRIPTION]);
            disk_list_add(&list, &disk);
        }
    }
}

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* "  Ignite-UX   C.7.10.474   HP   HP-UX System Installation Services"; lines that begin with # are about the list.
 * Patches (PHCO_12345) are products here. */
void collect_swlist(struct str body, struct observation *observation) {
    struct str line, name, version, vendor;

    while (fields_next_line(&body, &line)) {
        if (!str_starts_with(line, STR("#")) && fields_next_word(&line, &name) && fields_next_word(&line, &version)) {
            vendor = STR_NONE;
            (void)fields_next_word(&line, &vendor);
            package_add(observation, "swlist", &(struct package){.name = name, .version = version, .vendor = vendor});
        }
    }
}
