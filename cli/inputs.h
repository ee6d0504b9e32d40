#pragma once
/* What the comparing commands read: a ledger, a snapshot or two, a policy, and what was imported. */

#include "base/diagnostic.h"
#include "base/parallel.h"
#include "cli/command.h"
#include "findings/policy.h"
#include "findings/summary.h"
#include "inventory/snapshot.h"

struct input_paths {
    const char *ledger; /* NULL: none, where there are two snapshots */
    const char *snapshot;
    const char *policy;                 /* NULL: the defaults */
    const struct policy *policy_values; /* instead of a file; NULL: none; its texts are borrowed */
    const char *state;                  /* NULL: none */
    const char *earlier;                /* a snapshot that SNAPSHOT is compared with; NULL: none */
};

struct inputs {
    struct input_paths paths;
    struct diagnostics *ledger_problems; /* and of the state, whose files have names of their own */
    struct diagnostics *snapshot_problems, *earlier_problems;
    struct inventory *ledger; /* NULL: none was given; it has devices, unless there are two snapshots */
    struct snapshot *snapshot;
    struct snapshot *earlier; /* NULL: there is only one */
    struct inventory *state;  /* support data; NULL: there are none */
    struct policy policy;
    struct pool *pool;
    struct budget *budget; /* --memory; NULL: no limit */
    struct arena *arena;
    struct yaml_document *policy_document; /* the policy's texts are borrowed from it */
};

/* On failure what is wrong has been printed. */
MUST_CHECK enum exit_status inputs_read(const struct cli *cli, const struct input_paths *paths,
                                        struct inputs *ret_inputs);
void inputs_done(struct inputs *inputs);
/* The day on which the snapshot was finished, in the policy's time zone; the same of the earlier one. */
struct date inputs_observed_on(const struct inputs *inputs);
struct date inputs_earlier_on(const struct inputs *inputs);
/* The files that were read, for the summary; living in the inputs' arena. NULL when memory is out. */
struct summary_file *inputs_files(const struct inputs *inputs, size_t *ret_count);
/* Is a file of the ledger or the state there but refused? */
bool inputs_have_refused(const struct inputs *inputs);
