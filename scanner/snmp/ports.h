#pragma once
/* The ports of an SNMP agent: interfaces by ifIndex (IF-MIB), by name and by the number that its bridge gives them
 * (BRIDGE-MIB). Every collector calls a port what this calls it. Lookups take logarithmic time, whatever the agent
 * says. Everything lives in the arena and as long as the answers; read once, then any thread. */

#include "base/arena.h"
#include "scanner/snmp/answers.h"
#include "scanner/snmp/index.h"

/* The tables that are read. */
extern const struct snmp_table snmp_if_table, snmp_ifx_table, snmp_bridge_port_table;
#define SNMP_CHASSIS_SUBTYPE "1.0.8802.1.1.2.1.3.1.0" /* lldpLocChassisIdSubtype */
#define SNMP_CHASSIS_ID      "1.0.8802.1.1.2.1.3.2.0"

struct snmp_port {
    uint32_t index;         /* ifIndex */
    uint32_t type;          /* ifType (IANAifType-MIB); 0: not said */
    struct str name, descr; /* ifName, ifDescr or the index, whichever is there first, so it is never empty; ifDescr */
    struct str mac;         /* normal form; empty when unknown */
    uint64_t speed_mbps;    /* 0: unknown */
    bool is_up;
};

struct snmp_port_name; /* ports.c */
struct snmp_bridge_port;
struct snmp_port_mac;

struct snmp_ports {
    struct arena *arena;
    struct snmp_port *items; /* by index */
    size_t count;
    struct snmp_port_name *names;
    size_t name_count;
    struct snmp_bridge_port *bridge;
    size_t bridge_count;
    struct snmp_port_mac *macs; /* all that are the device's own */
    size_t mac_count;
    struct str base_mac; /* what the device calls itself, as a bridge or to its neighbours; empty: nothing */
};

/* False when memory is out. */
bool snmp_ports_read(const struct snmp_answers *answers, struct arena *arena, struct snmp_ports *ret_ports);
/* NULL when there is none. */
const struct snmp_port *snmp_ports_find(const struct snmp_ports *ports, uint64_t index);
/* The only one of the name or description; NULL when there is none, or more than one. */
const struct snmp_port *snmp_ports_find_name(const struct snmp_ports *ports, struct str name);
/* The only one with the hardware address. */
const struct snmp_port *snmp_ports_find_mac(const struct snmp_ports *ports, const uint8_t mac[SNMP_MAC_BYTES]);
/* The one that the bridge knows by the number; NULL when there is none. Where the bridge says of no port which one it
 * is, it is taken to count them as the interfaces are. */
const struct snmp_port *snmp_ports_find_bridge(const struct snmp_ports *ports, uint64_t number);
/* Its name; "ifIndex 7" and "bridge port 7" for those that lead nowhere, nothing for 0. In the arena. */
struct str snmp_ports_name(const struct snmp_ports *ports, uint64_t index);
struct str snmp_ports_bridge_name(const struct snmp_ports *ports, uint64_t number);
/* Is it an address of the device itself? */
bool snmp_ports_has_mac(const struct snmp_ports *ports, const uint8_t mac[SNMP_MAC_BYTES]);
