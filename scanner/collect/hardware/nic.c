#include "scanner/collect/hardware/nic.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "inventory/identity_read.h"

#include <stdlib.h>

#define ADDRESSES_MAX 256 /* of one interface, and of the machine */
#define MACS_MAX      256 /* of the machine */
#define MAC_BYTES     6

static const char *const type_names[] = {[NIC_VIRTUAL] = "virtual",
                                         [NIC_ETHERNET] = "ethernet",
                                         [NIC_WIRELESS] = "wireless",
                                         [NIC_USB] = "usb",
                                         [NIC_INFINIBAND] = "infiniband",
                                         [NIC_TUNNEL] = "tunnel",
                                         [NIC_BOND] = "bond",
                                         [NIC_BRIDGE] = "bridge",
                                         [NIC_VLAN] = "vlan",
                                         [NIC_LOOPBACK] = "loopback",
                                         [NIC_FIBRE_CHANNEL] = "fibre-channel",
                                         [NIC_OTHER] = "other",
                                         [NIC_TRANSIENT] = "virtual"};

bool nic_list_init_for(struct nic_list *list, struct arena *arena, size_t capacity) {
    *list = (struct nic_list){
        .arena = arena, .items = arena_alloc_array(arena, capacity + 1, sizeof(*list->items)), .capacity = capacity};
    return list->items != NULL;
}

bool nic_list_init(struct nic_list *list, struct arena *arena) {
    return nic_list_init_for(list, arena, NICS_MAX);
}

struct nic *nic_list_add(struct nic_list *list, struct str name) {
    if (list->count == list->capacity) {
        return NULL;
    }
    list->items[list->count].name = name;
    return &list->items[list->count++];
}

struct nic *nic_list_get(struct nic_list *list, struct str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].name, name)) {
            return &list->items[i];
        }
    }
    return str_is_empty(name) ? NULL : nic_list_add(list, name);
}

bool nic_is_transient(struct str name) {
    static const char *const prefixes[] = {
        "veth", "docker", "virbr", "vnet",    "cali",    "flannel", "cni",     "lxcbr",    "lxdbr",   "podman",
        "tap",  "ifb",    "dummy", "kube-",   "cilium",  "lxc_",    "fwbr",    "fwln",     "fwpr",    "nodelocaldns",
        "sit0", "tunl0",  "gre0",  "gretap0", "erspan0", "ip6tnl0", "ip_vti0", "ip6_vti0", "ip6gre0", "teql"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        if (str_starts_with(name, str_from(prefixes[i]))) {
            return true;
        }
    }
    return str_starts_with(name, STR("br-")) && name.n == 15; /* Docker: twelve digits of the network's id */
}

/* Takes one byte's digits off *TEXT: two, or the one before a separator. */
static bool take_byte(struct str *text, uint8_t *ret_byte) {
    int high = text->n > 0 ? str_hex_digit(text->p[0]) : -1;
    int low = text->n > 1 ? str_hex_digit(text->p[1]) : -1;

    if (high < 0) {
        return false;
    }
    *ret_byte = (uint8_t)(low < 0 ? high : high * 16 + low);
    *text = str_sub(*text, low < 0 ? 1 : 2, SIZE_MAX);
    return true;
}

static bool read_mac(struct str text, uint8_t ret_mac[MAC_BYTES]) {
    bool has_separators = str_find_char(text, ':') > 0 || str_find_char(text, '.') > 0 || str_find_char(text, '-') > 0;

    if (!has_separators && text.n != 2 * MAC_BYTES) {
        return false;
    }
    for (size_t i = 0; i < MAC_BYTES; i++) {
        if (i > 0 && has_separators) {
            if (text.n == 0 || !text.p[0] || !strchr(":.-", text.p[0])) {
                return false;
            }
            text = str_sub(text, 1, SIZE_MAX);
        }
        if (!take_byte(&text, &ret_mac[i])) {
            return false;
        }
    }
    return text.n == 0;
}

struct str nic_mac(struct arena *arena, struct str text) {
    static const uint8_t zeros[MAC_BYTES];
    uint8_t mac[MAC_BYTES];
    char normal[MAC_TEXT_SIZE];

    text = str_trim(text);
    if (!str_drop_prefix(&text, STR("0x"))) {
        (void)str_drop_prefix(&text, STR("0X"));
    }
    if (!read_mac(text, mac) || memcmp(mac, zeros, sizeof(mac)) == 0) {
        return STR_NONE;
    }
    return arena_dup(arena, identity_write_mac(mac, normal));
}

/* Appends the normal form, unless it is there. */
static bool append_address(struct arena *arena, struct str address, struct str *list) {
    CLEANUP(buffer_done) struct buffer normal = {0};
    struct str rest = *list, part;

    if (!identity_normalise(KEY_ADDRESS, address, &normal) || normal.failed) {
        return false;
    }
    while (str_cut(&rest, ';', &part)) {
        if (str_eq(part, buffer_view(&normal))) {
            return false;
        }
    }
    *list = str_is_empty(*list) ? arena_dup(arena, buffer_view(&normal))
                                : arena_printf(arena, "%.*s;%.*s", STR_FMT(*list), STR_FMT(buffer_view(&normal)));
    return true;
}

void nic_add_address(struct nic_list *list, struct nic *nic, struct str address) {
    struct str *addresses = nic ? &nic->addresses : &list->addresses;
    size_t *count = nic ? &nic->address_count : &list->address_count;

    if (*count < ADDRESSES_MAX) {
        *count += append_address(list->arena, address, addresses);
    }
}

static bool is_left_out(const struct nic_list *list, const struct nic *nic) {
    return (nic->type == NIC_LOOPBACK && !list->is_router) || nic->type == NIC_TRANSIENT;
}

static void add_row(struct observation *observation, const struct nic *nic) {
    struct observation_row *row = observation_add(observation, TABLE_INTERFACES);

    if (!row) {
        return;
    }
    observation_cell(observation, row, INTERFACES_NAME, nic->name);
    observation_cell(observation, row, INTERFACES_MAC, nic->mac);
    observation_cell(observation, row, INTERFACES_PERMANENT_MAC, nic->permanent_mac);
    observation_cell(observation, row, INTERFACES_TYPE, str_from(type_names[nic->type]));
    observation_cell(observation, row, INTERFACES_SPEED_MBPS, nic->speed_mbps);
    observation_cell(observation, row, INTERFACES_UP, nic->is_up ? STR("yes") : STR("no"));
    observation_cell(observation, row, INTERFACES_ADDRESSES, nic->addresses);
    observation_cell(observation, row, INTERFACES_VLAN, nic->vlan);
    observation_cell(observation, row, INTERFACES_BOND_OF, nic->bond_of);
}

static int compare_text(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Does the interface's address belong to the machine? A jail or a zone has no hardware, so its virtual ones count. */
static bool gives_mac(const struct nic_list *list, const struct nic *nic, bool has_hardware) {
    return has_hardware ? nic->is_own : !is_left_out(list, nic) && nic->type != NIC_USB;
}

/* The addresses, not in order, and some more than once; how many they are. */
static size_t gather_macs(const struct nic_list *list, struct str *macs) {
    size_t count = 0;
    bool has_hardware = list->has_hardware;

    for (size_t i = 0; i < list->count; i++) {
        has_hardware |= list->items[i].is_own && !str_is_empty(list->items[i].mac);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct nic *nic = &list->items[i];
        struct str mac = str_is_empty(nic->permanent_mac) ? nic->mac : nic->permanent_mac;
        if (gives_mac(list, nic, has_hardware) && !str_is_empty(mac)) {
            macs[count++] = mac;
        }
    }
    return count;
}

/* Sorted, so that the order in which a kernel finds its cards changes nothing. */
static void set_macs(struct observation *observation, const struct nic_list *list) {
    struct str *macs = arena_alloc_array(observation->arena, list->count + 1, sizeof(*macs));
    CLEANUP(buffer_done) struct buffer text = {0};
    size_t count = macs ? gather_macs(list, macs) : 0, written = 0;

    if (count > 0) {
        qsort(macs, count, sizeof(*macs), compare_text);
    }
    if (!str_is_empty(list->main_mac)) {
        buffer_append(&text, list->main_mac);
        written++;
    }
    for (size_t i = 0; i < count && written < MACS_MAX; i++) {
        if (!str_eq(macs[i], list->main_mac) && (i == 0 || !str_eq(macs[i], macs[i - 1]))) {
            buffer_append_cstr(&text, text.n > 0 ? ";" : "");
            buffer_append(&text, macs[i]);
            written++;
        }
    }
    if (!text.failed) {
        observation_set(observation, DEVICES_MAC_ADDRESSES, buffer_view(&text));
    }
}

/* Appends those that are not there. */
static void append_addresses(struct arena *arena, struct str addresses, struct str *list, size_t *count) {
    struct str address;

    while (*count < ADDRESSES_MAX && str_cut(&addresses, ';', &address)) {
        *count += append_address(arena, address, list);
    }
}

static void set_addresses(struct observation *observation, const struct nic_list *list) {
    struct str all = STR_NONE;
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct nic *nic = &list->items[i];
        if (nic->is_up && !is_left_out(list, nic) && nic->type != NIC_TUNNEL) {
            append_addresses(observation->arena, nic->addresses, &all, &count);
        }
    }
    append_addresses(observation->arena, list->addresses, &all, &count);
    observation_set(observation, DEVICES_IP_ADDRESSES, all);
}

void nic_report(const struct nic_list *list, struct observation *observation) {
    for (size_t i = 0; i < list->count; i++) {
        if (!is_left_out(list, &list->items[i])) {
            add_row(observation, &list->items[i]);
        }
    }
    set_macs(observation, list);
    set_addresses(observation, list);
}
