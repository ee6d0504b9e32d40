#pragma once
/* The rule tables that the audit asks, read together. Constant once read: any thread. */

#include "inventory/inventory.h"
#include "licenses/cpu_rules.h"
#include "licenses/downgrades.h"
#include "licenses/edition_limits.h"
#include "licenses/minimums.h"
#include "licenses/releases.h"

struct license_rules {
    struct cpu_rules *core_factors, *points;
    struct downgrades *downgrades;
    struct edition_limits *edition_limits;
    struct minimums *minimums;
    struct releases *releases;
};

/* Problems of patterns go to DIAGNOSTICS, which may be NULL. On failure nothing is to be released. */
MUST_CHECK enum err_code license_rules_read(const struct inventory *ledger, struct diagnostics *diagnostics,
                                            struct license_rules *ret_rules, struct err *err);
void license_rules_done(struct license_rules *rules);
