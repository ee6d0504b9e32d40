#pragma once
/* What contracts are for: which machines, products or rights the texts in their targets mean, and whether these are in
 * use. Constant once found: any thread. */

#include "lifecycle/contract_chains.h"
#include "lifecycle/contract_machines.h"

enum part_kind {
    PART_MACHINE, /* one machine */
    PART_SEVERAL, /* a name that several machines have */
    PART_MODEL,   /* all machines of a model */
    PART_SYSTEM,  /* machines of an information system; which of them, it does not say */
    PART_PRODUCT, /* a product or a right of the ledgers, or observed software */
    PART_UNKNOWN, /* an id of nothing that is known */
    PART_LOOSE,   /* other words: サーバ一式 */
    PART_KIND_COUNT
};

struct contract_part {
    enum part_kind kind;
    struct machine_list machines; /* PART_MACHINE to PART_SYSTEM */
    uint32_t device_kinds;        /* PART_LOOSE: bits 1 << enum device_kind that it may mean */
    bool is_observed;             /* PART_PRODUCT: the product is installed somewhere */
};

enum contract_use { CONTRACT_NOT_IN_USE, CONTRACT_USE_UNKNOWN, CONTRACT_IN_USE };

/* Targets are numbered: machines, then what is no single machine, in pairs of a single thing and words that stand for
 * several. */
struct contract_targets {
    const struct contract_list *list;
    const struct contract_machines *machines;
    struct contract_part *parts; /* by number of the text */
    struct chain_term *terms;    /* of each contract on each of its targets; at least one a contract */
    uint32_t term_count;
};

/* MACHINES and LIST are borrowed. */
MUST_CHECK enum err_code contract_targets_find(const struct lifecycle_run *run, const struct contract_list *list,
                                               const struct contract_machines *machines,
                                               struct contract_targets *ret_targets, struct err *err);
void contract_targets_done(struct contract_targets *targets);

/* When the contract runs, by itself: without target and kind, and an agreement of its own. */
struct chain_term contract_term_of(const struct contract_list *list, uint32_t number);
/* Terms of contracts that say nothing about what they are for have this part. */
#define PART_NONE UINT32_MAX
/* Is what the term is for in use on DAY? */
enum contract_use contract_term_use(const struct contract_targets *targets, const struct chain_term *term,
                                    struct date day);
/* Is the target of terms a single thing, which two contracts would cover twice? */
bool contract_target_is_single(const struct contract_targets *targets, uint32_t target);
