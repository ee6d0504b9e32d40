#pragma once
/* The software of a pair: what the ledger lists for the asset against what is installed on the device (DIF-SW-…).
 * Titles pair by name, never by version. Internal to reconciler/. */

#include "reconciler/run.h"

struct software_checks {
    bool is_checked;   /* both lists were there and complete, no file of the ledger left out */
    uint32_t unlisted; /* distinct observed titles that the ledger does not list for the asset */
};

/* Was the software of a machine read to its end: of the rows of SOFTWARE (may be NULL) GROUPS has OWNER's, and the
 * reader stands on its row of devices. One without any title was not read, whatever the scan says: silence is never
 * absence. */
bool software_is_read(const struct table *software, const struct row_groups *groups, uint32_t owner,
                      struct row_reader *device);
/* The readers stand on both rows. */
struct software_checks software_compare(struct worker *worker, struct pair_rows *rows);
/* What a device has that no paper knows is counted all the same. */
uint32_t software_count_titles(struct worker *worker, uint32_t device);
