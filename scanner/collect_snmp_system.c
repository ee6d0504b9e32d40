#include "scanner/collect_snmp_system.h"

#include "scanner/snmp_value.h"

#define SYS_NAME MIB2 "1.5.0"

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    observation_set(observation, DEVICES_HOSTNAME, snmp_text(observation->arena, snmp_answers_get(answers, SYS_NAME)));
}

const struct snmp_collector collect_snmp_system = {.part = "identity", .parse = parse};
