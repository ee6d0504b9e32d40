/* genkyo 現況: is what is written down about information systems true?
 *
 *   cli/         this table of commands, one cmd_<name>.c each; options, help, exit status
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

#include "cli/options.h"
#include "cli/surroundings.h"

#include <stdio.h>
#include <stdlib.h>

enum { JAPAN_UTC_OFFSET = 9 * 3600 };

static const struct command *const commands[] = {
    &command_init,     &command_check,
#if HAVE_SCAN
    &command_scan,
#endif
    &command_import,   &command_reconcile, &command_audit,  &command_drift,  &command_run,
    &command_findings, &command_trend,     &command_report, &command_export, &command_explain,
};

static void print_help(void) {
    puts(_("Usage: genkyo COMMAND [OPTION]…\n\n"
           "Compares what is written down about information systems with what is there.\n"));
    puts(_("Commands:"));
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        printf("  %-12s%s\n", commands[i]->name, _(commands[i]->summary));
    }
    puts(_("\n'genkyo COMMAND --help' tells more about each.\n\n"
           "Exit status: 0 done and nothing found, 1 something was found, 2 usage or unusable input,\n"
           "3 done in part."));
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static enum exit_status run_command(const struct command *command, int argc, char **argv, struct cli *cli) {
    void *options = calloc(1, command->options_size ? command->options_size : 1);
    enum exit_status status = EXIT_REFUSED;
    int first = 0;

    if (options && command->set_defaults) {
        command->set_defaults(options);
    }
    if (options && options_parse(command, argc, argv, options, cli, &first)) {
        if (cli->language_choice >= 0) {
            cli->language = (enum language)cli->language_choice;
            surroundings_set_language(cli->language);
        }
        if (cli->wants_help) {
            options_print_help(command);
            status = EXIT_DONE;
        } else {
            status = command->run(cli, options, argc - first, argv + first);
        }
    }
    free(options);
    return fflush(stdout) == 0 && !ferror(stdout) ? status : EXIT_PARTIAL;
}

int main(int argc, char **argv) {
    struct cli cli = {.language = surroundings_language(), .tmpdir = surroundings_tmpdir(), .language_choice = -1};

    surroundings_set_language(cli.language);
    cli.as_of = surroundings_today(JAPAN_UTC_OFFSET);
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts("genkyo " GENKYO_VERSION);
        return EXIT_DONE;
    }
    if (argc < 2) {
        options_usage_error(NULL, "%s", _("no command given"));
        return EXIT_REFUSED;
    }
    if (strcmp(argv[1], "--help") == 0) {
        print_help();
        return EXIT_DONE;
    }
    const struct command *command = find_command(argv[1]);
    if (!command) {
        options_usage_error(NULL, _("unknown command '%s'"), argv[1]);
        return EXIT_REFUSED;
    }
    return (int)run_command(command, argc - 1, argv + 1, &cli);
}
