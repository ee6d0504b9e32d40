#pragma once
/* The finding that somebody decides about. One thread at a time. */

#include "history/findings.h"

/* ERR_NOT_FOUND: no run ever had it. */
MUST_CHECK enum err_code decided_finding_check(struct history *history, uint64_t id, struct err *err);
