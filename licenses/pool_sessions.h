#pragma once
/* Rights of which so many may be used at once (M06): what is needed is the peak of the sessions on record in the last
 * usage_days of the policy, the as-of date being the last. A log that says nothing of a product leaves it open.
 *
 * Sessions are of a product and edition, whatever the version. Those of which the edition is not on record, or of an
 * edition where that of the rights is not, count for the most only. Internal to licenses/. */

#include "licenses/plan_solve.h"
#include "licenses/sessions.h"

/* Once all rights are in the catalog, and before it is complete. Numbers of products are those of the catalog. */
MUST_CHECK enum err_code pool_sessions_read(const struct audit_input *input, struct catalog *catalog,
                                            struct session_log **ret_log, struct err *err);
/* Positions, findings and demands of the group's rights, and what each of them gives, in the solution. */
MUST_CHECK enum err_code pool_sessions(struct plan *plan, struct plan_solution *solution, struct err *err);
