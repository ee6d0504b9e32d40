#include "cli/comparison.h"

#include "cli/fail_on.h"
#include "cli/horizon.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/run_record.h"
#include "cli/software_scope.h"
#include "findings/input.h"
#include "findings/verdict_tables.h"
#include "pairing/placement.h"
#include "products/rules_table.h"
#include "reconciler/reconcile.h"

#include <assert.h>

const struct option_def comparison_options[] = {
    {.name = "ledger",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the ledgers: CSV, TSV and Excel workbooks as people keep them"),
     .offset = offsetof(struct comparison_options, ledger),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "snapshot",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("what 'genkyo scan' or 'genkyo import' wrote"),
     .offset = offsetof(struct comparison_options, snapshot),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("where the results go; an earlier result is replaced"),
     .offset = offsetof(struct comparison_options, out),
     .use = PATH_RESULT,
     .is_required = true},
    {.name = "policy",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("thresholds of the checks (YAML)"),
     .offset = offsetof(struct comparison_options, policy),
     .use = PATH_INPUT},
    {.name = "software",
     .kind = OPTION_CHOICE,
     .value = SOFTWARE_VALUE,
     .help = N_("list unlisted titles that the ledger knows (default), or all of them"),
     .offset = offsetof(struct comparison_options, software),
     .choices = software_words},
    {.name = "corrections",
     .kind = OPTION_FLAG,
     .help = N_("write corrections/*.csv: the ledgers as they should read, with only the wrong cells changed"),
     .offset = offsetof(struct comparison_options, corrections)},
    {.name = "fail-on",
     .kind = OPTION_CHOICE,
     .value = FAIL_ON_VALUE,
     .help = N_("exit status 1 from this outcome on (default: violation)"),
     .offset = offsetof(struct comparison_options, fail_on),
     .choices = fail_on_words},
    {.name = "sync",
     .kind = OPTION_FLAG,
     .help = N_("make sure that the results are on the disk before ending"),
     .offset = offsetof(struct comparison_options, sync)},
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("keep the findings of all runs there, and tell what is new, continuing, waived or resolved"),
     .offset = offsetof(struct comparison_options, database),
     .use = PATH_STORE},
    {.name = "state",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the state directory: what 'genkyo import endoflife' wrote"),
     .offset = offsetof(struct comparison_options, state),
     .use = PATH_INPUT},
    {.name = "horizon",
     .kind = OPTION_TEXT,
     .value = N_("SPAN"),
     .help = N_("list of support and contracts only what comes due within 90d, or this fiscal year and the next: 2fy"),
     .offset = offsetof(struct comparison_options, horizon)},
    {.name = "format",
     .kind = OPTION_LIST,
     .value = N_("FORMAT"),
     .help = N_("a report to make besides, or none; may be given several times (default: html and xlsx)"),
     .offset = offsetof(struct comparison_options, formats)},
};
static_assert(ARRAY_LEN(comparison_options) == AUDIT_OPTION_COUNT, "the header says how many there are");

/* What COMPARISON is still without: who is who, and what titles are. */
static enum err_code prepare(const struct inputs *inputs, struct pairing **ret_pairing, struct title_rules **ret_rules,
                             struct err *err) {
    enum err_code code = pairing_build(inventory_table(inputs->ledger, TABLE_DEVICES),
                                       inventory_table(snapshot_inventory(inputs->snapshot), TABLE_DEVICES),
                                       inputs->pool, ret_pairing, err);
    return code == ERR_OK ? title_rules_read(inventory_table(inputs->ledger, TABLE_PRODUCTS), inputs->ledger_problems,
                                             ret_rules, err)
                          : code;
}

static enum err_code reconcile_both(const struct comparison *comparison, const struct comparison_options *given,
                                    struct results *results, struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    const struct inventory *snapshot = snapshot_inventory(inputs->snapshot);
    const struct reconcile_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot,
        .info = snapshot_info(inputs->snapshot),
        .policy = &inputs->policy,
        .observed_on = inputs_observed_on(inputs),
        .pairing = comparison->pairing,
        .rules = comparison->rules,
        .rule_problems = inputs->ledger_problems,
        .unknown_titles = results->unknown_titles,
        .all_software = given->software == SOFTWARE_ALL,
        .corrections = results->corrections,
    };
    enum err_code code = verdict_tables_expect(inventory_table(inputs->ledger, TABLE_DEVICES),
                                               inventory_table(snapshot, TABLE_DEVICES), results->verdicts, err);

    return code == ERR_OK
               ? reconcile(&input, inputs->pool, results->findings, results->verdicts, &results->coverage, err)
               : code;
}

static enum err_code check_placement(const struct comparison *comparison, struct results *results, struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    const struct placement_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .pairing = comparison->pairing,
        .policy = &inputs->policy,
        .observed_on = inputs_observed_on(inputs),
    };

    return placement_check(&input, results->findings, err);
}

static enum err_code compare(const struct cli *cli, const struct inputs *inputs, const struct comparison_options *given,
                             comparison_step *step, struct results *results, struct err *err) {
    CLEANUP(pairing_free_cleanup) struct pairing *pairing = NULL;
    CLEANUP(title_rules_free_cleanup) struct title_rules *rules = NULL;
    enum err_code code = prepare(inputs, &pairing, &rules, err);
    struct comparison comparison = {inputs, pairing, rules};

    if (code == ERR_OK) {
        code = reconcile_both(&comparison, given, results, err);
    }
    if (code == ERR_OK) {
        code = check_placement(&comparison, results, err);
    }
    if (code == ERR_OK && step) {
        code = step(cli, &comparison, results, err);
    }
    if (code == ERR_OK) {
        code = input_findings_add(inputs->ledger_problems, INPUT_LEDGER, results->findings, err);
    }
    return code == ERR_OK ? input_findings_add(inputs->snapshot_problems, INPUT_SNAPSHOT, results->findings, err)
                          : code;
}

static bool check_horizon(const struct cli *cli, const struct command *command, const struct comparison_options *given,
                          struct horizon *ret_horizon) {
    if (!horizon_read(given->horizon, cli->as_of, ret_horizon)) {
        options_usage_error(command, _("--horizon: '%s' is neither days, as 90d, nor fiscal years, as 2fy"),
                            given->horizon);
        return false;
    }
    return true;
}

static enum exit_status compare_inputs(const struct cli *cli, const struct command *command,
                                       const struct inputs *inputs, const struct comparison_options *given,
                                       comparison_step *step, struct run_record *record) {
    struct results results = {0};
    struct horizon horizon;
    struct err err = {0};
    enum exit_status status = EXIT_REFUSED;

    if (!check_horizon(cli, command, given, &horizon)) {
        return EXIT_REFUSED;
    }
    enum err_code code = results_init(cli, inputs, given->corrections, &results, &err);
    if (code == ERR_OK) {
        code = compare(cli, inputs, given, step, &results, &err);
    }
    if (code == ERR_OK) {
        struct results_options publishing = {
            .command = command->name,
            .out = given->out,
            .fail_on = fail_on_outcome(given->fail_on),
            .fails = given->fail_on != FAIL_ON_NEVER,
            .sync = given->sync,
            .has_horizon = horizon.is_given,
            .horizon = horizon.last,
            .reports = given->reports,
            .record = record,
        };
        status = results_publish(cli, inputs, &results, &publishing);
    } else {
        memory_say_error(cli, inputs->budget, &err);
    }
    results_done(&results);
    return status;
}

enum exit_status comparison_do(const struct cli *cli, const struct command *command,
                               const struct comparison_options *given, comparison_step *step) {
    const struct input_paths paths = {
        .ledger = given->ledger,
        .snapshot = given->snapshot,
        .policy = given->policy,
        .policy_values = given->policy_values,
        .state = given->state,
    };
    struct run_record record;
    struct inputs inputs;
    struct horizon horizon;

    /* a mistake is told before anything is read; the day it counts from is known once the policy is */
    if (!check_horizon(cli, command, given, &horizon) ||
        !run_record_open(cli, given->database, given->profile, &record)) {
        return EXIT_REFUSED;
    }
    enum exit_status status = inputs_read(cli, &paths, &inputs);
    if (status == EXIT_DONE) {
        const struct cli own = cli_in_zone(cli, inputs.policy.utc_offset);
        status = compare_inputs(&own, command, &inputs, given, step, &record);
        inputs_done(&inputs);
    }
    run_record_done(&record);
    return status;
}
