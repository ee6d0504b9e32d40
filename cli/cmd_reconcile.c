/* genkyo reconcile: what differs between the ledgers and a snapshot. */

#include "cli/comparison.h"
#include "cli/options.h"

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    return options_take_no_arguments(&command_reconcile, argument_count, arguments)
               ? comparison_do(cli, &command_reconcile, values, NULL)
               : EXIT_REFUSED;
}

const struct command command_reconcile = {
    .name = "reconcile",
    .usage = N_("reconcile --ledger DIR --snapshot DIR --out DIR [OPTION]…"),
    .summary = N_("compare ledgers with a snapshot and report every difference"),
    .details = N_("Finds out which observed device is which documented asset, and reports what differs: machines\n"
                  "that are gone, could not be examined or stand on no paper, attributes, installed software.\n"
                  "A machine that did not answer is never reported as missing."),
    .options = comparison_options,
    .option_count = COMPARISON_OPTION_COUNT,
    .options_size = sizeof(struct comparison_options),
    .run = run,
};
