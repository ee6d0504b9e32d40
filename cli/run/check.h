#pragma once
/* genkyo run --check: can everything that the configuration names be used? One thread. */

#include "cli/command.h"
#include "cli/run/config.h"

/* Says all that cannot, each with its place in the configuration; nothing is written. EXIT_DONE or EXIT_REFUSED. */
enum exit_status run_check(const struct cli *cli, const struct run_config *config);
