#pragma once
/* All that has a term: rows of contracts, and of the ledgers of domains, circuits and cloud services, which are
 * contracts by another name. In an order that owes nothing to that of the rows: by kind, id (folded), days, then by all
 * that is read of them; a contract's number is its place in it. Constant once read: any thread. */

#include "base/arena.h"
#include "base/intern.h"
#include "findings/finding.h"
#include "lifecycle/contract_terms.h"
#include "lifecycle/lifecycle_run.h"

#define CONTRACT_NONE UINT32_MAX

/* A column that a ledger does not have. */
enum { NO_COLUMN = COLUMNS_MAX };

/* Where the facts of a contract stand. Columns of one table, NO_COLUMN where it has none of that meaning. */
struct contract_ledger {
    enum contract_kind kind;
    enum table_id table;
    const char *field; /* of its findings; NULL: the column that is meant */
    unsigned id, title, vendor, type, start_on, end_on;
    unsigned renewal, renewal_status, notice_period, next_contract; /* of contracts */
    unsigned auto_renew;                                            /* yes or no */
    unsigned targets;      /* a list, or the one machine that it is for; NO_COLUMN: the id itself is the target */
    unsigned quantity;     /* how many machines it is for */
    unsigned needed_until; /* the last day on which it is needed */
    unsigned contract_id;  /* the contract under which it is had */
};

/* Texts live as long as the list. */
struct contract {
    const struct contract_ledger *ledger;
    uint32_t row; /* of the ledger's table */
    struct str id, title, vendor, type;
    struct str name; /* folded, what it is called year after year: the title without figures, else the vendor */
    struct contract_terms terms;
    int64_t quantity; /* -1: not said */
    struct date needed_until;
    uint32_t first_part, part_count; /* what it is for: contract_list.parts */
    uint32_t agreement;              /* the first contract of that id: one contract may have several rows */
    uint32_t next;                   /* that its row names, and that ends later than it; CONTRACT_NONE */
    uint32_t under; /* of other ledgers, the row of the contract they name that lasts longest; CONTRACT_NONE */
    uint64_t hash;  /* of what was read */
};

/* Is it a row of contracts, not of another ledger? */
static inline bool contract_is_maintenance(const struct contract *contract) {
    return contract->ledger->kind == CONTRACT_OF_MAINTENANCE;
}

struct contract_list {
    struct arena *arena;
    struct contract *items;
    uint32_t count;
    uint32_t *parts;           /* numbers of texts */
    struct intern *part_texts; /* distinct parts of targets, folded */
    struct intern *ids;        /* of rows of contracts, folded */
    uint32_t *first_of_id;     /* by number in IDS */
    uint32_t *agreement_end;   /* by the first contract of an id: where those of it end */
    bool has_contracts;        /* there is a usable table of contracts */
};

MUST_CHECK enum err_code contract_list_read(const struct lifecycle_run *run, struct contract_list *ret_list,
                                            struct err *err);
void contract_list_done(struct contract_list *list);

/* The first contract of the table of contracts that has the id as people write it; CONTRACT_NONE. SCRATCH is
 * overwritten. */
uint32_t contract_list_find(const struct contract_list *list, struct str id, struct buffer *scratch);
const struct table *contract_table(const struct lifecycle_run *run, const struct contract *contract);
/* The field of a finding about a column of the contract's ledger. */
struct str contract_field(const struct contract *contract, unsigned column);
