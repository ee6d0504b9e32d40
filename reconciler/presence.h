#pragma once
/* Assets that no device was found for, and devices that no asset claims. Silence is never absence: DIF-MISSING needs
 * positive evidence, everything else is DIF-UNVERIFIED with its cause. Internal to reconciler/. */

#include "inventory/words.h"
#include "reconciler/run.h"

/* What the scan met at which address or name. */
struct probes;
/* The table may be NULL. */
MUST_CHECK enum err_code probes_build(const struct table *table, struct probes **ret_probes, struct err *err);
void probes_free(struct probes *probes);

/* Which of two outcomes tells more about why something was not read: the one with the lower rank. */
unsigned presence_rank(enum probe_outcome outcome);
/* What an outcome means, as a cause of DIF-UNVERIFIED: "auth-refused". */
struct str presence_cause_word(enum probe_outcome outcome);

/* The asset reader stands on an asset: did somebody who was not read answer at any of its places but EXCEPT (in normal
 * form)? */
bool presence_is_met_unread(struct worker *worker, struct str except);
/* The asset reader stands on ASSET, which is expected alive and was not paired. Adds the finding, gives the verdict and
 * its cause (a reason word), and counts the cause. */
enum verdict_kind presence_of_asset(struct worker *worker, uint32_t asset, struct str *ret_cause);
/* The device reader stands on DEVICE, which no asset claims. Adds the finding and gives the verdict: it may be one of
 * several that a row stands for. */
enum verdict_kind presence_of_device(struct worker *worker, uint32_t device);
