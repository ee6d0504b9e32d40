#pragma once
/* What is to be said of the rights of a group once they are given out: that they have ended and nobody needs them, that
 * nobody wrote down what they may be used for, that it is not proven that no other allocation is better. Internal to
 * licenses/. */

#include "licenses/plan_close.h"

MUST_CHECK enum err_code plan_notices(const struct plan *plan, const struct plan_solution *solution,
                                      const struct plan_closing *closings, struct err *err);
