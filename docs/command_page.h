#pragma once
/* Manual pages of section 1, on stdout, from the tables that --help is made from. The texts are in the language that
 * was set by surroundings_set_language(). */

#include "base/compiler.h"
#include "cli/command.h"

/* genkyo(1): the commands, the common options, exit status, files. */
void command_page_print_program(void);
/* genkyo-NAME(1). */
void command_page_print(const struct command *command);
