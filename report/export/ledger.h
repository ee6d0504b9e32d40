#pragma once
/* The two sheets of handover that are the ledger with results beside it. Internal to report/. One thread. */

#include "report/export/export.h"

/* devices.csv: each asset, and what was found of it. ARENA must last until the set has ended. */
MUST_CHECK enum err_code export_asset_rows(struct export_set *set, const struct export_request *request,
                                           struct arena *arena, struct err *err);
/* licenses.csv: each right with the five facts of 表9-10, and the position that it counts in. */
MUST_CHECK enum err_code export_license_rows(struct export_set *set, const struct export_request *request,
                                             struct arena *arena, struct err *err);
