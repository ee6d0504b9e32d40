#pragma once
/* What `genkyo explain ID --in DIR` prints of one finding of earlier results. */

#include "base/compiler.h"
#include "cli/command.h"

/* Says what is wrong where it cannot: EXIT_REFUSED where DIR has no such finding, EXIT_PARTIAL where
 * the finding was printed, but not how the figures of licences were reached. */
MUST_CHECK enum exit_status explain_finding(const struct cli *cli, const char *dir, uint64_t id);
