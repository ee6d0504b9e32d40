#pragma once
/* The summary that a comparing command prints: what was read, how much of it was examined, what was found, and the
 * first findings. */

#include "cli/inputs.h"
#include "findings/finding_sink.h"
#include "findings/finding_state.h"

/* Rewinds and reads FINDINGS. MEMORY: what the store knows of them; NULL: there is none. */
MUST_CHECK enum err_code screen_summary(const struct cli *cli, const struct inputs *inputs,
                                        struct finding_sink *findings, const struct finding_memory *memory,
                                        const struct summary *summary, const char *out, struct err *err);
