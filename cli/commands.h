#pragma once
/* The table of commands, in the order of `genkyo --help`. The program runs them; docs/ prints manual pages and
 * completions from the same data. */

#include "base/compiler.h"
#include "cli/command.h"

size_t commands_count(void);
/* INDEX must be below commands_count(). */
const struct command *commands_at(size_t index);
/* NULL when there is none of that name. */
const struct command *commands_find(const char *name);
/* The index of the part of COMMAND that ARGUMENT (may be NULL) names, or -1. */
int commands_find_part(const struct command *command, const char *argument);
