#pragma once
/* A bill of materials of what a snapshot saw, in the CycloneDX 1.6 format, as JSON: machines, their operating systems,
 * and their software, each distinct piece once. It says what was observed and what the rules know of it, and no user's
 * name, address or place. The same input gives the same bytes.
 *
 * Memory: four bytes a row of software, and the distinct pieces. One thread. */

#include "base/output.h"
#include "inventory/snapshot.h"
#include "products/rules.h"

struct bom_request {
    const struct snapshot *snapshot;
    const struct inventory *ledger;  /* that the rules stand in, or NULL */
    const struct title_rules *rules; /* or NULL */
    const char *const *devices;      /* their ids; none: all */
    size_t device_count;
    struct str title;   /* what it is of; blank: the snapshot's scope */
    struct str version; /* of this program */
};

struct bom_counts {
    uint32_t machines, software;
};

/* ERR_USAGE: a device that is asked for is not in the snapshot. What cannot be written is OUTPUT's to report. */
MUST_CHECK enum err_code bom_write(const struct bom_request *request, struct output *output,
                                   struct bom_counts *ret_counts, struct err *err);
