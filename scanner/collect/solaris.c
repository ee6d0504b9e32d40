#include "scanner/collect/solaris.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/software/package.h"

/* --- machine -------------------------------------------------------------------------------------------------------
 */

/* smbios -t SMB_TYPE_SYSTEM; a SPARC machine has none. */
static const struct fields_key smbios_keys[] = {
    {"Manufacturer", offsetof(struct dmi_facts, manufacturer)},
    {"Product", offsetof(struct dmi_facts, model)},
    {"Version", offsetof(struct dmi_facts, version)},
    {"Serial Number", offsetof(struct dmi_facts, serial)},
    {"UUID", offsetof(struct dmi_facts, uuid)},
};

/* prtdiag: "System Configuration:  Sun Microsystems  sun4u Sun Fire V240": the maker's words end where two blanks or
 * the kind of hardware begin. */
static void take_configuration(struct str text, struct dmi_facts *facts) {
    static const char *const makers[] = {"Sun Microsystems", "Oracle Corporation", "FUJITSU"};
    struct str rest = text, word;

    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        if (str_drop_prefix(&rest, str_from(makers[i]))) {
            facts->manufacturer = str_is_empty(facts->manufacturer) ? str_from(makers[i]) : facts->manufacturer;
            break;
        }
    }
    rest = str_trim(rest);
    text = rest;
    if (fields_next_word(&text, &word) && str_starts_with(word, STR("sun4"))) {
        rest = str_trim(text);
    }
    facts->model = str_is_empty(facts->model) ? rest : facts->model;
}

/* Under the heading "Chassis Serial Number" the number stands alone in a line. */
static void take_prtdiag_line(struct str line, bool *is_after_heading, struct dmi_facts *facts) {
    struct str rest = line, word;

    if (str_drop_prefix(&rest, STR("System Configuration:"))) {
        take_configuration(str_trim(rest), facts);
    } else if (str_starts_with(line, STR("Chassis Serial"))) {
        *is_after_heading = true;
    } else if (*is_after_heading && fields_next_word(&rest, &word) && str_is_empty(str_trim(rest)) &&
               str_has_digit(word)) {
        facts->chassis_serial = word;
        *is_after_heading = false;
    }
}

/* All zones of a machine see its serial number; only the global one is the machine. */
static void check_guest(struct str body, struct dmi_facts *facts, struct observation *observation) {
    struct str zone = fields_value(body, "zone"), role = fields_value(body, "role");

    if (!str_is_empty(zone) && !str_eq(zone, STR("global"))) {
        observation->is_container = true;
        observation_note(observation, arena_printf(observation->arena, "container: zone %.*s", STR_FMT(zone)));
    } else if (str_contains(role, STR("guest"))) {
        facts->serial = facts->uuid = facts->chassis_serial = STR_NONE;
        observation_note(observation, STR("LDoms guest"));
    } else {
        return;
    }
    observation_set(observation, DEVICES_VIRTUAL, STR("yes"));
    observation_set(observation, DEVICES_KIND, STR("vm"));
}

void collect_solaris_machine(struct str body, struct observation *observation) {
    struct dmi_facts facts = {.serial = fields_value(body, "sneep")};
    bool is_after_heading = false;
    struct str rest = body, line;

    while (fields_next_line(&rest, &line)) {
        fields_take_colon(line, smbios_keys, ARRAY_LEN(smbios_keys), &facts);
        take_prtdiag_line(line, &is_after_heading, &facts);
    }
    /* sneep says so where nobody has told it */
    facts.serial = str_eq(facts.serial, STR("unknown")) ? STR_NONE : facts.serial;
    check_guest(body, &facts, observation);
    dmi_apply(&facts, observation);
}

/* --- processors and memory -----------------------------------------------------------------------------------------
 */

/* "The physical processor has 8 cores and 16 virtual processors (0-15)", or only the latter. */
static void take_processor(struct str line, uint64_t *cores, uint64_t *threads) {
    struct str word;
    uint64_t number = 0;

    while (fields_next_word(&line, &word)) {
        if (str_is_digit(word.p[0])) {
            number = cpu_count(word);
        } else if (str_is_listed("core|cores", word)) {
            *cores += number;
        } else if (str_eq(word, STR("virtual"))) {
            *threads += number;
        }
    }
}

void collect_psrinfo(struct str body, struct observation *observation) {
    uint64_t sockets = cpu_count(fields_value(body, "sockets")), cores = 0, threads = 0;
    struct str line, model = STR_NONE;

    while (fields_next_line(&body, &line)) {
        struct str text = str_trim(line);
        if (str_starts_with(text, STR("The physical processor has "))) {
            take_processor(text, &cores, &threads);
        } else if (str_is_empty(model) || str_contains(text, STR("@"))) {
            /* below the name of the family comes the product's, indented once more; cores are told in between */
            bool is_core = str_starts_with(text, STR("The core has ")) || str_starts_with(text, STR("sockets="));
            model = is_core ? model : text;
        }
    }
    observation_set(observation, DEVICES_CPU_MODEL, fields_single_spaced(observation->arena, model));
    cpu_set_counts(observation, sockets, cores, threads);
}

/* "Memory size: 16384 Megabytes" */
void collect_prtconf(struct str body, struct observation *observation) {
    struct str line, value;
    uint64_t megabytes;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, "Memory size", &value) && str_ends_with(value, STR(" Megabytes")) &&
            fields_leading_number(value, &megabytes) && megabytes > 0) {
            observation_set_number(observation, DEVICES_MEMORY_MB, megabytes);
        }
    }
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

/* "Vendor: FUJITSU  Product: MAY2073RCSUN72G  Revision: 0501 Serial No: 0551M0A6HG": the value of KEY ends where NEXT
 * begins. */
static struct str value_between(struct str line, const char *key, const char *next) {
    ptrdiff_t at = str_find(line, str_from(key)), end;

    if (at < 0) {
        return STR_NONE;
    }
    line = str_sub(line, (size_t)at + strlen(key), SIZE_MAX);
    end = next ? str_find(line, str_from(next)) : -1;
    return str_trim(end < 0 ? line : str_sub(line, 0, (size_t)end));
}

static void take_product(struct str line, struct disk *disk) {
    disk->manufacturer = value_between(line, "Vendor: ", "Product: ");
    disk->model = value_between(line, str_contains(line, STR("Model: ")) ? "Model: " : "Product: ", "Revision: ");
    disk->firmware = value_between(line, "Revision: ", "Serial No: ");
    disk->serial = value_between(line, "Serial No: ", "Size: ");
}

static void end_disk(struct disk_list *list, struct disk *disk) {
    /* optical drives have no size */
    if (disk->bytes > 0) {
        disk_list_add(list, disk);
    }
    *disk = (struct disk){0};
}

void collect_iostat(struct str body, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct disk disk = {0};
    struct str line, rest, name;

    while (fields_next_line(&body, &line)) {
        ptrdiff_t bytes = str_find_char(line, '<');
        rest = line;
        if (str_contains(line, STR("Soft Errors: ")) && fields_next_word(&rest, &name)) {
            end_disk(&list, &disk);
            disk.name = name;
        } else if (str_contains(line, STR("Revision: "))) {
            take_product(line, &disk);
        } else if (str_starts_with(line, STR("Size: ")) && bytes > 0 && str_contains(line, STR(" bytes>")) &&
                   !fields_leading_number(str_sub(line, (size_t)bytes + 1, SIZE_MAX), &disk.bytes)) {
            disk.bytes = 0;
        }
    }
    end_disk(&list, &disk);
    disk_list_report(&list);
}

/* --- packages ------------------------------------------------------------------------------------------------------
 */

static void end_package(struct observation *observation, struct package *package, bool is_installed) {
    if (is_installed) {
        package_add(observation, "pkg", package);
    }
    *package = (struct package){0};
}

/* "   PKGINST:  SUNWbash", … "    STATUS:  completely installed" */
void collect_pkginfo(struct str body, struct observation *observation) {
    struct package package = {0};
    bool is_installed = false;
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, "PKGINST", &value)) {
            end_package(observation, &package, is_installed);
            package.name = value;
            is_installed = false;
        } else if (fields_colon(line, "VERSION", &value)) {
            package.version = value;
        } else if (fields_colon(line, "ARCH", &value)) {
            package.arch = value;
        } else if (fields_colon(line, "VENDOR", &value)) {
            package.vendor = value;
        } else if (fields_colon(line, "STATUS", &value)) {
            is_installed = str_eq(value, STR("completely installed"));
        }
    }
    end_package(observation, &package, is_installed);
}
