#pragma once
/* Assignment, installation and use of a product by one holder are three facts, and each of the ways in which they may
 * disagree means something else (G7). What is not known of a fact leaves several of them possible. Pure; any thread. */

#include "findings/finding.h"
#include "inventory/term.h"

#include "base/calendar.h"

/* Bits of the facts: 4 assigned, 2 installed, 1 used. */
enum holding {
    HOLDING_NOTHING,
    HOLDING_USED_ONLY,      /* the records contradict each other */
    HOLDING_INSTALLED_ONLY, /* installed where it is not assigned */
    HOLDING_UNASSIGNED_USE, /* of a named right a violation; else it must be covered as any other use */
    HOLDING_NOT_INSTALLED,  /* assigned only */
    HOLDING_NOT_DETECTED,   /* assigned and used, and no installation was found */
    HOLDING_UNUSED,         /* assigned and installed: can be recovered */
    HOLDING_NORMAL,
    HOLDING_COUNT
};

struct holding_facts {
    bool is_assigned;
    struct date assigned_on;
    enum term is_installed;
    bool is_remote; /* a service, or used on another machine: nothing is installed where it is used */
    bool is_logged; /* use would be on record: without a day of use there was none */
    struct date last_used_on;
};

/* Use older than IDLE_DAYS is none: unused for so many days is unused. What was assigned later than that has not been
 * unused for so long. Bits 1 << HOLDING_… that are possible: one, where all facts are known. */
unsigned holding_states(const struct holding_facts *facts, struct date as_of, int64_t idle_days);

/* Assigned, and surely not used, installed or not: it can be recovered. */
bool holding_is_idle(unsigned states);

/* For sentences. */
struct holding_words {
    struct str holder, product;
    struct date last_used_on;
    int64_t idle_days;
};

/* What is to be said of it: where all that is possible comes to the same, that; where some of it is a violation,
 * undetermined. False: nothing. Sets code, outcome, message, arguments and field of *FINDING, and leaves its subject,
 * places and evidence as they are. TEXT, of 11 bytes, must live as long as the finding. IS_NAMED: the right is for
 * those alone to whom it is assigned. */
bool holding_finding(unsigned states, bool is_named, const struct holding_words *words, char text[11],
                     struct finding *finding);
