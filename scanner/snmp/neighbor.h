#pragma once
/* A neighbour as an SNMP agent tells it, on its way to a row of `neighbors`. Pure; any thread. */

#include "scanner/collect/observation.h"

#define SNMP_NEIGHBOR_LIST_MAX 16 /* addresses of one neighbour, of each kind */

struct snmp_neighbor_list {
    struct str items[SNMP_NEIGHBOR_LIST_MAX];
    size_t count;
};

struct snmp_neighbor {
    struct str port, id, remote_port, name, model, serial, asset_tag, vlan;
    struct snmp_neighbor_list addresses, macs;
};

/* Adds it unless it is empty or there; more than fit are left out. TEXT is borrowed. */
void snmp_neighbor_list_add(struct snmp_neighbor_list *list, struct str text);
/* Adds the row; nothing for one of which nothing is known but its port. */
void snmp_neighbor_report(const struct snmp_neighbor *neighbor, struct str protocol, struct observation *observation);
/* Cisco's systems write their serial number into their name: NX-OS "NAME(SERIAL)", CatOS "SERIAL(NAME)". The parts of
 * TEXT; false, and both untouched, for any other text. */
bool snmp_neighbor_split_id(struct str text, struct str *ret_name, struct str *ret_serial);
