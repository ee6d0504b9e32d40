#pragma once
/* A command at work: with no more rights than it needs (cli/confinement.h), and with a process of its own for what
 * machines answer where it scans (scanner/observer.h). */

#include "cli/command.h"

/* Runs COMMAND with the values that were parsed for it, and takes away what was put in place. */
enum exit_status confined_run(const struct command *command, struct cli *cli, const void *options, int argument_count,
                              char **arguments);
