#include "scanner/collect/windows/system.h"

#include "base/calendar.h"
#include "inventory/virtual_hardware.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/windows/rows.h"

#define PRODUCT_WORKSTATION 1 /* Win32_OperatingSystem.ProductType; 2 is a domain controller, 3 another server */
#define SYSTEM_MOBILE       2 /* Win32_ComputerSystem.PCSystemType */

struct reader {
    const struct json_document *document;
    struct observation *observation;
};

static struct str first_text(const struct reader *reader, const char *class_name, const char *name) {
    return windows_text(reader->observation, windows_first(reader->document, class_name), name);
}

static struct str first_of(struct str a, struct str b) {
    return str_is_empty(a) ? b : a;
}

static void set_clock(const struct reader *reader) {
    struct instant now;

    if (instant_read(first_text(reader, "clock", "Local"), &now)) {
        reader->observation->utc_offset = now.utc_offset;
    }
}

/* Name is cut after 15 characters, DNSHostName is whole; a workgroup is no domain. */
static void set_hostname(const struct reader *reader) {
    const struct json_node *computer = windows_first(reader->document, "Win32_ComputerSystem");
    struct str domain = first_text(reader, "Win32_ComputerSystem", "Domain");
    struct str name = first_of(first_text(reader, "Win32_ComputerSystem", "DNSHostName"),
                               first_text(reader, "Win32_ComputerSystem", "Name"));

    if (!str_is_empty(name) && json_node_is_true(json_get(computer, "PartOfDomain")) &&
        str_find_char(domain, '.') > 0) {
        name = arena_printf(reader->observation->arena, "%.*s.%.*s", STR_FMT(name), STR_FMT(domain));
    }
    observation_set(reader->observation, DEVICES_HOSTNAME, name);
}

/* HypervisorPresent is of no use: Hyper-V's own host has it, and so has a PC that guards its credentials with it. */
static void set_virtual(const struct reader *reader, struct str vendor, struct str product) {
    bool is_virtual = virtual_is_hardware_of(vendor, product);

    if (is_virtual) {
        observation_set(reader->observation, DEVICES_KIND, STR("vm"));
    }
    if (is_virtual || (!str_is_empty(vendor) && !str_is_empty(product))) {
        observation_set(reader->observation, DEVICES_VIRTUAL, is_virtual ? STR("yes") : STR("no"));
    }
}

/* A server edition makes a server of any chassis. */
static void set_server(const struct reader *reader) {
    uint64_t type;

    if (windows_number(windows_first(reader->document, "Win32_OperatingSystem"), "ProductType", &type) &&
        type > PRODUCT_WORKSTATION) {
        observation_set(reader->observation, DEVICES_KIND, STR("server"));
    }
}

/* What the chassis does not say. */
static void set_pc(const struct reader *reader) {
    uint64_t type;

    if (windows_number(windows_first(reader->document, "Win32_ComputerSystem"), "PCSystemType", &type) &&
        type == SYSTEM_MOBILE) {
        observation_set(reader->observation, DEVICES_KIND, STR("laptop"));
    }
    observation_set(reader->observation, DEVICES_KIND, STR("pc"));
}

static struct str chassis_type(const struct reader *reader) {
    const struct json_node *types = json_get(windows_first(reader->document, "Win32_SystemEnclosure"), "ChassisTypes");
    int64_t number;

    return json_to_integer(json_at(types, 0), &number)
               ? arena_printf(reader->observation->arena, "%lld", (long long)number)
               : STR_NONE;
}

static void read_facts(const struct reader *reader, struct dmi_facts *facts) {
    *facts = (struct dmi_facts){
        .manufacturer = first_of(first_text(reader, "Win32_ComputerSystem", "Manufacturer"),
                                 first_text(reader, "Win32_ComputerSystemProduct", "Vendor")),
        .model = first_of(first_text(reader, "Win32_ComputerSystem", "Model"),
                          first_text(reader, "Win32_ComputerSystemProduct", "Name")),
        .version = first_text(reader, "Win32_ComputerSystemProduct", "Version"),
        .sku = first_text(reader, "Win32_ComputerSystem", "SystemSKUNumber"),
        .serial = first_of(first_text(reader, "Win32_ComputerSystemProduct", "IdentifyingNumber"),
                           first_text(reader, "Win32_BIOS", "SerialNumber")),
        .uuid = first_text(reader, "Win32_ComputerSystemProduct", "UUID"),
        .chassis_serial = first_text(reader, "Win32_SystemEnclosure", "SerialNumber"),
        .board_serial = first_text(reader, "Win32_BaseBoard", "SerialNumber"),
        .asset_tag = first_text(reader, "Win32_SystemEnclosure", "SMBIOSAssetTag"),
        .firmware = first_text(reader, "Win32_BIOS", "SMBIOSBIOSVersion"),
        .chassis_type = chassis_type(reader),
    };
}

void collect_windows_system(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct reader reader = {document, observation};
    struct dmi_facts facts;

    if (!document) {
        return;
    }
    set_clock(&reader);
    set_hostname(&reader);
    read_facts(&reader, &facts);
    set_virtual(&reader, facts.manufacturer, facts.model);
    set_server(&reader);
    dmi_apply(&facts, observation);
    set_pc(&reader);
}
