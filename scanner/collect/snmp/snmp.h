#pragma once
/* Collectors for what SNMP agents answer: the counterpart of scanner/collect/collect.h. A table says which objects and
 * tables each one wants, from which agents, and which part of the machine it tells; a plan is what they want together.
 * To add one: a file with its tables and its function, and a line in snmp.c. Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/answers.h"

/* What is asked of one agent. */
struct snmp_plan {
    struct arena *arena;
    const char **objects; /* single instances, dotted */
    size_t object_count;
    const struct snmp_table **tables;
    size_t table_count;
};

/* Adds it unless it is there, a table also unless another one asks for as much of the same entry, or more; what is
 * handed in is borrowed, and must live as long as the plan. */
void snmp_plan_object(struct snmp_plan *plan, const char *object);
void snmp_plan_table(struct snmp_plan *plan, const struct snmp_table *table);

struct snmp_collector {
    const char *part;    /* as in scanner/collect/collect.h; NULL: it adds to what others tell */
    bool needs_rows;     /* an agent of which it tells nothing, neither a row nor a cell, does not say that there is
                            none: unless another collector tells the part, that is unknown */
    unsigned fact;       /* the column of the devices row that tells the part, as DEVICES_MEMORY_MB does: another
                            collector may have filled it before; 0: none */
    uint32_t enterprise; /* for agents of this maker's (sysObjectID) only; 0: for all */
    const char *const *objects; /* NULL at the end; NULL: none */
    const struct snmp_table *const *tables;
    /* What it wants of this agent beside those, by what its system group says; may be NULL. */
    void (*ask)(const struct snmp_answers *system, struct snmp_plan *plan);
    /* Is there more than the answers tell, though everything that was asked for it came whole? NULL: there never is. */
    bool (*lacks)(const struct snmp_answers *answers);
    /* NULL: another one of the part looks into what this one asks for. */
    void (*parse)(const struct snmp_answers *answers, struct observation *observation);
};

#define SNMP_SYS_UP_TIME MIB2 "1.3.0"
#define SNMP_ENGINE_ID   "1.3.6.1.6.3.10.2.1.1.0"

/* Everything that is known before an agent has said what it is. */
extern const struct snmp_table snmp_system_table;
/* Fills the plan, whose arena is set and the rest zero, for the agent with this system group. False when memory is
 * out. */
bool snmp_plan_make(const struct snmp_answers *system, struct snmp_plan *plan);
/* Runs every collector; as collect_all of scanner/collect/collect.h. */
void collect_snmp(const struct snmp_answers *answers, struct observation *observation, struct str *ret_complete,
                  struct str *ret_missing);
/* The number behind 1.3.6.1.4.1 in sysObjectID; 0 when there is none. */
uint32_t snmp_enterprise(const struct snmp_answers *answers);
/* Appends every object and table that may be asked, a line each: what a scan may do, to be shown beforehand. False
 * when memory is out. */
MUST_CHECK bool collect_snmp_list(struct buffer *out);
