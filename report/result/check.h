#pragma once
/* Are the files of results whole? People sign under figures that are counted from them. One thread. */

#include "report/result/set.h"

/* Each file of findings, verdicts, licences, support, contracts and reuse that summary.json has counts of must have as
 * many rows, and end with a whole one. ERR_DIGEST: one has not; ERR_NOT_FOUND: one is gone. */
MUST_CHECK enum err_code result_check(const struct result_set *results, struct err *err);
