#pragma once
/* A command as it stands on the command line: its options are parsed, what they say of language and day holds from then
 * on, and it is done, or its help is printed. */

#include "cli/command.h"

/* ARGV[0] is the command's name. What is wrong has been printed, memory that was ever out among it. */
enum exit_status command_line_run(const struct command *command, int argc, char **argv, struct cli *cli);
