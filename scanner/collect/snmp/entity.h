#pragma once
/* ENTITY-MIB (RFC 6933): what a device consists of. Its containment is a tree: a stack of chassis, with modules, power
 * supplies, fans and ports in them, and transceivers in the ports.
 *
 * What becomes a row of `components`:
 *   chassis      one a member of a stack. What merely contains other chassis, the stack, is none, whether it has no
 *                serial number of its own or that of a member
 *   psu, fan     also those that agents list as modules; at least their maker must be told
 *   transceiver  a port with a serial number, or a module without ports that says what it is (SFP …)
 *   module, cpu, battery, disk   with a serial number or a model
 * Ports, sensors, slots and backplanes are none.
 *
 * A serial number that stands on parts of which none contains the other says little of either: the rows stay, and the
 * device's notes say "serial of several components: TEXT". Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_entity;
