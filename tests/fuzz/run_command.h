#pragma once
/* Commands of the program, called as main() does, with nothing of what they say shown. */

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/status.h"
#include "tests/fuzz/memory_directory.h"

enum { RUN_COMMAND_ARGUMENTS = 16 };

/* Its standard output and error go nowhere meanwhile. */
static inline enum exit_status run_parsed(const struct command *command, int argc, char **argv) {
    struct cli cli = {
        .tmpdir = memory_directory_tmpdir(), .language_choice = -1, .as_of = DATE_NONE, .now = 1806364800};
    void *options = calloc(1, command->options_size ? command->options_size : 1);
    enum exit_status status = EXIT_REFUSED;
    int first = 0;

    CHECK(options);
    if (command->set_defaults) {
        command->set_defaults(options);
    }
    if (options_parse(command, argc, argv, options, &cli, &first) && !cli.wants_help) {
        cli.is_as_of_given = date_is_set(cli.as_of);
        cli = cli_in_zone(&cli, 32400);
        status = command->run(&cli, options, argc - first, argv + first);
    }
    free(options);
    return status;
}

/* ARGUMENTS end with NULL; the first is the command. */
static inline enum exit_status run_command(const char *const *arguments) {
    FILE *out = stdout, *errors = stderr, *nowhere = fopen("/dev/null", "we");
    char *argv[RUN_COMMAND_ARGUMENTS];
    int argc = 0;
    enum exit_status status;

    for (; arguments[argc]; argc++) {
        CHECK(argc < RUN_COMMAND_ARGUMENTS - 1);
        argv[argc] = strdup(arguments[argc]); /* getopt sorts them */
    }
    argv[argc] = NULL;
    CHECK(nowhere && commands_find(argv[0]));
    stdout = stderr = nowhere;
    status = run_parsed(commands_find(argv[0]), argc, argv);
    stdout = out;
    stderr = errors;
    fclose(nowhere);
    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    CHECK(status == EXIT_DONE || status == EXIT_FOUND || status == EXIT_REFUSED || status == EXIT_PARTIAL);
    return status;
}
