#pragma once
/* Which group each port of an SNMP agent is bound into: IEEE8023-LAG-MIB, PAgP, or the stack of interfaces. Any
 * thread. */

#include "scanner/snmp/ports.h"

/* The tables that are read; the last one is Cisco's. */
extern const struct snmp_table snmp_lag_table, snmp_stack_table, snmp_pagp_table;

/* Sets GROUPS, one for each of the ports, all NULL before, to the port that is the group. IS_GROUP says of each port
 * whether it can be one that others are stacked under. */
void snmp_port_groups(const struct snmp_answers *answers, const struct snmp_ports *ports, const bool *is_group,
                      const struct snmp_port **groups);
