#pragma once
/* The summary that a comparing command prints: what was read, how much of it was examined, what was found, and the
 * first findings. */

#include "cli/inputs.h"
#include "findings/finding_sink.h"

/* Rewinds and reads FINDINGS. */
MUST_CHECK enum err_code screen_summary(const struct cli *cli, const struct inputs *inputs,
                                        struct finding_sink *findings, const struct summary *summary, const char *out,
                                        struct err *err);
