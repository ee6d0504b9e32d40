#pragma once
/* What the commands that compare a ledger with a snapshot have in common: their options, and the way from the inputs to
 * the published results. */

#include "cli/inputs.h"
#include "cli/reports.h"
#include "cli/results.h"
#include "cli/software_scope.h"
#include "pairing/pairing.h"
#include "products/rules.h"

struct comparison_options {
    const char *ledger, *snapshot, *out, *policy, *database;
    const char *state, *horizon; /* audit only; NULL: none */
    const char *profile;         /* of a run, for the store; no option; NULL: none */
    int fail_on;                 /* enum fail_on */
    int software;                /* enum software_scope */
    bool corrections;
    bool sync;
    struct option_list formats;         /* of reports; audit only */
    struct reports_wanted reports;      /* these, chosen; no option */
    const struct policy *policy_values; /* instead of a file; NULL on the command line */
};

/* The table of options of such a command, whose values are a struct comparison_options; those of audit alone are
 * behind the others. */
enum { COMPARISON_OPTION_COUNT = 9, AUDIT_OPTION_COUNT = COMPARISON_OPTION_COUNT + 3 };
extern const struct option_def comparison_options[AUDIT_OPTION_COUNT];

/* What is at hand when paper and reality have been reconciled. */
struct comparison {
    const struct inputs *inputs;
    const struct pairing *pairing;
    const struct title_rules *rules;
};

/* What a command does besides: it adds to the results, and problems of rule tables to those of the ledger. */
typedef enum err_code comparison_step(const struct cli *cli, const struct comparison *comparison,
                                      struct results *results, struct err *err);

/* Does the work of COMMAND, and says what is wrong where it cannot. STEP may be NULL. */
MUST_CHECK enum exit_status comparison_do(const struct cli *cli, const struct command *command,
                                          const struct comparison_options *given, comparison_step *step);
/* The work of genkyo audit (cmd_audit.c). */
MUST_CHECK enum exit_status audit_do(const struct cli *cli, const struct comparison_options *given);
