#pragma once
/* What the comparing commands read: a ledger, a snapshot, a policy. */

#include "base/diagnostic.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "findings/policy.h"
#include "findings/summary.h"
#include "inventory/snapshot.h"

struct inputs {
    const char *ledger_path, *snapshot_path;
    struct diagnostics *ledger_problems, *snapshot_problems;
    struct inventory *ledger;
    struct snapshot *snapshot;
    struct policy policy;
    struct pool *pool;
    struct budget *budget; /* --memory; NULL: no limit */
    struct arena *arena;
    struct yaml_document *policy_document; /* the policy's texts are borrowed from it */
};

/* POLICY_PATH may be NULL: the defaults. On failure what is wrong has been printed. */
MUST_CHECK enum exit_status inputs_read(const struct cli *cli, const char *ledger_path, const char *snapshot_path,
                                        const char *policy_path, struct inputs *ret_inputs);
void inputs_done(struct inputs *inputs);
/* The day on which the snapshot was finished, in the policy's time zone. */
struct date inputs_observed_on(const struct inputs *inputs);
/* The files that were read, for the summary; living in the inputs' arena. NULL when memory is out. */
struct summary_file *inputs_files(const struct inputs *inputs, size_t *ret_count);
/* Is a file of the ledger there but refused? */
bool inputs_have_refused(const struct inputs *inputs);
