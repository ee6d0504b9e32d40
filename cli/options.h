#pragma once
/* Command lines: parsing by the commands' option tables (getopt_long). */

#include "base/compiler.h"
#include "cli/command.h"

/* What every command takes; the values go to struct cli. */
enum { COMMON_OPTION_COUNT = 8 };
extern const struct option_def common_options[COMMON_OPTION_COUNT];

/* Parses ARGV (argv[0] is the command's name) into OPTIONS and the common options into CLI. False after a usage error,
 * which has been printed. *ret_first is the index of the first argument that is no option. */
bool options_parse(const struct command *command, int argc, char **argv, void *options, struct cli *cli,
                   int *ret_first);
/* For commands that take no arguments: false, and said, where there are some. */
bool options_take_no_arguments(const struct command *command, int argument_count, char **arguments);
/* For commands with parts: the index of the one that the first argument names, or -1, and said that one is NEEDED. */
int options_take_part(const struct command *command, int argument_count, char **arguments, const char *needed);
/* "genkyo: …" and where to find help, on stderr. */
void options_usage_error(const struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
