#pragma once
/* Doing something again that failed for a while, with pauses that double. It takes no longer than its attempts and at
 * most ATTEMPTS_MAX pauses of at most ATTEMPT_PAUSE_MAX_MS. Any thread; it sleeps. */

#include "base/error.h"

#define ATTEMPTS_MAX         10u
#define ATTEMPT_PAUSE_MAX_MS 60000u

/* Sets *RET_IS_TEMPORARY on failure: may it work later? */
typedef enum err_code attempt_once(void *context, bool *ret_is_temporary, struct err *err);

/* At least one, at most ATTEMPTS_MAX. The error is that of the last. */
MUST_CHECK enum err_code attempts_make(unsigned attempts, uint32_t pause_ms, attempt_once *once, void *context,
                                       struct err *err);
