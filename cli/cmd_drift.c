/* genkyo drift: what changed between two snapshots. */

#include "cli/fail_on.h"
#include "cli/inputs.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "cli/results.h"
#include "cli/software_scope.h"
#include "findings/input.h"
#include "products/rules_table.h"
#include "reconciler/drift.h"

struct drift_options {
    const char *earlier, *later, *out, *ledger, *policy;
    int fail_on;  /* enum fail_on */
    int software; /* enum software_scope */
    bool sync;
};

static const struct option_def options[] = {
    {.name = "from",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("the earlier snapshot"),
     .offset = offsetof(struct drift_options, earlier),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "to",
     .kind = OPTION_TEXT,
     .value = N_("SNAPSHOT"),
     .help = N_("the later snapshot"),
     .offset = offsetof(struct drift_options, later),
     .use = PATH_INPUT,
     .is_required = true},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("where the results go; an earlier result is replaced"),
     .offset = offsetof(struct drift_options, out),
     .use = PATH_RESULT,
     .is_required = true},
    {.name = "ledger",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the ledgers, with the register of changes"),
     .offset = offsetof(struct drift_options, ledger),
     .use = PATH_INPUT},
    {.name = "policy",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("thresholds of the checks (YAML)"),
     .offset = offsetof(struct drift_options, policy),
     .use = PATH_INPUT},
    {.name = "software",
     .kind = OPTION_CHOICE,
     .value = SOFTWARE_VALUE,
     .help = N_("judge products and what the ledger lists (default), or all titles"),
     .offset = offsetof(struct drift_options, software),
     .choices = software_words},
    {.name = "fail-on",
     .kind = OPTION_CHOICE,
     .value = FAIL_ON_VALUE,
     .help = N_("exit status 1 from this outcome on (default: violation)"),
     .offset = offsetof(struct drift_options, fail_on),
     .choices = fail_on_words},
    {.name = "sync",
     .kind = OPTION_FLAG,
     .help = N_("make sure that the results are on the disk before ending"),
     .offset = offsetof(struct drift_options, sync)},
};

static const struct table *table_of(const struct inventory *inventory, enum table_id table) {
    return inventory ? inventory_table(inventory, table) : NULL;
}

/* What comparing is still without: which assets the machines are, and what titles are. */
static enum err_code prepare(const struct inputs *inputs, struct pairing **ret_pairing, struct title_rules **ret_rules,
                             struct err *err) {
    const struct table *assets = table_of(inputs->ledger, TABLE_DEVICES);
    const struct table *products = table_of(inputs->ledger, TABLE_PRODUCTS);
    enum err_code code = ERR_OK;

    if (assets) {
        code = pairing_build(assets, inventory_table(snapshot_inventory(inputs->snapshot), TABLE_DEVICES), inputs->pool,
                             ret_pairing, err);
    }
    return code == ERR_OK ? title_rules_read(products, inputs->ledger_problems, ret_rules, err) : code;
}

static enum err_code add_problems(const struct inputs *inputs, struct results *results, struct err *err) {
    enum err_code code = input_findings_add(inputs->ledger_problems, INPUT_LEDGER, results->findings, err);

    if (code == ERR_OK) {
        code = input_findings_add(inputs->earlier_problems, INPUT_SNAPSHOT, results->findings, err);
    }
    return code == ERR_OK ? input_findings_add(inputs->snapshot_problems, INPUT_SNAPSHOT, results->findings, err)
                          : code;
}

static enum err_code compare(const struct inputs *inputs, const struct drift_options *given, struct results *results,
                             struct err *err) {
    CLEANUP(pairing_free_cleanup) struct pairing *pairing = NULL;
    CLEANUP(title_rules_free_cleanup) struct title_rules *rules = NULL;
    enum err_code code = prepare(inputs, &pairing, &rules, err);
    const struct drift_input input = {
        .ledger = inputs->ledger,
        .earlier = snapshot_inventory(inputs->earlier),
        .later = snapshot_inventory(inputs->snapshot),
        .pairing = pairing,
        .earlier_on = inputs_earlier_on(inputs),
        .later_on = inputs_observed_on(inputs),
        .rules = rules,
        .rule_problems = inputs->ledger_problems,
        .all_software = given->software == SOFTWARE_ALL,
    };

    if (code == ERR_OK) {
        code = drift(&input, inputs->pool, results->findings, results->drift, &results->drift_count, err);
    }
    return code == ERR_OK ? add_problems(inputs, results, err) : code;
}

static enum exit_status compare_inputs(const struct cli *cli, const struct inputs *inputs,
                                       const struct drift_options *given) {
    struct results results = {0};
    struct err err = {0};
    enum exit_status status = EXIT_REFUSED;

    enum err_code code = results_init_drift(cli, inputs, &results, &err);
    if (code == ERR_OK) {
        code = compare(inputs, given, &results, &err);
    }
    if (code == ERR_OK) {
        struct results_options publishing = {
            .command = command_drift.name,
            .out = given->out,
            .fail_on = fail_on_outcome(given->fail_on),
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
    const struct drift_options *given = values;
    const struct input_paths paths = {
        .ledger = given->ledger, .snapshot = given->later, .policy = given->policy, .earlier = given->earlier};
    struct inputs inputs;

    if (!options_take_no_arguments(&command_drift, argument_count, arguments)) {
        return EXIT_REFUSED;
    }
    enum exit_status status = inputs_read(cli, &paths, &inputs);
    if (status != EXIT_DONE) {
        return status;
    }
    const struct cli own = cli_in_zone(cli, inputs.policy.utc_offset);
    status = compare_inputs(&own, &inputs, given);
    inputs_done(&inputs);
    return status;
}

static const struct command_example examples[] = {
    {"drift --from snapshots/2027-03-01 --to snapshots/2027-03-31 --out drift", N_("what changed in March")},
    {"drift --from snapshots/2027-03-01 --to snapshots/2027-03-31 --ledger ledger --out drift",
     N_("and whether the register of changes explains it")},
};

const struct command command_drift = {
    .name = "drift",
    .usage = N_("drift --from SNAPSHOT --to SNAPSHOT --out DIR [OPTION]…"),
    .summary = N_("what changed between two snapshots, and whether it was approved"),
    .details = N_("Compares what two snapshots say of the same machines: attributes, and software that came, went or\n"
                  "has another version. With a register of changes in the ledger, what no approved change explains is\n"
                  "reported, and so are approved changes that were not applied. drift.csv lists every change.\n"
                  "What a snapshot could not read is unknown, and a machine that was not seen again is not gone."),
    .options = options,
    .option_count = ARRAY_LEN(options),
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "changes snapshot results",
    .options_size = sizeof(struct drift_options),
    .run = run,
};
