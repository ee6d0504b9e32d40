#pragma once
/* Rights on record of which nobody knows what they are for: no rule recognises the title, and nothing in use has it.
 * One of them may be to a product of the same maker that no other right is for, one whose maker is not on record to
 * any, and whether that product is licensed is then open. Constant once found: any thread. Internal to licenses/. */

#include "licenses/audit_run.h"

struct stray_rights;
MUST_CHECK enum err_code stray_rights_find(const struct audit *audit, struct stray_rights **ret_strays,
                                           struct err *err);
void stray_rights_free(struct stray_rights *strays);
DEFINE_CLEANUP(stray_rights, stray_rights_free)
/* Of the maker the one with the least id, else likewise of those whose maker is not on record; NULL for none. */
const struct right *stray_rights_of(const struct stray_rights *strays, struct str vendor);
/* Is something in use that the right is for, as a rule, the title or the ledger of software says? */
bool right_is_in_use(const struct audit *audit, const struct right *right);
