#pragma once
/* What --help prints, on stdout, from the tables of commands and options. */

#include "cli/command.h"

/* One command: its options, the common ones, examples. */
void help_print_command(const struct command *command);
/* `genkyo help`, `genkyo help COMMAND` and `genkyo -h` are what people type first. */
bool help_is_asked_for(const char *argument);
/* To the command line ARGV, whose second word asks for it: of the command that the third one names, or of all. */
enum exit_status help_answer(int argc, char **argv);
