#pragma once
/* The part that stands for the device itself among those that ENTITY-MIB (RFC 6933) lists: chassis, the members of a
 * stack, modules, power supplies, transceivers. Texts live in the arena. Pure function; any thread. */

#include "scanner/snmp/answers.h"

struct arena;

struct snmp_entity {
    struct str serial, asset_tag, maker, model, firmware; /* empty where the agent says nothing */
};

/* entPhysicalTable, as far as it is read, and where its columns stand in a row. */
extern const struct snmp_table snmp_entity_table;
enum snmp_entity_cell {
    ENTITY_DESCR,
    ENTITY_PARENT,
    ENTITY_CLASS,
    ENTITY_NAME,
    ENTITY_FIRMWARE,
    ENTITY_SOFTWARE,
    ENTITY_SERIAL,
    ENTITY_MAKER,
    ENTITY_MODEL,
    ENTITY_TAG
};
/* IANAPhysicalClass */
enum snmp_entity_class {
    CLASS_OTHER = 1,
    CLASS_UNKNOWN = 2,
    CLASS_CHASSIS = 3,
    CLASS_CONTAINER = 5,
    CLASS_POWER_SUPPLY = 6,
    CLASS_FAN = 7,
    CLASS_SENSOR = 8,
    CLASS_MODULE = 9,
    CLASS_PORT = 10,
    CLASS_STACK = 11,
    CLASS_CPU = 12,
    CLASS_BATTERY = 14,
    CLASS_DRIVE = 15,
};

/* The first chassis with a serial number, else the first member of a stack, else the stack, else the first other part
 * that has one, but for power supplies, fans, sensors and what is plugged into ports: their numbers are not the
 * device's. Without any serial number the first chassis, or what comes next in this order. */
void snmp_entity_own(const struct snmp_answers *answers, struct arena *arena, struct snmp_entity *ret_entity);
