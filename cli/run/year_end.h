#pragma once
/* The step of --profile year-end: what must hold before the year's inputs are frozen. One thread. */

#include "cli/run/steps.h"

/* Says all that does not hold, which is EXIT_PARTIAL; when everything does, the inputs are frozen. */
enum exit_status run_year_end(struct run *run);
