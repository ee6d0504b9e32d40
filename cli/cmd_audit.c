/* genkyo audit: what differs, whether what is in use may be used, until when, and what could be used again. */

#include "cli/comparison.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "licenses/audit.h"
#include "lifecycle/lifecycle.h"

/* Behind the reconciliation, over the same pairs and titles. */
static enum err_code audit_licenses(const struct cli *cli, const struct comparison *comparison, struct results *results,
                                    struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    const struct audit_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .pairing = comparison->pairing,
        .policy = &inputs->policy,
        .rules = comparison->rules,
        .rule_problems = inputs->ledger_problems,
        .as_of = cli->as_of,
        .observed_on = inputs_observed_on(inputs),
        .lifecycle = results->lifecycle,
    };
    enum err_code code = license_records_new(pool_threads(inputs->pool), memory_of_sink(inputs->budget), cli->tmpdir,
                                             &results->licenses, err);

    return code == ERR_OK ? licenses_audit(&input, inputs->pool, results->findings, results->licenses, err) : code;
}

static enum err_code audit_lifecycle(const struct cli *cli, const struct comparison *comparison,
                                     struct results *results, struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    const struct lifecycle_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .state = inputs->state,
        .pairing = comparison->pairing,
        .policy = &inputs->policy,
        .rules = comparison->rules,
        .rule_problems = inputs->ledger_problems,
        .as_of = cli->as_of,
        .observed_on = inputs_observed_on(inputs),
    };

    return lifecycle_audit(&input, inputs->pool, results->findings, results->lifecycle, err);
}

static enum err_code audit(const struct cli *cli, const struct comparison *comparison, struct results *results,
                           struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    enum err_code code = lifecycle_records_new(pool_threads(inputs->pool), memory_of_sink(inputs->budget), cli->tmpdir,
                                               &results->lifecycle, err);

    if (code == ERR_OK) {
        code = audit_licenses(cli, comparison, results, err);
    }
    return code == ERR_OK ? audit_lifecycle(cli, comparison, results, err) : code;
}

enum exit_status audit_do(const struct cli *cli, const struct comparison_options *given) {
    struct comparison_options chosen = *given;

    if (!reports_choose(&command_audit, &given->formats, &chosen.reports)) {
        return EXIT_REFUSED;
    }
    return comparison_do(cli, &command_audit, &chosen, audit);
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    return options_take_no_arguments(&command_audit, argument_count, arguments) ? audit_do(cli, values) : EXIT_REFUSED;
}

const struct command command_audit = {
    .name = "audit",
    .usage = N_("audit --ledger DIR --snapshot DIR --out DIR [OPTION]…"),
    .summary = N_("reconcile; licences, support, contracts and reuse"),
    .details =
        N_("Does all that 'genkyo reconcile' does, and finds out\n"
           "  whether what is in use may be used: for that purpose, by so many, on that day, in that country, on\n"
           "    shared and on several devices. Rights are allocated as favourably as they allow; license_*.csv\n"
           "    show how every figure was reached;\n"
           "  what loses its support, and whether it is to be used longer than that (support.csv);\n"
           "  which contracts, domains, certificates, circuits and cloud services end, and until when notice must\n"
           "    be given (contracts.csv); deadlines.ics has all these days for a calendar;\n"
           "  what was stopped and could be used again, or must be returned (reuse_candidates.csv).\n"
           "A fact that nobody has written down leaves the judgement open."),
    .options = comparison_options,
    .option_count = AUDIT_OPTION_COUNT,
    .options_size = sizeof(struct comparison_options),
    .run = run,
};
