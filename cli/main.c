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
 *   lifecycle/   until when it is supported and contracted; what could be used again
 *   history/     what all runs found, and what people decided about it
 *   report/      writes the results
 *   notify/      tells people of a run
 *   bom/         the bill of materials of a snapshot
 *   base/        everything that knows nothing of all this
 *
 * docs/architecture.md has the map and the way of a cell to a finding. */

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/confinement.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "cli/unknown_command.h"
#include "cli/version.h"

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
    return command ? command_line_run(command, argc - 1, argv + 1, cli) : unknown_command(argv[1]);
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
