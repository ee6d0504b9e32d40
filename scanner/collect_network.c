#include "scanner/collect_network.h"

#include "base/buffer.h"
#include "inventory/identity.h"
#include "scanner/collect_fields.h"

#include <inttypes.h>
#include <stdlib.h>

#define NICS_MAX      1024
#define ADDRESSES_MAX 256 /* of one interface, and of the machine */

/* Link types of linux/if_arp.h. */
enum {
    ARPHRD_INFINIBAND = 32,
    ARPHRD_TUNNEL = 768,
    ARPHRD_LOOPBACK = 772,
    ARPHRD_SIT = 776,
    ARPHRD_GRE = 778,
    ARPHRD_NONE = 65534
};

struct nic {
    struct str name, mac, permanent, operstate, speed, master, vlan;
    struct str addresses; /* separated by ; */
    size_t address_count;
    uint64_t arphrd;
    bool is_flag_up, has_flags, is_device, is_usb, is_function, is_bond, is_bridge, is_wireless, is_tunnel, is_vlan;
};

struct nic_list {
    struct arena *arena;
    struct nic *items;
    size_t count;
    struct nic *slave;    /* the last one of /proc/net/bonding */
    struct str addresses; /* of the host, where no interface is told */
};

/* Interfaces that software makes and drops: of containers, guests and overlays. */
static bool is_transient(struct str name) {
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

static struct nic *find_nic(struct nic_list *list, struct str name) {
    ptrdiff_t at = str_find_char(name, '@'); /* eth0.100@eth0 */

    name = at >= 0 ? str_sub(name, 0, (size_t)at) : name;
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i].name, name)) {
            return &list->items[i];
        }
    }
    if (str_is_empty(name) || list->count == NICS_MAX) {
        return NULL;
    }
    list->items[list->count].name = name;
    return &list->items[list->count++];
}

static bool has_flag(struct str flags, struct str flag) {
    struct str part;

    flags = str_sub(flags, 1, flags.n < 2 ? 0 : flags.n - 2);
    while (str_cut(&flags, ',', &part)) {
        if (str_eq(part, flag)) {
            return true;
        }
    }
    return false;
}

/* ip -o link: "eth0: <FLAGS> mtu … master bond0 … \    link/ether MAC brd … permaddr MAC" */
static void take_link(struct nic *nic, struct str rest) {
    struct str word, value;

    if (!fields_next_word(&rest, &word) || word.n < 2 || word.p[0] != '<') {
        return;
    }
    nic->has_flags = true;
    nic->is_flag_up = has_flag(word, STR("UP"));
    while (fields_next_word(&rest, &word)) {
        if (str_eq(word, STR("link/ether")) && fields_next_word(&rest, &value)) {
            nic->mac = value;
        } else if (str_eq(word, STR("permaddr")) && fields_next_word(&rest, &value)) {
            nic->permanent = value;
        } else if (str_eq(word, STR("master")) && fields_next_word(&rest, &value)) {
            nic->master = value;
        }
    }
}

/* Appends one address, normal form, unless it is there; those that serve nobody else (loopback, link-local) are left
 * out. */
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

/* ip -o addr: "inet 192.0.2.2/24 brd … scope global eth0". Privacy addresses change by the day. */
static void take_address(struct nic_list *list, struct nic *nic, struct str rest) {
    struct str address, word;
    ptrdiff_t slash;

    if (!fields_next_word(&rest, &address)) {
        return;
    }
    while (fields_next_word(&rest, &word)) {
        if (str_eq(word, STR("temporary")) || str_eq(word, STR("deprecated")) || str_eq(word, STR("dadfailed"))) {
            return;
        }
    }
    slash = str_find_char(address, '/');
    address = slash >= 0 ? str_sub(address, 0, (size_t)slash) : address;
    if (nic->address_count < ADDRESSES_MAX) {
        nic->address_count += append_address(list->arena, address, &nic->addresses);
    }
}

/* After "N: ", a link has its name with a colon, then flags; an address has its name, then the family. */
static void take_ip_line(struct nic_list *list, struct str rest) {
    struct str name, word, before;
    struct nic *nic;

    if (!fields_next_word(&rest, &name)) {
        return;
    }
    before = rest;
    if (!fields_next_word(&rest, &word)) {
        return;
    }
    if (str_ends_with(name, STR(":")) && word.p[0] == '<') {
        nic = find_nic(list, str_sub(name, 0, name.n - 1));
        if (nic) {
            take_link(nic, before);
        }
    } else if (str_eq(word, STR("inet")) || str_eq(word, STR("inet6"))) {
        nic = find_nic(list, name);
        if (nic) {
            take_address(list, nic, rest);
        }
    }
}

static void take_sys_pair(struct nic *nic, struct str key, struct str value) {
    const struct {
        const char *key;
        bool *flag;
    } flags[] = {{"device", &nic->is_device},    {"usb", &nic->is_usb},       {"function", &nic->is_function},
                 {"bonding", &nic->is_bond},     {"bridge", &nic->is_bridge}, {"wireless", &nic->is_wireless},
                 {"tun_flags", &nic->is_tunnel}, {"vlan", &nic->is_vlan}};
    const struct {
        const char *key;
        struct str *text;
    } texts[] = {
        {"address", &nic->mac}, {"operstate", &nic->operstate}, {"speed", &nic->speed}, {"permanent", &nic->permanent}};

    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        *flags[i].flag |= str_eq(key, str_from(flags[i].key)) && str_eq(value, STR("1"));
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (str_eq(key, str_from(texts[i].key)) && str_is_empty(*texts[i].text)) {
            *texts[i].text = value;
        }
    }
    if (str_eq(key, STR("arphrd")) && !str_to_u64(value, &nic->arphrd)) {
        nic->arphrd = 0;
    }
}

/* "sys NAME KEY=VALUE…" */
static void take_sys_line(struct nic_list *list, struct str rest) {
    struct str name, word;
    struct nic *nic = fields_next_word(&rest, &name) ? find_nic(list, name) : NULL;

    while (nic && fields_next_word(&rest, &word)) {
        ptrdiff_t equals = str_find_char(word, '=');
        if (equals > 0) {
            take_sys_pair(nic, str_sub(word, 0, (size_t)equals), str_sub(word, (size_t)equals + 1, SIZE_MAX));
        }
    }
}

/* /proc/net/vlan/config: "vlan eth0.100  | 100  | eth0" */
static void take_vlan_line(struct nic_list *list, struct str rest) {
    struct str name, id;
    uint64_t number;

    if (str_cut(&rest, '|', &name) && str_cut(&rest, '|', &id) && str_to_u64(str_trim(id), &number) && number < 4096) {
        struct nic *nic = find_nic(list, str_trim(name));
        if (nic) {
            nic->vlan = str_trim(id);
            nic->is_vlan = true;
        }
    }
}

static void take_line(struct nic_list *list, struct str line) {
    struct str value, rest = line;

    if (str_starts_with(line, STR("sys "))) {
        take_sys_line(list, str_sub(line, 4, SIZE_MAX));
    } else if (str_starts_with(line, STR("vlan "))) {
        take_vlan_line(list, str_sub(line, 5, SIZE_MAX));
    } else if (str_starts_with(line, STR("addresses="))) {
        list->addresses = str_sub(line, 10, SIZE_MAX);
    } else if (fields_colon(line, "Slave Interface", &value)) {
        list->slave = find_nic(list, value);
    } else if (str_starts_with(line, STR("Permanent HW addr:"))) {
        if (list->slave) {
            list->slave->permanent = str_trim(str_sub(line, 18, SIZE_MAX));
        }
    } else if (fields_next_word(&rest, &value) && str_ends_with(value, STR(":")) && str_is_digit(value.p[0])) {
        take_ip_line(list, rest);
    }
}

static const char *nic_type(const struct nic *nic) {
    if (nic->arphrd == ARPHRD_LOOPBACK || str_eq(nic->name, STR("lo"))) {
        return "loopback";
    }
    if (nic->is_device) {
        return nic->is_usb                        ? "usb"
               : nic->is_wireless                 ? "wireless"
               : nic->arphrd == ARPHRD_INFINIBAND ? "infiniband"
                                                  : "ethernet";
    }
    if (nic->is_tunnel || nic->arphrd == ARPHRD_TUNNEL || nic->arphrd == ARPHRD_SIT || nic->arphrd == ARPHRD_GRE ||
        nic->arphrd == ARPHRD_NONE) {
        return "tunnel";
    }
    return nic->is_bond ? "bond" : nic->is_bridge ? "bridge" : nic->is_vlan ? "vlan" : "virtual";
}

static bool is_up(const struct nic *nic) {
    bool is_flag_up = nic->is_flag_up || !nic->has_flags;

    return str_eq(nic->operstate, STR("up")) ||
           (is_flag_up && (str_eq(nic->operstate, STR("unknown")) || str_is_empty(nic->operstate)));
}

/* The MAC address in normal form, whatever it is good for; empty when it is none or all zeros. */
static struct str mac_text(struct arena *arena, struct str text) {
    static const uint8_t zeros[6];
    uint8_t mac[6];

    if (!identity_read_mac(text, mac) || memcmp(mac, zeros, sizeof(mac)) == 0) {
        return STR_NONE;
    }
    return arena_printf(arena, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static bool is_own_hardware(const struct nic *nic) {
    return nic->is_device && !nic->is_usb && !nic->is_function;
}

static bool is_left_out(const struct nic *nic) {
    return strcmp(nic_type(nic), "loopback") == 0 || is_transient(nic->name);
}

static void add_row(struct observation *observation, const struct nic *nic) {
    struct observation_row *row = observation_add(observation, TABLE_INTERFACES);
    uint64_t speed;

    if (!row) {
        return;
    }
    observation_cell(observation, row, INTERFACES_NAME, nic->name);
    observation_cell(observation, row, INTERFACES_MAC, mac_text(observation->arena, nic->mac));
    observation_cell(observation, row, INTERFACES_PERMANENT_MAC, mac_text(observation->arena, nic->permanent));
    observation_cell(observation, row, INTERFACES_TYPE, str_from(nic_type(nic)));
    if (str_to_u64(nic->speed, &speed) && speed > 0 && speed < 100000000) {
        observation_cell(observation, row, INTERFACES_SPEED_MBPS, nic->speed);
    }
    observation_cell(observation, row, INTERFACES_UP, is_up(nic) ? STR("yes") : STR("no"));
    observation_cell(observation, row, INTERFACES_ADDRESSES, nic->addresses);
    observation_cell(observation, row, INTERFACES_VLAN, nic->vlan);
    observation_cell(observation, row, INTERFACES_BOND_OF, nic->master);
}

static int compare_text(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Sorted, so that the order in which a kernel finds its cards changes nothing. A card keeps its address in a bond; a
 * container has no card, so its virtual ones count. */
static void set_macs(struct observation *observation, const struct nic_list *list) {
    struct str *macs = arena_alloc_array(observation->arena, list->count + 1, sizeof(*macs));
    CLEANUP(buffer_done) struct buffer text = {0};
    size_t count = 0;
    bool has_hardware = false;

    for (size_t i = 0; i < list->count; i++) {
        has_hardware |= list->items[i].is_device;
    }
    for (size_t i = 0; macs && i < list->count; i++) {
        const struct nic *nic = &list->items[i];
        if (has_hardware ? !is_own_hardware(nic) : is_left_out(nic)) {
            continue;
        }
        struct str mac = mac_text(observation->arena, nic->permanent);
        mac = str_is_empty(mac) ? mac_text(observation->arena, nic->mac) : mac;
        if (!str_is_empty(mac)) {
            macs[count++] = mac;
        }
    }
    if (count > 0) {
        qsort(macs, count, sizeof(*macs), compare_text);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(macs[i], macs[i - 1])) {
            buffer_append_cstr(&text, text.n > 0 ? ";" : "");
            buffer_append(&text, macs[i]);
        }
    }
    if (!text.failed) {
        observation_set(observation, DEVICES_MAC_ADDRESSES, buffer_view(&text));
    }
}

static void set_addresses(struct observation *observation, const struct nic_list *list) {
    struct str all = STR_NONE, rest = list->addresses, part;
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct nic *nic = &list->items[i];
        struct str own = nic->addresses;
        bool counts = is_up(nic) && !is_left_out(nic) && strcmp(nic_type(nic), "tunnel") != 0;
        while (counts && count < ADDRESSES_MAX && str_cut(&own, ';', &part)) {
            count += append_address(observation->arena, part, &all);
        }
    }
    while (count < ADDRESSES_MAX && fields_next_word(&rest, &part)) {
        count += append_address(observation->arena, part, &all);
    }
    observation_set(observation, DEVICES_IP_ADDRESSES, all);
}

void collect_network(struct str body, struct observation *observation) {
    struct nic_list list = {.arena = observation->arena};
    struct str line;

    list.items = arena_alloc_array(observation->arena, NICS_MAX, sizeof(*list.items));
    while (list.items && fields_next_line(&body, &line)) {
        take_line(&list, line);
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!is_left_out(&list.items[i])) {
            add_row(observation, &list.items[i]);
        }
    }
    set_macs(observation, &list);
    set_addresses(observation, &list);
}
