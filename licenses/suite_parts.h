#pragma once
/* What the components of a suite are: titles that a rule recognises as a product, or products by the names that rules
 * give them. One thread. */

#include "licenses/entitlement.h"

struct suite_parts;
/* Borrows the rules. */
MUST_CHECK enum err_code suite_parts_new(const struct title_rules *rules, struct suite_parts **ret_parts,
                                         struct err *err);
void suite_parts_free(struct suite_parts *parts);
DEFINE_CLEANUP(suite_parts, suite_parts_free)

/* Appends the components that no rule knows, and those that are the suite itself; several of them with "; " between. */
MUST_CHECK enum err_code suite_parts_look(struct suite_parts *parts, const struct entitlement *suite,
                                          struct buffer *unknown, struct buffer *itself, struct err *err);
