#include "scanner/collect_snmp_system.h"

#include "scanner/snmp_base_mac.h"
#include "scanner/snmp_value.h"

#define SYS_NAME     MIB2 "1.5.0"
#define SYS_LOCATION MIB2 "1.6.0"

/* What agents and their sample configurations say until somebody says better. */
static const char *const places_of_nobody[] = {
    "unknown",
    "unknown location",
    "unspecified",
    "undefined",
    "not set",
    "not specified",
    "none",
    "(none)",
    "null",
    "n/a",
    "-",
    "default",
    "location",
    "syslocation",
    "system location",
    "snmp location",
    "snmplocation",
    "your location",
    "right here, right now.",
    "sitting on the dock of the bay",
    "beijing china",
    "hangzhou, china",
    "rack, room, building, city, country [gpsx,y]",
};

/* "Unknown (edit /etc/snmp/snmpd.conf)" names a file to change, not a place. */
static bool is_no_place(struct str place) {
    for (size_t i = 0; i < ARRAY_LEN(places_of_nobody); i++) {
        if (str_eq_ignore_case(place, str_from(places_of_nobody[i]))) {
            return true;
        }
    }
    return str_contains(place, STR("(edit /etc/"));
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct str place = snmp_text(observation->arena, snmp_answers_get(answers, SYS_LOCATION));

    observation_set(observation, DEVICES_HOSTNAME, snmp_text(observation->arena, snmp_answers_get(answers, SYS_NAME)));
    if (!is_no_place(place)) {
        observation_set(observation, DEVICES_LOCATION, place);
    }
}

static const char *const objects[] = {SNMP_BRIDGE_ADDRESS, NULL};

const struct snmp_collector collect_snmp_system = {.part = "identity", .objects = objects, .parse = parse};
