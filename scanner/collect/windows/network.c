#include "scanner/collect/windows/network.h"

#include "scanner/collect/hardware/nic.h"
#include "scanner/collect/windows/rows.h"

#include <stdlib.h>

#define ADAPTERS_MAX   4096
#define ADDRESSES_MAX  256  /* of one adapter */
#define PASSING_MAX    4096 /* of the machine */
#define CONNECTED      2    /* Win32_NetworkAdapter.NetConnectionStatus */
#define SUFFIX_RANDOM  5    /* MSFT_NetIPAddress.SuffixOrigin */
#define STATE_VALID    4    /* MSFT_NetIPAddress.AddressState: preferred */
#define BITS_PER_MEGA  UINT64_C(1000000)
#define SPEED_MAX_MBPS 100000000

/* Where a device hangs tells what it is. Hyper-V's and Xen's buses carry a guest's only cards; what sits in a socket
 * or on USB may be gone tomorrow. Tunnels for IPv6 are of Windows' own making. */
static const struct {
    const char *prefix;
    enum nic_type type;
    bool is_own;
} devices[] = {
    {"PCI\\", NIC_ETHERNET, true},
    {"VMBUS\\", NIC_ETHERNET, true},
    {"XENVIF\\", NIC_ETHERNET, true},
    {"XEN\\", NIC_ETHERNET, true},
    {"ACPI\\", NIC_ETHERNET, true},
    {"SD\\", NIC_WIRELESS, true},
    {"USB\\", NIC_USB, false},
    {"COMPOSITEBUS\\MS_IMPLAT_MP", NIC_BOND, false},
    {"ROOT\\*MSLOOP", NIC_LOOPBACK, false},
    {"ROOT\\*ISATAP", NIC_TRANSIENT, false},
    {"ROOT\\*TEREDO", NIC_TRANSIENT, false},
    {"ROOT\\*6TO4", NIC_TRANSIENT, false},
    {"SWD\\IP_TUNNEL", NIC_TRANSIENT, false},
};

/* Addresses that are not there to stay: privacy addresses of IPv6, and what is deprecated, tentative or refused. */
struct passing {
    struct str *items;
    size_t count;
};

struct reader {
    const struct json_document *document;
    struct observation *observation;
    struct passing passing;
    struct nic_list nics;
};

static int compare_text(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool is_passing(const struct json_node *row, struct str address) {
    uint64_t suffix, state;

    return (windows_number(row, "AddressState", &state) && state != STATE_VALID) ||
           (str_find_char(address, ':') >= 0 && windows_number(row, "SuffixOrigin", &suffix) &&
            suffix == SUFFIX_RANDOM);
}

static void read_passing(struct reader *reader) {
    const struct json_node *rows = windows_rows(reader->document, "MSFT_NetIPAddress");
    struct passing *passing = &reader->passing;

    passing->items = arena_alloc_array(reader->observation->arena, PASSING_MAX, sizeof(*passing->items));
    if (!passing->items) {
        return;
    }
    for (size_t i = 0; i < json_length(rows) && passing->count < PASSING_MAX; i++) {
        struct str address = json_text(json_get(json_at(rows, i), "IPAddress"));
        if (is_passing(json_at(rows, i), address)) {
            passing->items[passing->count++] = address;
        }
    }
    if (passing->count > 0) {
        qsort(passing->items, passing->count, sizeof(*passing->items), compare_text);
    }
}

static void add_addresses(struct reader *reader, struct nic *nic, const struct json_node *addresses) {
    const struct passing *passing = &reader->passing;

    for (size_t i = 0; i < json_length(addresses) && i < ADDRESSES_MAX; i++) {
        struct str address = json_text(json_at(addresses, i));
        bool passes = passing->count > 0 &&
                      bsearch(&address, passing->items, passing->count, sizeof(*passing->items), compare_text) != NULL;
        if (!passes) {
            nic_add_address(&reader->nics, nic, address);
        }
    }
}

/* Switches that Windows makes for its own guests. */
static bool is_transient(struct str connection) {
    return str_starts_with(connection, STR("vEthernet (WSL")) ||
           str_starts_with(connection, STR("vEthernet (Default Switch)"));
}

static bool has_prefix(struct str text, struct str prefix) {
    return text.n >= prefix.n && str_eq_ignore_case(str_sub(text, 0, prefix.n), prefix);
}

/* NdisPhysicalMedium 1 and 9 are wireless LANs. */
static void set_type(struct nic *nic, struct str device, const struct json_node *details) {
    uint64_t medium;

    for (size_t i = 0; i < ARRAY_LEN(devices); i++) {
        if (has_prefix(device, str_from(devices[i].prefix))) {
            nic->type = devices[i].type;
            nic->is_own = devices[i].is_own;
            break;
        }
    }
    if (is_transient(nic->name)) {
        nic->type = NIC_TRANSIENT;
    }
    if (nic->type == NIC_ETHERNET && windows_number(details, "NdisPhysicalMedium", &medium) &&
        (medium == 1 || medium == 9)) {
        nic->type = NIC_WIRELESS;
    }
}

static void set_numbers(const struct reader *reader, struct nic *nic, const struct json_node *adapter,
                        const struct json_node *details) {
    uint64_t status, speed, vlan;

    nic->is_up = windows_number(adapter, "NetConnectionStatus", &status) && status == CONNECTED;
    /* without a link the speed is the largest number there is */
    if (windows_number(adapter, "Speed", &speed) && speed >= BITS_PER_MEGA && speed / BITS_PER_MEGA < SPEED_MAX_MBPS) {
        nic->speed_mbps = arena_printf(reader->observation->arena, "%llu", (unsigned long long)(speed / BITS_PER_MEGA));
    }
    if (windows_number(details, "VlanID", &vlan) && vlan > 0 && vlan < 4096) {
        nic->vlan = windows_text(reader->observation, details, "VlanID");
    }
}

/* Windows lists dozens of adapters of its own making, which have no connection and no address. */
static void take_adapter(struct reader *reader, const struct json_node *adapter) {
    struct observation *observation = reader->observation;
    const struct json_node *details = windows_match(reader->document, "MSFT_NetAdapter", adapter, "InterfaceIndex");
    const struct json_node *addresses =
        json_get(windows_match(reader->document, "Win32_NetworkAdapterConfiguration", adapter, "Index"), "IPAddress");
    struct str connection = windows_text(observation, adapter, "NetConnectionID");
    struct nic *nic;

    if (str_is_empty(connection) && json_length(addresses) == 0) {
        return;
    }
    nic =
        nic_list_get(&reader->nics, str_is_empty(connection) ? windows_text(observation, adapter, "Name") : connection);
    if (!nic) {
        return;
    }
    nic->mac = nic_mac(observation->arena, windows_text(observation, adapter, "MACAddress"));
    nic->permanent_mac = nic_mac(observation->arena, windows_text(observation, details, "PermanentAddress"));
    set_type(nic, windows_text(observation, adapter, "PNPDeviceID"), details);
    set_numbers(reader, nic, adapter, details);
    add_addresses(reader, nic, addresses);
}

void collect_windows_network(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    struct reader reader = {.document = document, .observation = observation};
    const struct json_node *adapters = document ? windows_rows(document, "Win32_NetworkAdapter") : NULL;

    if (!document || !nic_list_init(&reader.nics, observation->arena)) {
        return;
    }
    read_passing(&reader);
    for (size_t i = 0; i < json_length(adapters) && i < ADAPTERS_MAX; i++) {
        take_adapter(&reader, json_at(adapters, i));
    }
    nic_report(&reader.nics, observation);
}
