#pragma once
/* The inputs of a year's end, kept as they were, in STATE/year-end/FY2026 (read-only):
 *
 *   ledger/…           the files of the ledger
 *   manifest.json      of the snapshot, which has the digest of each of its tables
 *   summary.json       of the results
 *   genkyo.db          the store of findings, for its owner alone
 *   digests.xxh128     the digest of each of these, as xxhsum -c checks them
 *   frozen.json        which snapshot, which run, on what day
 *
 * One thread at a time. */

#include "base/json_read.h"
#include "cli/run/state.h"

struct run_freeze_input {
    const char *ledger;            /* directory */
    const char *snapshot;          /* name */
    const char *run;               /* name */
    const struct json_node *files; /* those that the results rest on: `inputs` of summary.json */
    struct date as_of;             /* gives the fiscal year */
};
/* ERR_DIGEST: a file of the ledger is not as it was when it was audited. The same once more is fine; ERR_EXISTS, with
 * the path, when other inputs have been frozen for the year. */
MUST_CHECK enum err_code run_freeze(const struct run_state *state, const struct run_freeze_input *input,
                                    char ret_path[PATH_MAX], struct err *err);
/* The snapshots that frozen years rest on; in ARENA. */
MUST_CHECK enum err_code run_freeze_snapshots(const struct run_state *state, struct arena *arena,
                                              struct str **ret_names, size_t *ret_count, struct err *err);
