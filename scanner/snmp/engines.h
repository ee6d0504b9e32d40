#pragma once
/* Engines of SNMP version 3 that are being talked to: the library keeps one user and one clock for an engine's id, so
 * whoever comes to an engine that another agent has entered waits until that one leaves: the second address of a
 * device, or a copy that has the same id. First come, first served. Pure; one thread at a time. */

#include "base/compiler.h"
#include "base/str.h"

#include <sys/queue.h>

struct snmp_engine;

/* To be zero-initialised but for the function, and to leave before it goes. */
struct engine_place {
    TAILQ_ENTRY(engine_place) link;
    struct snmp_engine *engine;                    /* NULL: at none */
    void (*may_enter)(struct engine_place *place); /* its turn has come; called from snmp_engine_leave of another */
};

struct snmp_engines;
/* NULL when memory is out. */
struct snmp_engines *snmp_engines_new(void);
/* All places must have left. */
void snmp_engines_free(struct snmp_engines *engines);
DEFINE_CLEANUP(snmp_engines, snmp_engines_free)
/* Lines up at the engine with this id. False when memory is out; *RET_MAY_ENTER: its turn is now. */
MUST_CHECK bool snmp_engine_enter(struct snmp_engines *engines, struct engine_place *place, struct str id,
                                  bool *ret_may_enter);
/* From anywhere, also when it never came. */
void snmp_engine_leave(struct snmp_engines *engines, struct engine_place *place);
