#pragma once
/* Which machines the names in contracts mean: by asset number, host name, serial number, model or system; documented
 * machines, and those that were only observed. A machine that was observed is also known by what was observed of it.
 * Constant once found: any thread. */

#include "lifecycle/contract_list.h"

/* By what a machine is named; the first that knows a name decides. */
enum machine_name {
    NAMED_BY_ASSET_ID,
    NAMED_BY_HOSTNAME,
    NAMED_BY_SERIAL,
    NAMED_BY_MODEL,
    NAMED_BY_SYSTEM, /* all machines of an information system */
    MACHINE_NAME_COUNT
};

enum machine_mark {
    MACHINE_IS_IN_USE = 1,    /* on paper on the as-of date, or it was observed */
    MACHINE_HAS_LEFT = 2,     /* disposed of or returned by that date, and not observed */
    MACHINE_NEEDS_COVER = 4,  /* in use on paper, and of a kind that is to be maintained or with a contract */
    MACHINE_HAS_SERIAL = 8,   /* there is one to look for */
    MACHINE_IS_ON_PAPER = 16, /* a row of the ledger */
};

/* Machines are numbered: assets by their rows, then devices that no asset claims, by theirs. */
struct contract_machines {
    const struct lifecycle_run *run;
    uint32_t assets, count;
    uint8_t *marks;         /* by machine */
    uint8_t *kinds;         /* by asset: enum device_kind, KIND_OTHER where nobody says */
    uint32_t *quantities;   /* by asset: how many machines its row stands for, at least 1 */
    uint32_t *contract_ids; /* by asset: the first contract of the id that its row names; CONTRACT_NONE: it names none,
                               CONTRACT_NONE - 1: one that is not on record */
    struct intern *names;   /* that contracts use */
    uint32_t *first;        /* by name, and one more: where its machines begin */
    uint32_t *members;      /* machines, in order; those that have left only where all have that have the name */
    int64_t *in_use;        /* by name: how many of its machines are; devices that no asset claims are first of all
                               what rows for several machines stand for */
};
#define CONTRACT_NOT_ON_RECORD (CONTRACT_NONE - 1)

MUST_CHECK enum err_code contract_machines_find(const struct lifecycle_run *run, const struct contract_list *list,
                                                struct contract_machines *ret_machines, struct err *err);
void contract_machines_done(struct contract_machines *machines);

/* The machines that have a name, and how many of them are in use. */
struct machine_list {
    uint32_t name;
    const uint32_t *items;
    uint32_t count;
    int64_t in_use; /* may be more than are listed, where a row stands for several */
};
struct machine_list contract_machines_of(const struct contract_machines *machines, uint32_t name);
/* Those that have a name of that kind; none, of no name (INTERN_NONE). SCRATCH is overwritten. */
struct machine_list contract_machines_named(const struct contract_machines *machines, enum machine_name kind,
                                            struct str text, struct buffer *scratch);
