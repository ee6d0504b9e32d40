#pragma once
/* How many units a right gives on a day: between LEAST and MOST, which are the same where the ledger says all that
 * decides. Pure functions over values; any thread. */

#include <stdbool.h>
#include <stdint.h>

struct units {
    bool is_unlimited; /* the count is then 0 */
    int64_t count;     /* never below 0 */
};

enum supply_reason {
    SUPPLY_GIVEN,      /* all of it */
    SUPPLY_FALLBACK,   /* its period is over, and what was bought may be used on */
    SUPPLY_UPGRADED,   /* some or all of it is counted with the upgrades of it */
    SUPPLY_BASE_SHORT, /* an upgrade: of more units than its base has to give */
    /* nothing */
    SUPPLY_ENDED,
    SUPPLY_NOT_BEGUN,
    SUPPLY_DISPOSED,
    SUPPLY_BASE_MISSING,  /* an upgrade of what is not on record, or of itself in the end */
    SUPPLY_BASE_INACTIVE, /* an upgrade of what gives nothing itself */
    /* not known */
    SUPPLY_REVERSED,   /* its period ends before it begins */
    SUPPLY_INCOMPLETE, /* a fact that decides is not on record */
};

struct supply {
    enum supply_reason reason;
    struct units least, most;
};

/* <0, 0, >0 */
int units_cmp(struct units a, struct units b);
static inline bool units_is_none(struct units units) {
    return !units.is_unlimited && units.count == 0;
}
struct supply supply_none(enum supply_reason reason);
/* UPGRADE takes what it needs of its BASE, as much as there is: base and upgrade are one right, which counts once. */
void supply_upgrade(struct supply *base, struct supply *upgrade);
