#pragma once
/* Reading one table from an agent, column by column side by side: which objects to ask for next, what an answer means,
 * and when it is over. Agents repeat rows, go back, never end, and take offence at large requests: each of that ends
 * this table, with a reason, and what came before stays. Pure; one thread at a time.
 *
 *   next → (ask) → take … take → reply_done → next …     answers
 *                → refuse → next …                       an error-status, silence */

#include "scanner/snmp/answers.h"

struct walk_column {
    uint32_t cursor[SNMP_OID_MAX]; /* the last object that came; first the column itself */
    size_t cursor_length, prefix_length;
    uint32_t rows;
    bool has_ended;
    bool has_type;
    enum snmp_type type; /* of its first value */
};

struct snmp_walk {
    const struct snmp_table *table;
    struct walk_column columns[SNMP_COLUMNS_MAX];
    size_t column_count;
    size_t asked[SNMP_COLUMNS_MAX], asked_count; /* columns in the request that is under way */
    size_t taken;                                /* variables of its answer */
    unsigned size, size_max;                     /* variables that an answer should have */
    const char *failure;                         /* why it did not come whole; NULL: it did, so far */
};

/* False when the entry is no identifier. */
bool snmp_walk_begin(struct snmp_walk *walk, const struct snmp_table *table);
/* The objects to go on from, and how often to repeat; 0 when it is over. They are borrowed until the next call. */
size_t snmp_walk_next(struct snmp_walk *walk, struct snmp_oid ret_oids[SNMP_COLUMNS_MAX], unsigned *ret_repetitions);
/* The next variable of the answer: is it one of the table's, and to be kept? */
bool snmp_walk_take(struct snmp_walk *walk, const struct snmp_variable *variable, enum snmp_exception exception);
/* The column, by its place among the table's, that the last variable was of. */
unsigned snmp_walk_column(const struct snmp_walk *walk);
void snmp_walk_reply_done(struct snmp_walk *walk);
/* Smaller requests from now on. False when they are as small as can be. */
bool snmp_walk_shrink(struct snmp_walk *walk);
/* One value at first, and never many. */
void snmp_walk_shrink_most(struct snmp_walk *walk);
/* The object at PLACE (from 1) of the request has no next one, in version 1; 0: none has. It fails where the request
 * had none at that place. */
void snmp_walk_end_column(struct snmp_walk *walk, unsigned place);
/* It is over, as WHY (fixed words) says. The first reason stays. */
void snmp_walk_fail(struct snmp_walk *walk, const char *why);
