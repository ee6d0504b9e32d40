#pragma once
/* Command lines: parsing by the commands' option tables (getopt_long), and the help made from the same tables. */

#include "base/compiler.h"
#include "cli/command.h"

/* Parses ARGV (argv[0] is the command's name) into OPTIONS and the common options into CLI. False after a usage error,
 * which has been printed. *ret_first is the index of the first argument that is no option. */
bool options_parse(const struct command *command, int argc, char **argv, void *options, struct cli *cli,
                   int *ret_first);
/* The help of one command, on stdout. */
void options_print_help(const struct command *command);
/* For commands that take no arguments: false, and said, where there are some. */
bool options_take_no_arguments(const struct command *command, int argument_count, char **arguments);
/* "genkyo: …" and where to find help, on stderr. */
void options_usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
