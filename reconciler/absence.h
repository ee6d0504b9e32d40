#pragma once
/* Proof that an asset is gone which does not come from a scan: someone who went to look and did not find it, or an
 * inventory that is declared complete and does not list it. Internal to reconciler/. */

#include "reconciler/run.h"

struct absence;
/* INFO may be NULL: nothing is declared complete. The tables are the snapshot's and may be NULL. */
MUST_CHECK enum err_code absence_build(const struct table *devices, const struct table *probes,
                                       const struct snapshot_info *info, struct absence **ret_absence, struct err *err);
void absence_free(struct absence *absence);
DEFINE_CLEANUP(absence, absence_free)

/* The asset reader stands on ASSET, which is expected alive and was not paired. When a hand check says that it is not
 * there, adds the finding and gives the fixed word for it; else empty. */
struct str absence_by_check(struct worker *worker, uint32_t asset);
/* The same for a complete inventory that covers the place of the asset and would name it if it were there. To be asked
 * only when the asset was not tried under any of its names and addresses. */
struct str absence_by_inventory(struct worker *worker, uint32_t asset);
