#pragma once
/* What makers' own objects say of a device: the rows of scanner/snmp/vendor.def, as questions and as answers. Texts
 * live in the arena. Pure functions; any thread. */

#include "scanner/collect/snmp/snmp.h"

enum snmp_fact {
    SNMP_FACT_PRESENCE, /* nothing but that the agent has it */
    SNMP_FACT_SERIAL,
    SNMP_FACT_CHASSIS_SERIAL,
    SNMP_FACT_ASSET_TAG,
    SNMP_FACT_MAKER,
    SNMP_FACT_MODEL,
    SNMP_FACT_MODEL_NUMBER,
    SNMP_FACT_FIRMWARE,
    SNMP_FACT_FIRMWARE_MINOR, /* a number that goes behind FIRMWARE and a dot */
    SNMP_FACT_NAME,
    SNMP_FACT_MAC,
    SNMP_FACT_MEMORY, /* bytes */
    SNMP_FACT_OS_NAME,
    SNMP_FACT_OS_VERSION,
    SNMP_FACT_CARD_SERIAL, /* of the management card, not of the device */
    SNMP_FACT_CARD_FIRMWARE,
};

/* What was said of a fact, and by what, best first; blank texts are not in it. */
#define SNMP_VALUES_MAX 24
struct snmp_values {
    struct {
        struct str text;
        const char *source; /* "private MIB", "sysDescr", "ENTITY-MIB", … */
    } items[SNMP_VALUES_MAX];
    size_t count;
};
void snmp_values_add(struct snmp_values *values, struct str text, const char *source);

enum snmp_order {
    SNMP_BEFORE_ENTITY, /* of the device's own maker */
    SNMP_AFTER_ENTITY,  /* of families that are late, and what others' objects say */
};
void snmp_vendor_values(const struct snmp_answers *answers, struct arena *arena, enum snmp_fact fact,
                        enum snmp_order order, struct snmp_values *values);
/* The first hardware address that the maker's objects give; empty when none does. */
struct str snmp_vendor_mac(const struct snmp_answers *answers, struct arena *arena);
/* By sysObjectID, else by what the agent answers, the kind also by MODEL; NULL when unknown. A word of devices.kind. */
const char *snmp_vendor_maker(const struct snmp_answers *answers);
const char *snmp_vendor_kind(const struct snmp_answers *answers, struct str model);
/* Is the agent the management controller of a server, which tells the server's serial number? */
bool snmp_vendor_is_card(const struct snmp_answers *answers);

/* What every agent is asked, NULL at the end. */
extern const char *const snmp_vendor_objects[];
/* What this one is asked beside that. */
void snmp_vendor_ask(const struct snmp_answers *system, struct snmp_plan *plan);
/* Appends whatever may be asked of some agent, as collect_snmp_list does. */
void snmp_vendor_list(struct buffer *out);

/* --- the table itself, for those who check it --- */

size_t snmp_vendor_count(void);
/* The name of a family in the table; PLACE below the count. */
const char *snmp_vendor_id(size_t place);
bool snmp_vendor_fits(size_t place, const struct snmp_answers *answers);
/* The object of the family's n-th row, or its column; NULL when there are no more. */
const char *snmp_vendor_object(size_t place, size_t n, struct arena *arena);
