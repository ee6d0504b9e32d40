#pragma once
/* Which contract covers which machine on the as-of date, and how surely: each contract's targets taken together, the
 * contract that a machine names itself, and words that may mean anything. One thread. Internal to lifecycle/contract*.
 */

#include "inventory/words.h"
#include "lifecycle/contract_audit.h"

/* How well a machine is covered on the as-of date. What may be covers less the further down it stands. */
enum cover_degree {
    COVERED,
    COVER_TERM_UNKNOWN, /* by a contract of which nobody knows whether it is in force */
    COVER_QUANTITY,     /* by one that is for fewer machines of the model than there are */
    COVER_NAME,         /* by one that names several machines at once, or a system */
    COVER_NONE,
};

struct cover {
    uint32_t contract;
    uint8_t degree; /* enum cover_degree */
};

struct covering {
    struct contract_audit *audit;
    struct cover *covers; /* by asset */
    struct cover *named;  /* by name of machines */
    uint8_t *forces;      /* by contract: how what it covers is covered */
    struct cover *agreed; /* by the first contract of an id: what is covered by naming it */
    int64_t *referrers;   /* likewise: how many machines in use name it */
    bool *is_of_others;   /* likewise: lines, services, rights or places name it */
    int64_t *sums;        /* by text: of how many machines contracts are for that have no other target; -1: of all */
    uint32_t loose[KIND_OTHER + 1]; /* by kind of device: a contract that may mean one; CONTRACT_NONE */
    uint32_t unknown_id;            /* a contract that names a machine by an id that nothing has; CONTRACT_NONE */
};

/* AUDIT is borrowed. */
MUST_CHECK enum err_code covering_find(struct contract_audit *audit, struct covering *ret_covering, struct err *err);
/* A covering of zeros is fine. */
void covering_done(struct covering *covering);
