#pragma once
/* Network interfaces as the sections of any system tell them, and what becomes of them: rows of `interfaces`, and
 * mac_addresses and ip_addresses of the machine. What is only of the system's own making (loopback, guests' ports) is
 * left out. One thread at a time. */

#include "scanner/collect/observation.h"

#define NICS_MAX 1024 /* more are not looked at */

enum nic_type {
    NIC_VIRTUAL,
    NIC_ETHERNET,
    NIC_WIRELESS,
    NIC_USB,
    NIC_INFINIBAND,
    NIC_TUNNEL,
    NIC_BOND,
    NIC_BRIDGE,
    NIC_VLAN,
    NIC_LOOPBACK,
    NIC_FIBRE_CHANNEL,
    NIC_OTHER,
    NIC_TRANSIENT
};

struct nic {
    struct str name, speed_mbps, bond_of, vlan;
    struct str mac, permanent_mac; /* normal form; empty when unknown */
    struct str addresses;          /* separated by ; */
    size_t address_count;
    enum nic_type type;
    bool is_up;
    bool is_own; /* hardware that belongs to the machine: its address is one of the machine's */
};

struct nic_list {
    struct arena *arena;
    struct nic *items;
    size_t count, capacity;
    struct str addresses; /* of the machine, whichever interface has them; separated by ; */
    size_t address_count;
    bool has_hardware;   /* there is some, though none of it may be the machine's own */
    bool is_router;      /* its loopback interfaces are listed, as that is where people reach it */
    struct str main_mac; /* stands first among the machine's; empty: none does */
};

/* False when memory is out. */
bool nic_list_init(struct nic_list *list, struct arena *arena);
/* The same for as many as there are. */
bool nic_list_init_for(struct nic_list *list, struct arena *arena, size_t capacity);
/* One more, whatever the others are called; NULL when there are too many. NAME is borrowed. */
struct nic *nic_list_add(struct nic_list *list, struct str name);
/* The interface of the name, new if need be; NULL when there are too many. NAME is borrowed. */
struct nic *nic_list_get(struct nic_list *list, struct str name);
/* Is it one that software makes and drops: of containers, guests and overlays? */
bool nic_is_transient(struct str name);
/* Six bytes in hex, each with one digit or two, separated by colons, hyphens or dots, or twelve digits, also behind 0x:
 * the normal form, in the arena. Empty when it is none, or all zeros. */
struct str nic_mac(struct arena *arena, struct str text);
/* Adds an address, the machine's where NIC is NULL, unless it is there, or serves nobody else (loopback, link-local).
 */
void nic_add_address(struct nic_list *list, struct nic *nic, struct str address);
void nic_report(const struct nic_list *list, struct observation *observation);
