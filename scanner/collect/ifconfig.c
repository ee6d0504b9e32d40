#include "scanner/collect/ifconfig.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/nic.h"

struct reader {
    struct nic_list list;
    struct nic *nic; /* that the indented lines are about */
    struct str port; /* networksetup: the last port's name */
};

/* What the names of interfaces say on these systems: a name is the word and a number. Everything else is a card. */
static const struct {
    const char *word;
    enum nic_type type;
} name_types[] = {
    {"lo", NIC_LOOPBACK},      {"lagg", NIC_BOND},
    {"trunk", NIC_BOND},       {"aggr", NIC_BOND},
    {"bond", NIC_BOND},        {"ipmp", NIC_BOND},
    {"bridge", NIC_BRIDGE},    {"veb", NIC_BRIDGE},
    {"vlan", NIC_VLAN},        {"svlan", NIC_VLAN},
    {"carp", NIC_VIRTUAL},     {"vether", NIC_VIRTUAL},
    {"vnic", NIC_VIRTUAL},     {"vmk", NIC_VIRTUAL},
    {"wlan", NIC_WIRELESS},    {"ue", NIC_USB},
    {"axe", NIC_USB},          {"axen", NIC_USB},
    {"ure", NIC_USB},          {"cdce", NIC_USB},
    {"urndis", NIC_USB},       {"tun", NIC_TUNNEL},
    {"utun", NIC_TUNNEL},      {"gif", NIC_TUNNEL},
    {"gre", NIC_TUNNEL},       {"stf", NIC_TUNNEL},
    {"wg", NIC_TUNNEL},        {"ipsec", NIC_TUNNEL},
    {"ovpn", NIC_TUNNEL},      {"ppp", NIC_TUNNEL},
    {"enc", NIC_TRANSIENT},    {"pflog", NIC_TRANSIENT},
    {"pfsync", NIC_TRANSIENT}, {"usbus", NIC_TRANSIENT},
    {"epair", NIC_TRANSIENT},  {"tap", NIC_TRANSIENT},
    {"vnet", NIC_VIRTUAL},     {"vmnet", NIC_TRANSIENT},
    {"vmenet", NIC_TRANSIENT}, {"feth", NIC_TRANSIENT},
    {"awdl", NIC_TRANSIENT},   {"llw", NIC_TRANSIENT},
    {"ap", NIC_TRANSIENT},     {"anpi", NIC_TRANSIENT},
    {"p2p", NIC_TRANSIENT},    {"pktap", NIC_TRANSIENT},
    {"XHC", NIC_TRANSIENT},    {"et", NIC_TRANSIENT}, /* AIX: the card en0 once more, with 802.3 frames */
};

static enum nic_type type_of_name(struct str name) {
    for (size_t i = 0; i < ARRAY_LEN(name_types); i++) {
        struct str rest = name;
        if (str_drop_prefix(&rest, str_from(name_types[i].word)) && rest.n > 0 && str_is_digit(rest.p[0])) {
            return name_types[i].type;
        }
    }
    return NIC_ETHERNET;
}

/* Solaris and HP-UX number further addresses of a card: e1000g0:1. HP-UX marks what is down: lan1*. */
static struct nic *get_nic(struct reader *reader, struct str name) {
    ptrdiff_t colon = str_find_char(name, ':');
    size_t count = reader->list.count;
    struct nic *nic;

    name = colon > 0 ? str_sub(name, 0, (size_t)colon) : name;
    (void)str_drop_suffix(&name, STR("*"));
    nic = nic_list_get(&reader->list, name);
    if (nic && reader->list.count > count) {
        nic->type = type_of_name(name);
        nic->is_own = nic->type == NIC_ETHERNET || nic->type == NIC_WIRELESS;
    }
    return nic;
}

/* "em0: flags=8843<UP,BROADCAST,RUNNING> metric 0 mtu 1500" */
static bool take_header(struct reader *reader, struct str line) {
    ptrdiff_t at = str_find(line, STR(": flags=")), begin, end;
    struct str flags, flag;

    if (at <= 0 || str_find_char(str_sub(line, 0, (size_t)at), ' ') >= 0) {
        return false;
    }
    reader->nic = get_nic(reader, str_sub(line, 0, (size_t)at));
    begin = str_find_char(line, '<');
    end = str_find_char(line, '>');
    if (!reader->nic || begin < 0 || end < begin) {
        return true;
    }
    flags = str_sub(line, (size_t)begin + 1, (size_t)(end - begin - 1));
    while (str_cut(&flags, ',', &flag)) {
        reader->nic->is_up |= str_eq(flag, STR("UP"));
    }
    return true;
}

/* "inet 192.0.2.10 netmask …", "inet6 2001:db8::1%em0 prefixlen 64 autoconf", "inet 192.0.2.10/24 …" */
static void take_address(struct reader *reader, struct str rest) {
    struct str address, word;

    if (!fields_next_word(&rest, &address)) {
        return;
    }
    while (fields_next_word(&rest, &word)) {
        /* privacy addresses change by the day; the others are not in use */
        if (str_is_listed("temporary|deprecated|duplicated|tentative", word)) {
            return;
        }
    }
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] == '/' || address.p[i] == '%') {
            address.n = i;
        }
    }
    nic_add_address(&reader->list, reader->nic, address);
}

static void take_mac(struct reader *reader, struct str text) {
    struct str mac = nic_mac(reader->list.arena, text);

    reader->nic->mac = str_is_empty(mac) ? reader->nic->mac : mac;
}

static void take_permanent_mac(struct reader *reader, struct str text) {
    reader->nic->permanent_mac = nic_mac(reader->list.arena, text);
}

/* "1000baseT", "10Gbase-T", "2500Base-T": Mbit/s; 0 when it is none of them. */
static uint64_t speed_of(struct str word) {
    uint64_t number;
    size_t n = 0;

    if (!fields_leading_number(word, &number) || number > 1000000) {
        return 0;
    }
    while (n < word.n && str_is_digit(word.p[n])) {
        n++;
    }
    word = str_sub(word, n, SIZE_MAX);
    bool is_giga = str_drop_prefix(&word, STR("G"));
    return str_eq_ignore_case(str_sub(word, 0, 4), STR("base")) ? number * (is_giga ? 1000 : 1) : 0;
}

/* "Ethernet autoselect (1000baseT <full-duplex>)": what was agreed stands in parentheses. */
static void take_media(struct reader *reader, struct str text) {
    ptrdiff_t at = str_find_char(text, '(');
    uint64_t speed = speed_of(str_sub(text, at < 0 ? text.n : (size_t)at + 1, SIZE_MAX));

    if (speed > 0) {
        reader->nic->speed_mbps = arena_printf(reader->list.arena, "%llu", (unsigned long long)speed);
    }
    if (str_contains(text, STR("802.11")) && reader->nic->type == NIC_ETHERNET) {
        reader->nic->type = NIC_WIRELESS;
    }
}

static void take_status(struct reader *reader, struct str text) {
    reader->nic->is_up &= str_is_listed("active|associated|running|master|backup", str_trim(text));
}

/* "100 vlanproto: 802.1q vlanpcp: 0 parent interface: em0", "10 parent interface: en0" */
static void take_vlan(struct reader *reader, struct str text) {
    uint64_t number;

    if (fields_leading_number(str_trim(text), &number) && number > 0 && number < 4096) {
        reader->nic->vlan = arena_printf(reader->list.arena, "%llu", (unsigned long long)number);
        reader->nic->type = NIC_VLAN;
        reader->nic->is_own = false;
    }
}

/* OpenBSD: "encap: vnetid 100 parent em0" */
static void take_encapsulation(struct reader *reader, struct str text) {
    struct str word;

    if (reader->nic->type == NIC_VLAN && fields_next_word(&text, &word) && str_eq(word, STR("vnetid"))) {
        take_vlan(reader, text);
    }
}

static void take_bond_port(struct reader *reader, struct str text) {
    struct str name, bond = reader->nic->name;
    struct nic *port = fields_next_word(&text, &name) ? get_nic(reader, name) : NULL;

    if (port) {
        port->bond_of = bond;
    }
}

/* macOS names all ports of a bond in one line. */
static void take_bond_ports(struct reader *reader, struct str text) {
    struct str name;

    while (fields_next_word(&text, &name)) {
        take_bond_port(reader, name);
    }
}

static const struct {
    const char *word;
    void (*take)(struct reader *reader, struct str text);
} details[] = {
    {"inet ", take_address},
    {"inet6 ", take_address},
    {"ether ", take_mac},
    {"lladdr ", take_mac},
    {"address: ", take_mac},
    {"hwaddr ", take_permanent_mac},
    {"media: ", take_media},
    {"status: ", take_status},
    {"vlan: ", take_vlan},
    {"encap: ", take_encapsulation},
    {"laggport: ", take_bond_port},
    {"trunkport ", take_bond_port},
    {"bond interfaces: ", take_bond_ports},
};

static void take_detail(struct reader *reader, struct str line) {
    for (size_t i = 0; i < ARRAY_LEN(details); i++) {
        if (str_drop_prefix(&line, str_from(details[i].word))) {
            details[i].take(reader, line);
            return;
        }
    }
}

/* What macOS calls the ports that are part of the machine. Adapters are USB or Thunderbolt; iBridge leads to the
 * machine's own security chip, with one address on all of them. */
static enum nic_type type_of_port(struct str port, bool *ret_is_own) {
    static const struct {
        const char *word;
        enum nic_type type;
        bool is_own;
    } ports[] = {{"Wi-Fi", NIC_WIRELESS, true},
                 {"AirPort", NIC_WIRELESS, true},
                 {"Ethernet", NIC_ETHERNET, true},
                 {"Built-in Ethernet", NIC_ETHERNET, true},
                 {"USB", NIC_USB, false},
                 {"iPhone", NIC_USB, false},
                 {"iPad", NIC_USB, false},
                 {"Thunderbolt Bridge", NIC_BRIDGE, false},
                 {"Thunderbolt", NIC_ETHERNET, false},
                 {"Bluetooth", NIC_VIRTUAL, false}};

    *ret_is_own = false;
    for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
        if (str_starts_with(port, str_from(ports[i].word))) {
            *ret_is_own = ports[i].is_own;
            return ports[i].type;
        }
    }
    return NIC_VIRTUAL;
}

/* Once networksetup speaks, hardware is what it names. */
static void take_port(struct reader *reader, struct str text) {
    for (size_t i = 0; str_is_empty(reader->port) && i < reader->list.count; i++) {
        reader->list.items[i].is_own = false;
    }
    reader->port = text;
}

static void take_port_device(struct reader *reader, struct str name) {
    struct nic *nic = get_nic(reader, name);

    if (nic && !str_is_empty(reader->port)) {
        nic->type = type_of_port(reader->port, &nic->is_own);
    }
}

/* "lanscan 0/1/2/0 0x00306EF48297 0 UP lan0 snap0 1 ETHER Yes 119" */
static void take_lanscan(struct reader *reader, struct str rest) {
    struct str words[5];

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!fields_next_word(&rest, &words[i])) {
            return;
        }
    }
    struct str mac = nic_mac(reader->list.arena, words[1]);
    struct nic *nic = str_is_empty(mac) ? NULL : get_nic(reader, words[4]);
    if (nic) {
        nic->mac = mac;
        nic->is_up = str_eq(words[3], STR("UP"));
    }
}

/* "dladm net0 PRIMARY 0:14:4f:f8:1:2 yes e1000g0" */
static void take_dladm(struct reader *reader, struct str rest) {
    struct str link, slot, address, mac;

    if (!fields_next_word(&rest, &link) || !fields_next_word(&rest, &slot) || !fields_next_word(&rest, &address)) {
        return;
    }
    mac = nic_mac(reader->list.arena, address);
    struct nic *nic = str_is_empty(mac) ? NULL : get_nic(reader, link);
    if (nic && str_is_empty(nic->mac)) {
        nic->mac = mac;
    }
}

/* lsdev: "adapter ent2 EtherChannel / IEEE 802.3ad Link Aggregation" is about the interface en2. */
static void take_adapter(struct reader *reader, struct str rest) {
    struct str name;
    struct nic *nic;

    if (!fields_next_word(&rest, &name) || !str_drop_prefix(&name, STR("ent"))) {
        return;
    }
    nic = get_nic(reader, arena_printf(reader->list.arena, "en%.*s", STR_FMT(name)));
    if (!nic) {
        return;
    }
    if (str_contains(rest, STR("EtherChannel"))) {
        nic->type = NIC_BOND;
    } else if (str_contains(rest, STR("VLAN"))) {
        nic->type = NIC_VLAN;
    } else if (str_contains(rest, STR("Virtual"))) {
        nic->type = NIC_VIRTUAL;
    } else if (str_contains(rest, STR("Shared Ethernet"))) {
        nic->type = NIC_BRIDGE;
    }
    nic->is_own = nic->type == NIC_ETHERNET;
}

/* netstat -in: "en0 1500 link#2 6c.ae.8b.1.2.3 …" is the card, "en0 1500 192.0.2 192.0.2.4 …" an address of it. */
static void take_netstat(struct reader *reader, struct str rest) {
    struct str name, mtu, network, address;
    uint64_t number;
    struct nic *nic;

    if (!fields_next_word(&rest, &name) || !fields_next_word(&rest, &mtu) || !str_to_u64(mtu, &number) ||
        !fields_next_word(&rest, &network) || !fields_next_word(&rest, &address)) {
        return;
    }
    nic = get_nic(reader, name);
    if (!nic) {
        return;
    }
    if (str_starts_with(network, STR("link#"))) {
        nic->mac = nic_mac(reader->list.arena, address);
    } else {
        nic_add_address(&reader->list, nic, address);
    }
}

static const struct {
    const char *word;
    void (*take)(struct reader *reader, struct str text);
} other_lines[] = {
    {"Hardware Port: ", take_port}, {"Device: ", take_port_device}, {"lanscan ", take_lanscan},
    {"dladm ", take_dladm},         {"adapter ", take_adapter},
};

static void take_line(struct reader *reader, struct str line) {
    struct str rest = line;

    if (line.n > 0 && (line.p[0] == '\t' || line.p[0] == ' ')) {
        if (reader->nic) {
            take_detail(reader, str_trim(line));
        }
        return;
    }
    if (take_header(reader, line)) {
        return;
    }
    reader->nic = NULL;
    for (size_t i = 0; i < ARRAY_LEN(other_lines); i++) {
        if (str_drop_prefix(&rest, str_from(other_lines[i].word))) {
            other_lines[i].take(reader, str_trim(rest));
            return;
        }
    }
    take_netstat(reader, line);
}

void collect_ifconfig(struct str body, struct observation *observation) {
    struct reader reader = {0};
    struct str line;

    if (!nic_list_init(&reader.list, observation->arena)) {
        return;
    }
    while (fields_next_line(&body, &line)) {
        take_line(&reader, line);
    }
    nic_report(&reader.list, observation);
}
