#pragma once
/* What a person at the terminal is told: errors and diagnostics. */

#include "base/diagnostic.h"
#include "cli/command.h"

#include <stdio.h>

/* "genkyo: …" on stderr; allocates nothing. */
void say_no_memory(const struct cli *cli);
/* "genkyo: …" on stderr. */
void say_error(const struct cli *cli, const struct err *err);
/* A line per problem, `file:line: column: code: text`, on STREAM; beyond the first of a kind the others are counted. */
void say_diagnostics(const struct cli *cli, struct diagnostics *diagnostics, FILE *stream);
