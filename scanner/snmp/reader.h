#pragma once
/* Reads what a plan wants from one agent: first its system group, which says what it is, then single objects, several
 * in a request, then tables, several at once. Requests grow and shrink by what the agent bears. A table that does not
 * come whole is noted in the answers, and the others go on. Everything is bounded: rows and time of a table, and the
 * memory of all. One thread at a time. */

#include "scanner/collect/snmp/snmp.h"
#include "scanner/snmp/agent.h"

struct snmp_reader;

struct snmp_reader_setup {
    struct snmp_agent *agent;     /* that may be asked; borrowed */
    struct snmp_answers *answers; /* to be filled; borrowed */
    bool has_bulk;                /* not version 1 */
    bool is_slow;                 /* the agent has one thing to do at a time: tables are read one after the other */
    uint64_t (*now_ms)(void);     /* any clock that never goes back */
    /* Once, when there is nothing more to ask, from within a reply. The agent must not be closed from there. */
    void (*ended)(void *context);
    void *context;
};

/* SETUP is copied. It asks at once. NULL when memory is out. */
struct snmp_reader *snmp_reader_start(const struct snmp_reader_setup *setup);
/* No reply may come any more: the agent has been closed. */
void snmp_reader_free(struct snmp_reader *reader);
/* What is not read yet will not be, as WHY (fixed words) says: notes it for every table. */
void snmp_reader_cut(struct snmp_reader *reader, const char *why);
