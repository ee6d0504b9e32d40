/* genkyo audit: what differs, whether what is in use may be used, until when, and what could be used again. */

#include "cli/comparison.h"
#include "cli/confinement.h"
#include "cli/memory.h"
#include "cli/options.h"
#include "licenses/audit.h"
#include "lifecycle/lifecycle.h"
#include "pairing/relations.h"

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
                                     const struct relation_machines *machines, struct results *results,
                                     struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    const struct lifecycle_input input = {
        .ledger = inputs->ledger,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .state = inputs->state,
        .pairing = comparison->pairing,
        .policy = &inputs->policy,
        .rules = comparison->rules,
        .as_of = cli->as_of,
        .observed_on = inputs_observed_on(inputs),
        .machines = machines,
        .relations = results->relations,
    };

    return lifecycle_audit(&input, inputs->pool, results->findings, results->lifecycle, err);
}

/* Behind the licences, whose allocations it reads. */
static enum err_code audit_relations(const struct comparison *comparison, const struct relation_machines *machines,
                                     struct results *results, struct err *err) {
    struct pool *pool = comparison->inputs->pool;
    const struct relations_input input = {machines, comparison->rules, results->licenses};
    enum err_code code = license_records_finish(results->licenses, pool, err);

    return code == ERR_OK ? relations_find(&input, pool, results->relations, err) : code;
}

static enum err_code make_records(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                  struct err *err) {
    unsigned lanes = pool_threads(inputs->pool);
    size_t run_bytes = memory_of_sink(inputs->budget);
    enum err_code code = lifecycle_records_new(lanes, run_bytes, cli->tmpdir, &results->lifecycle, err);

    return code == ERR_OK ? relation_records_new(lanes, run_bytes, cli->tmpdir, &results->relations, err) : code;
}

static enum err_code audit(const struct cli *cli, const struct comparison *comparison, struct results *results,
                           struct err *err) {
    const struct inputs *inputs = comparison->inputs;
    CLEANUP(relation_machines_free_cleanup) struct relation_machines *machines = NULL;
    const struct relation_input drawn = {
        .ledger = inputs->ledger,
        .snapshot = snapshot_inventory(inputs->snapshot),
        .pairing = comparison->pairing,
        .observed_on = inputs_observed_on(inputs),
    };
    enum err_code code = make_records(cli, inputs, results, err);

    code = code ? code : audit_licenses(cli, comparison, results, err);
    code = code ? code : relation_machines_read(&drawn, inputs->pool, &machines, err);
    code = code ? code : audit_lifecycle(cli, comparison, machines, results, err);
    return code ? code : audit_relations(comparison, machines, results, err);
}

enum exit_status audit_do(const struct cli *cli, const struct comparison_options *given) {
    struct comparison_options chosen = *given;

    if (!reports_choose(&command_audit, &given->formats, &chosen.reports)) {
        return EXIT_REFUSED;
    }
    return comparison_do(cli, &command_audit, &chosen, audit);
}

static void needs_more(const void *values, struct confinement *confinement) {
    const struct comparison_options *given = values;

    confinement->needs |= reports_are_drawn(&given->formats) ? NEEDS_DRAWING : 0;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    return options_take_no_arguments(&command_audit, argument_count, arguments) ? audit_do(cli, values) : EXIT_REFUSED;
}

static const struct command_example examples[] = {
    {"audit --ledger ledger --snapshot snapshots/2027-03-31 --out result --db genkyo.db",
     N_("all of it; what is new is told from what is known")},
    {"audit --ledger ledger --snapshot snapshots/2027-03-31 --out result --horizon 2fy",
     N_("only deadlines of this fiscal year and the next")},
};

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
           "  what was stopped and could be used again, or must be returned (reuse_candidates.csv);\n"
           "  what stands, runs and is covered where (relations.csv).\n"
           "A fact that nobody has written down leaves the judgement open."),
    .options = comparison_options,
    .option_count = AUDIT_OPTION_COUNT,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "ledger snapshot results licenses support contracts reuse releases policy history",
    .options_size = sizeof(struct comparison_options),
    .needs_more = needs_more,
    .run = run,
};
