#pragma once
/* Users of a group who may be one person (P2). They are counted as they stand in the ledger of people; that fewer are
 * needed if they are one is an assumption, and is said as such. Internal to licenses/. */

#include "licenses/plan.h"

MUST_CHECK enum err_code plan_people(const struct plan *plan, struct err *err);
