#pragma once
/* Rights that came with a machine end with it: those bound to an asset that has left, and that was not observed all the
 * same, give nothing (M29), unless they are bound to one that is still there as well. Internal to licenses/. */

#include "licenses/audit_run.h"

/* Ends them in audit->rights, and says of each that the ledger should say so (LIC-OEM, a notice). */
MUST_CHECK enum err_code gone_machines_end(struct audit *audit, struct err *err);
