#pragma once
/* What a run must have looked at, by code, for a finding of an earlier run to be resolved: one table. Constant data;
 * any thread. */

#include "findings/code.h"
#include "inventory/schema.h"

/* What of machines must have been looked at. */
enum examined_look {
    LOOK_PAPER,     /* nothing: paper alone decides */
    LOOK_MACHINE,   /* it was seen, or proved to be gone, or is stopped on paper and silent */
    LOOK_ATTRIBUTE, /* it was seen, and what the field names of it */
    LOOK_IDENTITY,  /* it was seen, and what it is known by was read */
    LOOK_LOGINS,    /* who logged in to it was read */
    LOOK_UPDATES,   /* which updates it lacks was read */
    LOOK_SOFTWARE,  /* its software was read */
    LOOK_PRODUCT,   /* the field is an attribute of it, or updates, or a product: then its software */
    LOOK_PLATFORM,  /* its software was read, and what the field names beneath that */
    LOOK_EVERY,     /* its software was read, and that of every other machine, which wants the same rights */
    LOOK_OTHERS,    /* it was read whole, and so all that it tells of others */
};

/* Which part of the audit finds it. */
enum examined_part { PART_INPUT, PART_COMPARISON, PART_LICENSES, PART_LIFECYCLE };

struct examined_rule {
    enum examined_part part;
    enum examined_look look; /* where it is about a machine; what is about more needs all machines, or paper alone */
    uint64_t tables;         /* none of which may have been refused: bits 1 << enum table_id */
};

const struct examined_rule *examined_rule_of(enum finding_code code);
