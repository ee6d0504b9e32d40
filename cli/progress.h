#pragma once
/* Progress of a scan on standard error: one line that is written over on a terminal, a line now and then elsewhere.
 * Rate and time left count what this run did, not what it went on with. */

#include "cli/command.h"
#include "scanner/scan.h"

struct progress {
    bool is_shown, is_terminal;
    int64_t started, last_line; /* seconds */
};

void progress_init(struct progress *progress, const struct cli *cli);
/* For struct scan_options; CONTEXT is the struct progress. */
void progress_update(void *context, const struct scan_progress *scan);
/* Ends the line. */
void progress_finish(struct progress *progress);
