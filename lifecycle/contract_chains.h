#pragma once
/* Contracts that follow each other on one target: where days are left out between them, where they cover a day twice,
 * and which one goes on when one ends. Pure arithmetic; one thread.
 *
 * A chain is what is contracted of one target under one kind of contract. A contract that does not say its kind counts
 * as of the kind that the target's others have; where these have several, it is a chain of its own. Within a chain
 * contracts are gone through by their first days: the next one continues what has been covered so far where it begins
 * on the day after it. */

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define CHAIN_NONE UINT32_MAX
/* Days that are not known, and a last day that never comes. */
#define CHAIN_DAY_UNKNOWN INT32_MIN
#define CHAIN_DAY_ENDLESS INT32_MAX

/* One contract on one target. */
struct chain_term {
    uint32_t target;
    uint32_t kind;      /* 0: not said */
    uint32_t contract;  /* the order of those that agree in their days */
    uint32_t agreement; /* rows of one contract have the same; they never overlap */
    uint32_t part;      /* the caller's */
    int32_t start, end; /* START may be unknown; of what has an unknown END nothing is said */
    /* found */
    uint32_t follower;    /* the contract that begins next and ends later; CHAIN_NONE */
    bool is_outlasted;    /* another one of its chain ends later */
    bool may_be_followed; /* there is one whose last day nobody knows */
};

enum chain_link_kind {
    CHAIN_GAP,     /* FIRST to LAST are not covered */
    CHAIN_OVERLAP, /* FIRST to LAST are covered twice; LAST may be endless */
    CHAIN_UNCLEAR, /* the later one does not say when it begins */
};

/* Between a contract and the one of those before it that lasts longest. */
struct chain_link {
    enum chain_link_kind kind;
    uint32_t earlier, later; /* contracts */
    uint32_t target;
    int32_t first, last;
};

struct chain_links {
    struct chain_link *items; /* by kind, later, earlier, target */
    uint32_t count;
};
void chain_links_done(struct chain_links *links);
void chain_links_sort(struct chain_links *links);

/* Brings TERMS into the order of target, kind and days, and fills what is to be found. */
MUST_CHECK enum err_code chains_find(struct chain_term *terms, uint32_t count, struct chain_links *ret_links,
                                     struct err *err);
