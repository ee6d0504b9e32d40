#pragma once
/* The rules of the products table of a ledger directory. */

#include "base/diagnostic.h"
#include "inventory/table.h"
#include "products/rules.h"

/* TABLE may be NULL: no rules. Problems of the patterns go to DIAGNOSTICS, which may be NULL. */
MUST_CHECK enum err_code title_rules_read(const struct table *table, struct diagnostics *diagnostics,
                                          struct title_rules **ret_rules, struct err *err);
/* What matching found out about the rules. */
void title_matcher_diagnose(const struct title_matcher *matcher, struct diagnostics *diagnostics);
