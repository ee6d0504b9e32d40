#include "scanner/collect/network.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/nic.h"

#define SPEED_MAX_MBPS 100000000

/* Link types of linux/if_arp.h. */
enum {
    ARPHRD_INFINIBAND = 32,
    ARPHRD_TUNNEL = 768,
    ARPHRD_TUNNEL6 = 769,
    ARPHRD_LOOPBACK = 772,
    ARPHRD_SIT = 776,
    ARPHRD_GRE = 778,
    ARPHRD_GRE6 = 823,
    ARPHRD_NONE = 65534
};

/* What an interface is taken for by, as read. */
struct link {
    struct str mac, permanent, operstate, speed;
    uint64_t arphrd;
    bool is_flag_up, has_flags, is_device, is_usb, is_function, is_bond, is_bridge, is_bridge_port, is_wireless,
        is_tunnel, is_vlan;
};

struct reader {
    struct nic_list nics;
    struct link *links; /* of the interface at the same place in the list */
    struct nic *slave;  /* the last one of /proc/net/bonding */
};

static struct nic *find_nic(struct reader *reader, struct str name) {
    ptrdiff_t at = str_find_char(name, '@'); /* eth0.100@eth0 */

    return nic_list_get(&reader->nics, at >= 0 ? str_sub(name, 0, (size_t)at) : name);
}

static struct link *link_of(struct reader *reader, const struct nic *nic) {
    return &reader->links[nic - reader->nics.items];
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
static void take_link(struct nic *nic, struct link *link, struct str rest) {
    struct str word, value;

    if (!fields_next_word(&rest, &word) || word.n < 2 || word.p[0] != '<') {
        return;
    }
    link->has_flags = true;
    link->is_flag_up = has_flag(word, STR("UP"));
    while (fields_next_word(&rest, &word)) {
        if (str_eq(word, STR("link/ether")) && fields_next_word(&rest, &value)) {
            link->mac = value;
        } else if (str_eq(word, STR("permaddr")) && fields_next_word(&rest, &value)) {
            link->permanent = value;
        } else if (str_eq(word, STR("master")) && fields_next_word(&rest, &value)) {
            nic->bond_of = value;
        }
    }
}

/* ip -o addr: "inet 192.0.2.2/24 brd … scope global eth0". Privacy addresses change by the day. */
static void take_address(struct nic_list *nics, struct nic *nic, struct str rest) {
    struct str address, word;
    ptrdiff_t slash;

    if (!fields_next_word(&rest, &address)) {
        return;
    }
    while (fields_next_word(&rest, &word)) {
        if (str_is_listed("temporary|deprecated|dadfailed", word)) {
            return;
        }
    }
    slash = str_find_char(address, '/');
    nic_add_address(nics, nic, slash >= 0 ? str_sub(address, 0, (size_t)slash) : address);
}

/* After "N: ", a link has its name with a colon, then flags; an address has its name, then the family. */
static void take_ip_line(struct reader *reader, struct str rest) {
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
        nic = find_nic(reader, str_sub(name, 0, name.n - 1));
        if (nic) {
            take_link(nic, link_of(reader, nic), before);
        }
    } else if (str_is_listed("inet|inet6", word)) {
        nic = find_nic(reader, name);
        if (nic) {
            take_address(&reader->nics, nic, rest);
        }
    }
}

static void take_sys_pair(struct link *link, struct str key, struct str value) {
    const struct {
        const char *key;
        bool *flag;
    } flags[] = {{"device", &link->is_device},    {"usb", &link->is_usb},       {"function", &link->is_function},
                 {"bonding", &link->is_bond},     {"bridge", &link->is_bridge}, {"wireless", &link->is_wireless},
                 {"tun_flags", &link->is_tunnel}, {"vlan", &link->is_vlan},     {"brport", &link->is_bridge_port}};
    const struct {
        const char *key;
        struct str *text;
    } texts[] = {{"address", &link->mac},
                 {"operstate", &link->operstate},
                 {"speed", &link->speed},
                 {"permanent", &link->permanent}};

    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        *flags[i].flag |= str_eq(key, str_from(flags[i].key)) && str_eq(value, STR("1"));
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (str_eq(key, str_from(texts[i].key)) && str_is_empty(*texts[i].text)) {
            *texts[i].text = value;
        }
    }
    if (str_eq(key, STR("arphrd")) && !str_to_u64(value, &link->arphrd)) {
        link->arphrd = 0;
    }
}

/* "sys NAME KEY=VALUE…" */
static void take_sys_line(struct reader *reader, struct str rest) {
    struct str name, word;
    struct nic *nic = fields_next_word(&rest, &name) ? find_nic(reader, name) : NULL;

    while (nic && fields_next_word(&rest, &word)) {
        ptrdiff_t equals = str_find_char(word, '=');
        if (equals > 0) {
            take_sys_pair(link_of(reader, nic), str_sub(word, 0, (size_t)equals),
                          str_sub(word, (size_t)equals + 1, SIZE_MAX));
        }
    }
}

/* /proc/net/vlan/config: "vlan eth0.100  | 100  | eth0" */
static void take_vlan_line(struct reader *reader, struct str rest) {
    struct str name, id;
    uint64_t number;

    if (str_cut(&rest, '|', &name) && str_cut(&rest, '|', &id) && str_to_u64(str_trim(id), &number) && number < 4096) {
        struct nic *nic = find_nic(reader, str_trim(name));
        if (nic) {
            nic->vlan = str_trim(id);
            link_of(reader, nic)->is_vlan = true;
        }
    }
}

/* hostname -I, where nobody tells which interface has them. */
static void take_addresses(struct nic_list *nics, struct str rest) {
    struct str address;

    while (fields_next_word(&rest, &address)) {
        nic_add_address(nics, NULL, address);
    }
}

static void take_line(struct reader *reader, struct str line) {
    struct str value, rest = line;

    if (str_starts_with(line, STR("sys "))) {
        take_sys_line(reader, str_sub(line, 4, SIZE_MAX));
    } else if (str_starts_with(line, STR("vlan "))) {
        take_vlan_line(reader, str_sub(line, 5, SIZE_MAX));
    } else if (str_starts_with(line, STR("addresses="))) {
        take_addresses(&reader->nics, str_sub(line, 10, SIZE_MAX));
    } else if (fields_colon(line, "Slave Interface", &value)) {
        reader->slave = find_nic(reader, value);
    } else if (str_starts_with(line, STR("Permanent HW addr:"))) {
        if (reader->slave) {
            link_of(reader, reader->slave)->permanent = str_trim(str_sub(line, 18, SIZE_MAX));
        }
    } else if (fields_next_word(&rest, &value) && str_ends_with(value, STR(":")) && str_is_digit(value.p[0])) {
        take_ip_line(reader, rest);
    }
}

static enum nic_type card_type(const struct link *link) {
    return link->is_usb                        ? NIC_USB
           : link->is_wireless                 ? NIC_WIRELESS
           : link->arphrd == ARPHRD_INFINIBAND ? NIC_INFINIBAND
                                               : NIC_ETHERNET;
}

static bool is_tunnel(const struct link *link) {
    static const uint64_t types[] = {ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_GRE, ARPHRD_GRE6, ARPHRD_NONE};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (link->arphrd == types[i]) {
            return true;
        }
    }
    return link->is_tunnel;
}

static enum nic_type type_of(struct str name, const struct link *link) {
    if (link->arphrd == ARPHRD_LOOPBACK || str_eq(name, STR("lo"))) {
        return NIC_LOOPBACK;
    }
    if (nic_is_transient(name)) {
        return NIC_TRANSIENT;
    }
    if (link->is_device) {
        return card_type(link);
    }
    if (is_tunnel(link)) {
        return NIC_TUNNEL;
    }
    return link->is_bond ? NIC_BOND : link->is_bridge ? NIC_BRIDGE : link->is_vlan ? NIC_VLAN : NIC_VIRTUAL;
}

static bool is_up(const struct link *link) {
    bool is_flag_up = link->is_flag_up || !link->has_flags;

    return str_eq(link->operstate, STR("up")) ||
           (is_flag_up && (str_eq(link->operstate, STR("unknown")) || str_is_empty(link->operstate)));
}

/* What all lines about the interface come to. A card keeps its address in a bond; ports of a bridge have a master as
 * well. */
static void finish(struct reader *reader, struct nic *nic) {
    const struct link *link = link_of(reader, nic);
    uint64_t speed;

    nic->type = type_of(nic->name, link);
    nic->mac = nic_mac(reader->nics.arena, link->mac);
    nic->permanent_mac = nic_mac(reader->nics.arena, link->permanent);
    nic->bond_of = link->is_bridge_port ? STR_NONE : nic->bond_of;
    nic->is_up = is_up(link);
    nic->is_own = link->is_device && !link->is_usb && !link->is_function;
    if (str_to_u64(link->speed, &speed) && speed > 0 && speed < SPEED_MAX_MBPS) {
        nic->speed_mbps = link->speed;
    }
    reader->nics.has_hardware |= link->is_device;
}

void collect_network(struct str body, struct observation *observation) {
    struct reader reader = {.links = arena_alloc_array(observation->arena, NICS_MAX, sizeof(*reader.links))};
    struct str line;

    if (!reader.links || !nic_list_init(&reader.nics, observation->arena)) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        take_line(&reader, line);
    }
    for (size_t i = 0; i < reader.nics.count; i++) {
        finish(&reader, &reader.nics.items[i]);
    }
    nic_report(&reader.nics, observation);
}
