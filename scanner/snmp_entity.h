#pragma once
/* The part that stands for the device itself among those that ENTITY-MIB (RFC 6933) lists: chassis, the members of a
 * stack, modules, power supplies, transceivers. Texts live in the arena. Pure function; any thread. */

#include "scanner/snmp_answers.h"

struct arena;

struct snmp_entity {
    struct str serial, asset_tag, maker, model, firmware; /* empty where the agent says nothing */
};

/* entPhysicalTable, as far as the device itself is concerned. */
extern const struct snmp_table snmp_entity_table;
/* The first chassis with a serial number, else the first member of a stack, else the stack, else the first other part
 * that has one, but for power supplies, fans, sensors and what is plugged into ports: their numbers are not the
 * device's. Without any serial number the first chassis, or what comes next in this order. */
void snmp_entity_own(const struct snmp_answers *answers, struct arena *arena, struct snmp_entity *ret_entity);
