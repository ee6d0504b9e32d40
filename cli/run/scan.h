#pragma once
/* The step of the nightly run that gets a snapshot: by a scan, or from what another tool's export was imported into.
 * One thread. */

#include "cli/run/steps.h"

/* Sets the record's snapshot. What is wrong has been printed. */
enum exit_status run_scan(struct run *run);
