#pragma once
/* May a right be used for what is installed? By product, edition and version: the hard terms that decide which uses it
 * can cover at all, whoever and wherever. What is not on record leaves it open. Pure functions; any thread. */

#include "findings/license_records.h"
#include "licenses/catalog.h"
#include "licenses/downgrades.h"
#include "licenses/releases.h"

struct eligibility_rules {
    const struct catalog *catalog;
    const struct downgrades *downgrades;
    const struct releases *releases;
    struct date day;
};

/* What a right gives: the product itself, or one that a suite has as a part. */
struct eligible_part {
    uint32_t product;   /* of the catalog */
    struct str version; /* empty: any */
    bool is_of_suite;   /* a component; one without an edition stands for all editions */
};

/* What stands in the way; the first that does. */
enum eligibility_bar {
    BAR_NONE,
    BAR_PRODUCT,     /* another product */
    BAR_EDITION,     /* of another edition */
    BAR_VERSION,     /* an earlier version that no downgrade leads to, or one that cannot be told */
    BAR_MAINTENANCE, /* a later version that was not out before maintenance ended */
    /* of one machine or user, and so never said by eligibility_of */
    BAR_SIZE,  /* the edition must not be used on so large a machine */
    BAR_BOUND, /* the right is bound to another machine */
    BAR_NAMED, /* the right is for those that it is assigned to */
    BAR_COUNT
};

struct eligibility {
    enum term is_allowed; /* TERM_BLANK: only if what is not on record were so; BAR says what that is about */
    enum license_right right;
    enum eligibility_bar bar;
    struct str evidence;    /* the row of a rule that it rests on; empty for none */
    bool takes_maintenance; /* only units that are under maintenance may be used so */
};
struct eligibility eligibility_of(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                  const struct eligible_part *part, uint32_t product, struct str version);
/* Is an access licence good for a server with that product? For its version and all before it, whatever the edition;
 * for later ones as any right is. */
struct eligibility eligibility_of_access(const struct eligibility_rules *rules, const struct entitlement *entitlement,
                                         const struct eligible_part *part, uint32_t product, struct str version);
