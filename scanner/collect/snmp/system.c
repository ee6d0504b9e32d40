#include "scanner/collect/snmp/system.h"

#include "scanner/snmp/base_mac.h"
#include "scanner/snmp/value.h"

#define SYS_NAME     MIB2 "1.5.0"
#define SYS_LOCATION MIB2 "1.6.0"
#define HOST_UP_TIME MIB2 "25.1.1.0"
#define ENGINE_TIME  "1.3.6.1.6.3.10.2.1.3.0"

enum { NET_SNMP = 8072, UCD_SNMP = 2021, WINDOWS = 311, TICKS_PER_SECOND = 100 };

#define TICKS_WRAP  ((UINT64_C(1) << 32) / TICKS_PER_SECOND) /* seconds after which a count of ticks begins anew */
#define ENGINE_LATE 3600                                     /* seconds that the clocks of an agent may be apart */
#define ENGINE_MAX  (UINT64_C(20) * 365 * 86400)             /* more is no time in seconds */

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

/* --- since when it runs --- */

/* Agents that are programs on a computer count from when they were started. */
static bool is_program(const struct snmp_answers *answers) {
    uint32_t enterprise = snmp_enterprise(answers);

    return enterprise == NET_SNMP || enterprise == UCD_SNMP || enterprise == WINDOWS;
}

/* The host's own, else the agent's. */
static bool read_ticks(const struct snmp_answers *answers, uint64_t *ret_ticks) {
    if (snmp_number(snmp_answers_get(answers, HOST_UP_TIME), ret_ticks) && *ret_ticks > 0) {
        return *ret_ticks <= UINT32_MAX;
    }
    return !is_program(answers) && snmp_number(snmp_answers_get(answers, SNMP_SYS_UP_TIME), ret_ticks) &&
           *ret_ticks > 0 && *ret_ticks <= UINT32_MAX;
}

bool snmp_uptime(const struct snmp_answers *answers, uint64_t *ret_seconds) {
    uint64_t ticks, engine;

    if (!read_ticks(answers, &ticks)) {
        return false;
    }
    *ret_seconds = ticks / TICKS_PER_SECOND;
    if (snmp_number(snmp_answers_get(answers, ENGINE_TIME), &engine) && engine <= ENGINE_MAX) {
        while (*ret_seconds + ENGINE_LATE < engine) {
            *ret_seconds += TICKS_WRAP;
        }
    }
    return true;
}

/* The system group is asked of everyone, before there is a plan. */
static bool lacks(const struct snmp_answers *answers) {
    return snmp_answers_failure(answers, snmp_system_table.entry) != NULL;
}

static const char *const objects[] = {SNMP_BRIDGE_ADDRESS, HOST_UP_TIME, ENGINE_TIME, NULL};

const struct snmp_collector collect_snmp_system = {
    .part = "identity", .objects = objects, .lacks = lacks, .parse = parse};
