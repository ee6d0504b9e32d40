#include "scanner/collect/esxi.h"

#include "base/buffer.h"
#include "base/calendar.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/hardware/nic.h"
#include "scanner/collect/software/package.h"

#define MEBIBYTE     (UINT64_C(1) << 20)
#define MEBIBYTE_MAX (UINT64_C(1) << 40)
#define UUID_BYTES   16

/* The value of "   Key: value" in the body. */
static struct str value_of(struct str body, const char *key) {
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, key, &value)) {
            return value;
        }
    }
    return STR_NONE;
}

/* --- machine -------------------------------------------------------------------------------------------------------
 */

/* "0x4c 0x4c 0x45 0x44 0x0 …": sixteen bytes. */
static struct str uuid_text(struct arena *arena, struct str bytes) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str word;
    size_t count = 0;

    while (fields_next_word(&bytes, &word) && count < UUID_BYTES) {
        if (!str_drop_prefix(&word, STR("0x")) || word.n == 0 || word.n > 2) {
            return STR_NONE;
        }
        buffer_append_cstr(&text, count == 4 || count == 6 || count == 8 || count == 10 ? "-" : "");
        buffer_append_cstr(&text, word.n == 1 ? "0" : "");
        buffer_append(&text, word);
        count++;
    }
    return count == UUID_BYTES && !text.failed ? arena_dup(arena, buffer_view(&text)) : STR_NONE;
}

void collect_esxi_machine(struct str body, struct observation *observation) {
    struct str vendor = value_of(body, "Vendor Name");

    if (str_starts_with(vendor, STR("VMware"))) {
        observation_set(observation, DEVICES_VIRTUAL, STR("yes"));
        observation_set(observation, DEVICES_KIND, STR("vm"));
    } else if (!str_is_empty(vendor)) {
        observation_set(observation, DEVICES_VIRTUAL, STR("no"));
    }
    dmi_apply(
        &(struct dmi_facts){
            .manufacturer = vendor,
            .model = value_of(body, "Product Name"),
            .serial = value_of(body, "Serial Number"),
            .uuid = uuid_text(observation->arena, value_of(body, "UUID")),
            .chassis_serial = value_of(body, "Enclosure Serial Number"),
            .asset_tag = value_of(body, "BIOS Asset Tag"),
        },
        observation);
}

/* "2021-05-04T10:12:13", in UTC */
void collect_esxi_install(struct str body, struct observation *observation) {
    struct str text = fields_value(body, "installed");
    struct instant instant;

    if (instant_read(arena_printf(observation->arena, "%.*sZ", STR_FMT(text)), &instant)) {
        observation_set_instant(observation, DEVICES_INSTALLED_AT, instant.seconds);
    }
}

/* --- processors and memory -----------------------------------------------------------------------------------------
 */

void collect_esxi_cpu(struct str body, struct observation *observation) {
    observation_set(observation, DEVICES_CPU_MODEL, fields_value(body, "model"));
    cpu_set_counts(observation, cpu_count(value_of(body, "CPU Packages")), cpu_count(value_of(body, "CPU Cores")),
                   cpu_count(value_of(body, "CPU Threads")));
}

/* "   Physical Memory: 137342980096 Bytes" */
void collect_esxi_memory(struct str body, struct observation *observation) {
    uint64_t bytes;

    if (fields_leading_number(value_of(body, "Physical Memory"), &bytes)) {
        observation_set_count(observation, DEVICES_MEMORY_MB, fields_rounded(bytes, MEBIBYTE));
    }
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

/* A device's name stands at the margin, its properties below it: Size is in MB of 2^20. */
static void take_property(struct str line, struct disk *disk, bool *is_disk) {
    struct str value;

    if (fields_colon(line, "Size", &value)) {
        disk->bytes = str_to_u64(value, &disk->bytes) && disk->bytes < MEBIBYTE_MAX ? disk->bytes * MEBIBYTE : 0;
    } else if (fields_colon(line, "Device Type", &value)) {
        *is_disk = str_eq(value, STR("Direct-Access"));
    } else if (fields_colon(line, "Vendor", &value)) {
        disk->manufacturer = value;
    } else if (fields_colon(line, "Model", &value)) {
        disk->model = value;
    } else if (fields_colon(line, "Revision", &value)) {
        disk->firmware = value;
    } else if (fields_colon(line, "Is Local", &value)) {
        disk->is_foreign |= str_eq(value, STR("false"));
    } else if (fields_colon(line, "Is USB", &value)) {
        disk->is_foreign |= str_eq(value, STR("true"));
    }
}

static void end_disk(struct disk_list *list, struct disk *disk, bool *is_disk) {
    if (*is_disk && disk->bytes > 0) {
        disk_list_add(list, disk);
    }
    *disk = (struct disk){0};
    *is_disk = false;
}

void collect_esxi_disks(struct str body, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct disk disk = {0};
    bool is_disk = false;
    struct str line;

    while (fields_next_line(&body, &line)) {
        if (line.n > 0 && line.p[0] != ' ') {
            end_disk(&list, &disk, &is_disk);
            disk.name = line;
        } else {
            take_property(line, &disk, &is_disk);
        }
    }
    end_disk(&list, &disk, &is_disk);
    disk_list_report(&list);
}

/* --- network -------------------------------------------------------------------------------------------------------
 */

/* "vmnic0  0000:02:00.0  ntg3  Up  Up  1000  Full  d0:94:66:00:00:01  1500  Broadcom …". Before 5.5 there is one state
 * only, so the address is looked for, and the speed is two words before it. */
static void take_card(struct nic_list *list, struct str name, struct str rest) {
    struct nic *nic = nic_list_get(list, name);
    struct str words[2] = {STR_NONE, STR_NONE}, word;
    uint64_t speed;

    if (!nic) {
        return;
    }
    nic->type = NIC_ETHERNET;
    nic->is_own = true;
    while (str_is_empty(nic->mac) && fields_next_word(&rest, &word)) {
        nic->mac = nic_mac(list->arena, word);
        if (!str_is_empty(nic->mac)) {
            nic->speed_mbps = str_to_u64(words[0], &speed) && speed > 0 ? words[0] : STR_NONE;
        }
        nic->is_up = nic->is_up || str_eq(word, STR("Full")) || str_eq(word, STR("Half"));
        words[0] = words[1];
        words[1] = word;
    }
    nic->is_up = nic->is_up && !str_is_empty(nic->speed_mbps);
}

/* "vmk0  192.0.2.9  255.255.255.0  …" */
static void take_interface(struct nic_list *list, struct str name, struct str rest) {
    struct nic *nic = nic_list_get(list, name);
    struct str address;

    if (nic && fields_next_word(&rest, &address)) {
        nic->is_up = true;
        nic_add_address(list, nic, address);
    }
}

void collect_esxi_network(struct str body, struct observation *observation) {
    struct nic_list list;
    struct str line, name;

    if (!nic_list_init(&list, observation->arena)) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        if (!fields_next_word(&line, &name)) {
            continue;
        }
        if (str_starts_with(name, STR("vmnic"))) {
            take_card(&list, name, line);
        } else if (str_starts_with(name, STR("vmk"))) {
            take_interface(&list, name, line);
        }
    }
    nic_report(&list, observation);
}

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* "esx-base  8.0.2-0.0.22380479  VMware  VMwareCertified  2023-10-05": the first two lines are the heading. */
void collect_esxi_vibs(struct str body, struct observation *observation) {
    struct str line, name, version, vendor;

    while (fields_next_line(&body, &line)) {
        if (fields_next_word(&line, &name) && fields_next_word(&line, &version) && fields_next_word(&line, &vendor) &&
            str_has_digit(version)) {
            package_add(observation, "vib", &(struct package){.name = name, .version = version, .vendor = vendor});
        }
    }
}
