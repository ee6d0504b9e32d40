#pragma once
/* What was typed where a command is wanted, and is none. */

#include "cli/command.h"

/* Says so, with what was meant where that can be guessed. */
enum exit_status unknown_command(const char *typed);
