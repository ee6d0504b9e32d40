/* genkyo reconcile: what differs between the ledgers and a snapshot. */

#include "cli/inputs.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/results.h"
#include "findings/input.h"
#include "findings/verdict_tables.h"
#include "pairing/pairing.h"
#include "products/rules_table.h"
#include "reconciler/reconcile.h"

enum fail_on { FAIL_ON_VIOLATION, FAIL_ON_UNDETERMINED, FAIL_ON_NOTICE, FAIL_ON_NEVER };
enum software_scope { SOFTWARE_LISTED, SOFTWARE_ALL };

static const char *const fail_on_words[] = {"violation", "undetermined", "notice", "never", NULL};
static const char *const software_words[] = {"listed", "all", NULL};
static const enum outcome fail_on_outcomes[] = {OUTCOME_VIOLATION, OUTCOME_UNDETERMINED, OUTCOME_NOTICE,
                                                OUTCOME_VIOLATION};

struct reconcile_options {
    const char *ledger, *snapshot, *out, *policy;
    int fail_on;  /* enum fail_on */
    int software; /* enum software_scope */
    bool corrections;
    bool sync;
};

static const struct option_def options[] = {
    {.name = "ledger",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the ledgers: CSV, TSV and Excel workbooks as people keep them"),
     .offset = offsetof(struct reconcile_options, ledger),
     .is_required = true},
    {.name = "snapshot",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("what 'genkyo scan' or 'genkyo import' wrote"),
     .offset = offsetof(struct reconcile_options, snapshot),
     .is_required = true},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("where the results go; an earlier result is replaced"),
     .offset = offsetof(struct reconcile_options, out),
     .is_required = true},
    {.name = "policy",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("thresholds of the checks (YAML)"),
     .offset = offsetof(struct reconcile_options, policy)},
    {.name = "software",
     .kind = OPTION_CHOICE,
     .value = "listed|all",
     .help = N_("list unlisted titles that the ledger knows (default), or all of them"),
     .offset = offsetof(struct reconcile_options, software),
     .choices = software_words},
    {.name = "corrections",
     .kind = OPTION_FLAG,
     .help = N_("write corrections/*.csv: the ledgers as they should read, with only the wrong cells changed"),
     .offset = offsetof(struct reconcile_options, corrections)},
    {.name = "fail-on",
     .kind = OPTION_CHOICE,
     .value = "violation|undetermined|notice|never",
     .help = N_("exit status 1 from this outcome on (default: violation)"),
     .offset = offsetof(struct reconcile_options, fail_on),
     .choices = fail_on_words},
    {.name = "sync",
     .kind = OPTION_FLAG,
     .help = N_("make sure that the results are on the disk before ending"),
     .offset = offsetof(struct reconcile_options, sync)},
};

static enum err_code compare(const struct inputs *inputs, const struct reconcile_options *given,
                             struct results *results, struct err *err) {
    CLEANUP(pairing_free_cleanup) struct pairing *pairing = NULL;
    CLEANUP(title_rules_free_cleanup) struct title_rules *rules = NULL;
    const struct inventory *snapshot = snapshot_inventory(inputs->snapshot);
    struct reconcile_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot,
        .info = snapshot_info(inputs->snapshot),
        .policy = &inputs->policy,
        .observed_on = inputs_observed_on(inputs),
        .rule_problems = inputs->ledger_problems,
        .unknown_titles = results->unknown_titles,
        .all_software = given->software == SOFTWARE_ALL,
        .corrections = results->corrections,
    };

    enum err_code code = pairing_build(inventory_table(inputs->ledger, TABLE_DEVICES),
                                       inventory_table(snapshot, TABLE_DEVICES), inputs->pool, &pairing, err);
    if (code == ERR_OK) {
        code = title_rules_read(inventory_table(inputs->ledger, TABLE_PRODUCTS), inputs->ledger_problems, &rules, err);
    }
    if (code == ERR_OK) {
        code = verdict_tables_expect(inventory_table(inputs->ledger, TABLE_DEVICES),
                                     inventory_table(snapshot, TABLE_DEVICES), results->verdicts, err);
    }
    if (code == ERR_OK) {
        input.pairing = pairing;
        input.rules = rules;
        code = reconcile(&input, inputs->pool, results->findings, results->verdicts, &results->coverage, err);
    }
    if (code == ERR_OK) {
        code = input_findings_add(inputs->ledger_problems, INPUT_LEDGER, results->findings, err);
    }
    return code == ERR_OK ? input_findings_add(inputs->snapshot_problems, INPUT_SNAPSHOT, results->findings, err)
                          : code;
}

static enum exit_status reconcile_inputs(const struct cli *cli, const struct inputs *inputs,
                                         const struct reconcile_options *given) {
    struct results results = {0};
    struct err err = {0};
    enum exit_status status = EXIT_REFUSED;

    enum err_code code = results_init(cli, inputs, given->corrections, &results, &err);
    if (code == ERR_OK) {
        code = compare(inputs, given, &results, &err);
    }
    if (code == ERR_OK) {
        struct results_options publishing = {
            .command = "reconcile",
            .out = given->out,
            .fail_on = fail_on_outcomes[given->fail_on],
            .fails = given->fail_on != FAIL_ON_NEVER,
            .sync = given->sync,
        };
        status = results_publish(cli, inputs, &results, &publishing);
    } else {
        memory_say_error(cli, inputs->budget, &err);
    }
    results_done(&results);
    return status;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct reconcile_options *given = values;
    struct inputs inputs;

    if (argument_count > 0) {
        options_usage_error(&command_reconcile, _("unexpected argument '%s'"), arguments[0]);
        return EXIT_REFUSED;
    }
    enum exit_status status = inputs_read(cli, given->ledger, given->snapshot, given->policy, &inputs);
    if (status != EXIT_DONE) {
        return status;
    }
    status = reconcile_inputs(cli, &inputs, given);
    inputs_done(&inputs);
    return status;
}

const struct command command_reconcile = {
    .name = "reconcile",
    .usage = N_("reconcile --ledger DIR --snapshot DIR --out DIR [OPTION]…"),
    .summary = N_("compare ledgers with a snapshot and report every difference"),
    .details = N_("Finds out which observed device is which documented asset, and reports what differs: machines\n"
                  "that are gone, could not be examined or stand on no paper, attributes, installed software.\n"
                  "A machine that did not answer is never reported as missing."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .options_size = sizeof(struct reconcile_options),
    .run = run,
};
