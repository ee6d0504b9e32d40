#pragma once
/* The decision to go on beyond the end of support, as the ledger records it: what is risked in security, if the maker
 * withdraws it and when it fails; what is done, who decided that, and when. Pure; any thread. */

#include "base/arena.h"
#include "lifecycle/calendar.h"

/* The columns of the support table that are still blank, separated by blanks; empty: the decision is complete. RELEASE
 * NULL: there is no record. A decision of a later day than AS_OF was not taken yet. Text of ARENA. */
struct str support_decision_lacks(const struct calendar_release *release, struct date as_of, struct arena *arena);
bool support_decision_is_complete(const struct calendar_release *release, struct date as_of);
/* Does the ledger have the release, and says anything at all of a decision? */
bool support_decision_is_begun(const struct calendar_release *release, struct date as_of);
/* What was decided: "extend"; none: nothing. */
struct str support_decision_word(const struct calendar_release *release);
/* Is the answer about the risk in security still open? */
bool support_decision_has_open_risk(const struct calendar_release *release);
