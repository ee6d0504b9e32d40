/* genkyo 現況: is what is written down about information systems true?
 *
 *   cli/         the table of commands (commands.c), one cmd_<name>.c each; options, help, exit status
 *   scanner/     looks at machines over SSH and SNMP and writes a snapshot
 *   inventory/   tables and columns; reads ledgers (CSV, workbooks), snapshots and other tools' exports into memory
 *   products/    makers, titles and versions in one form
 *   findings/    the catalogue of codes and sentences; findings, verdicts, summary
 *   pairing/     which observed device is which documented asset
 *   reconciler/  what differs between paper and reality
 *   licenses/    whether what is in use may be used
 *   history/     what all runs found, and what people decided about it
 *   report/      writes the results
 *   base/        everything that knows nothing of all this
 *
 * docs/architecture.md has the map and the way of a cell to a finding. */

#include "base/memory_out.h"
#include "cli/commands.h"
#include "cli/confined_run.h"
#include "cli/confinement.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "cli/unknown_command.h"
#include "cli/version.h"
#include "findings/policy.h"

#include <stdio.h>
#include <stdlib.h>

static enum exit_status run_command(const struct command *command, int argc, char **argv, struct cli *cli) {
    void *options = calloc(1, command->options_size ? command->options_size : 1);
    enum exit_status status = EXIT_REFUSED;
    int first = 0;

    if (!options) {
        say_no_memory(cli);
        return EXIT_REFUSED;
    }
    if (command->set_defaults) {
        command->set_defaults(options);
    }
    if (options_parse(command, argc, argv, options, cli, &first)) {
        cli->is_as_of_given = date_is_set(cli->as_of);
        *cli = cli_in_zone(cli, policy_default().utc_offset);
        if (cli->language_choice >= 0) {
            cli->language = (enum language)cli->language_choice;
            surroundings_set_language(cli->language);
        }
        if (cli->wants_help) {
            help_print_command(command);
            status = EXIT_DONE;
        } else {
            status = confined_run(command, cli, options, argc - first, argv + first);
        }
    }
    if (memory_was_out()) {
        say_no_memory(cli);
        status = status == EXIT_REFUSED ? status : EXIT_PARTIAL;
    }
    free(options);
    return status;
}

/* What was printed and may be lost is said, and no success. */
static int end(const struct cli *cli, enum exit_status status) {
    struct err err = {0};

    if (surroundings_end_output()) {
        return (int)status;
    }
    err_system(&err, _("standard output"), "write");
    say_error(cli, &err);
    return status == EXIT_REFUSED ? EXIT_REFUSED : EXIT_PARTIAL;
}

static enum exit_status run(int argc, char **argv, struct cli *cli) {
    if (argc < 2) {
        options_usage_error(NULL, "%s", _("no command given"));
        return EXIT_REFUSED;
    }
    if (strcmp(argv[1], "--version") == 0) {
        version_print();
        confinement_describe();
        return EXIT_DONE;
    }
    if (help_is_asked_for(argv[1])) {
        return help_answer(argc, argv);
    }
    const struct command *command = commands_find(argv[1]);
    return command ? run_command(command, argc - 1, argv + 1, cli) : unknown_command(argv[1]);
}

int main(int argc, char **argv) {
    surroundings_prepare();

    struct cli cli = {.language = surroundings_language(),
                      .tmpdir = surroundings_tmpdir(),
                      .language_choice = -1,
                      .as_of = DATE_NONE,
                      .now = surroundings_now()};

    surroundings_set_language(cli.language);
    return end(&cli, run(argc, argv, &cli));
}
