#pragma once
/* One right under the checks of the ledger (licenses/ledger_checks.h): each check is a function of it, and adds what it
 * has to say. */

#include "licenses/ledger_checks.h"
#include "licenses/license_finding.h"

struct suite_parts; /* licenses/suite_parts.h */

struct ledger_check {
    const struct ledger_checks_input *input;
    uint32_t number; /* of the right in the list */
    const struct entitlement *entitlement;
    const struct supply *supply;
    struct suite_parts *suite_parts; /* NULL: there are no rules */
    struct finding_sink *findings;
    unsigned lane;
};

/* The canonical name of an enum licenses_column. */
struct str ledger_column(unsigned column);
/* Of the column FIELD. */
MUST_CHECK enum err_code ledger_check_add(const struct ledger_check *check, struct finding *finding, unsigned field,
                                          struct err *err);
