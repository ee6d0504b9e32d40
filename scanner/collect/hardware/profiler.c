#include "scanner/collect/hardware/profiler.h"

#include "base/json_read.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/hardware/dmi.h"

#define NESTING_MAX 4 /* of _items: buses, controllers, drives */

/* NULL when it is no JSON: what was cut off says nothing. */
static struct json_document *parse(struct str body) {
    struct json_document *document = NULL;

    return json_parse(body, "system_profiler", &document, NULL) ? NULL : document;
}

static struct str text_of(const struct json_node *object, const char *key) {
    return json_text(json_get(object, key));
}

/* --- hardware ------------------------------------------------------------------------------------------------------
 */

void collect_profiler_hardware(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = parse(body);
    const struct json_node *overview =
        document ? json_at(json_get(json_root(document), "SPHardwareDataType"), 0) : NULL;

    dmi_apply(
        &(struct dmi_facts){
            .model = text_of(overview, "machine_name"),
            .sku = text_of(overview, "model_number"),
            .serial = text_of(overview, "serial_number"),
            .uuid = text_of(overview, "platform_UUID"),
            .firmware = text_of(overview, "boot_rom_version"),
        },
        observation);
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

static void take_drive(const struct json_node *item, struct disk_list *list) {
    struct disk disk = {
        .name = text_of(item, "bsd_name"),
        .model = text_of(item, "device_model"),
        .serial = text_of(item, "device_serial"),
        .firmware = text_of(item, "device_revision"),
        .is_foreign = str_eq_ignore_case(text_of(item, "detachable_drive"), STR("yes")),
    };
    int64_t bytes;

    if (json_to_integer(json_get(item, "size_in_bytes"), &bytes) && bytes > 0) {
        disk.bytes = (uint64_t)bytes;
        disk_list_add(list, &disk);
    }
}

static void take_items(const struct json_node *items, unsigned depth, struct disk_list *list) {
    for (size_t i = 0; depth < NESTING_MAX && i < json_length(items); i++) {
        const struct json_node *item = json_at(items, i);
        take_drive(item, list);
        take_items(json_get(item, "_items"), depth + 1, list);
    }
}

void collect_profiler_disks(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = parse(body);
    struct disk_list list = {.observation = observation};

    if (document) {
        take_items(json_get(json_root(document), "SPNVMeDataType"), 0, &list);
        take_items(json_get(json_root(document), "SPSerialATADataType"), 0, &list);
        disk_list_report(&list);
    }
}

/* --- applications --------------------------------------------------------------------------------------------------
 */

struct application {
    struct str name, version, vendor, arch, location;
};

static void add_application(struct observation *observation, const struct application *application) {
    struct observation_row *row;

    if (str_is_empty(str_trim(application->name)) || str_is_empty(str_trim(application->location))) {
        return;
    }
    row = observation_add(observation, TABLE_SOFTWARE);
    if (row) {
        observation_cell(observation, row, SOFTWARE_PRODUCT, application->name);
        observation_cell(observation, row, SOFTWARE_VERSION, application->version);
        observation_cell(observation, row, SOFTWARE_VENDOR, application->vendor);
        observation_cell(observation, row, SOFTWARE_ARCH, application->arch);
        observation_cell(observation, row, SOFTWARE_LOCATION, application->location);
        observation_cell(observation, row, SOFTWARE_SOURCE, STR("app"));
    }
}

/* "Developer ID Application: Example Ltd. (A1B2C3D4E5)" names who signed it; of the App Store only Apple's own name
 * stands there. */
static struct str signer_of(const struct json_node *application) {
    struct str name = json_text(json_at(json_get(application, "signed_by"), 0));
    size_t team;

    if (!str_drop_prefix(&name, STR("Developer ID Application: "))) {
        return STR_NONE;
    }
    for (team = name.n; str_ends_with(name, STR(")")) && team > 0; team--) {
        if (name.p[team - 1] == '(') {
            return str_trim(str_sub(name, 0, team - 1));
        }
    }
    return name;
}

static const struct {
    const char *kind, *arch;
} arch_kinds[] = {
    {"arch_arm", "arm64"}, {"arch_i64", "x86_64"},          {"arch_arm_i64", "arm64 x86_64"},
    {"arch_i32", "i386"},  {"arch_i32_i64", "i386 x86_64"},
};

static struct str arch_of(struct str kind) {
    for (size_t i = 0; i < ARRAY_LEN(arch_kinds); i++) {
        if (str_eq(kind, str_from(arch_kinds[i].kind))) {
            return str_from(arch_kinds[i].arch);
        }
    }
    return STR_NONE;
}

static void take_application(const struct json_node *item, struct observation *observation) {
    bool is_apple = str_eq(text_of(item, "obtained_from"), STR("apple"));

    add_application(observation, &(struct application){
                                     .name = text_of(item, "_name"),
                                     .version = text_of(item, "version"),
                                     .vendor = is_apple ? STR("Apple") : signer_of(item),
                                     .arch = arch_of(text_of(item, "arch_kind")),
                                     .location = text_of(item, "path"),
                                 });
}

static void collect_json_applications(const struct json_node *items, struct observation *observation) {
    for (size_t i = 0; i < json_length(items); i++) {
        take_application(json_at(items, i), observation);
    }
}

static size_t indent_of(struct str line) {
    size_t n = 0;

    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    return n;
}

/*     Safari:
 *
 *       Version: 13.1
 *       Obtained from: Apple
 *       Location: /Applications/Safari.app
 */
static void collect_text_applications(struct str body, struct observation *observation) {
    struct application application = {0};
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        if (indent_of(line) == 4 && str_ends_with(line, STR(":"))) {
            add_application(observation, &application);
            application = (struct application){.name = str_sub(line, 4, line.n - 5)};
        } else if (fields_colon(line, "Version", &value)) {
            application.version = value;
        } else if (fields_colon(line, "Obtained from", &value)) {
            application.vendor = str_eq(value, STR("Apple")) ? value : STR_NONE;
        } else if (fields_colon(line, "Location", &value)) {
            application.location = value;
        }
    }
    add_application(observation, &application);
}

void collect_profiler_applications(struct str body, struct observation *observation) {
    if (str_starts_with(str_trim(body), STR("Applications:"))) {
        collect_text_applications(body, observation);
        return;
    }
    CLEANUP(json_document_free_cleanup) struct json_document *document = parse(body);
    if (document) {
        collect_json_applications(json_get(json_root(document), "SPApplicationsDataType"), observation);
    }
}
