#pragma once
/* What --help prints, on stdout, from the tables of commands and options. */

#include "cli/command.h"

/* The commands, a line each. */
void help_print_program(void);
/* One command: its options, the common ones, examples. */
void help_print_command(const struct command *command);
