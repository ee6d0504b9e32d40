#include "cli/command_line.h"

#include "base/memory_out.h"
#include "cli/confined_run.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/say.h"
#include "cli/surroundings.h"
#include "findings/policy.h"

#include <stdlib.h>

static void settle_common(struct cli *cli) {
    cli->is_as_of_given = date_is_set(cli->as_of);
    *cli = cli_in_zone(cli, policy_default().utc_offset);
    if (cli->language_choice >= 0) {
        cli->language = (enum language)cli->language_choice;
        surroundings_set_language(cli->language);
    }
}

static enum exit_status run_parsed(const struct command *command, int argc, char **argv, void *options,
                                   struct cli *cli) {
    int first = 0;

    if (command->set_defaults) {
        command->set_defaults(options);
    }
    if (!options_parse(command, argc, argv, options, cli, &first)) {
        return EXIT_REFUSED;
    }
    settle_common(cli);
    if (cli->wants_help) {
        help_print_command(command);
        return EXIT_DONE;
    }
    return confined_run(command, cli, options, argc - first, argv + first);
}

enum exit_status command_line_run(const struct command *command, int argc, char **argv, struct cli *cli) {
    void *options = calloc(1, command->options_size ? command->options_size : 1);
    enum exit_status status = options ? run_parsed(command, argc, argv, options, cli) : EXIT_REFUSED;

    if (!options || memory_was_out()) {
        say_no_memory(cli);
        status = status == EXIT_REFUSED ? status : EXIT_PARTIAL;
    }
    free(options);
    return status;
}
