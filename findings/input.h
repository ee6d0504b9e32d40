#pragma once
/* Problems of the inputs as findings (INP-…): one for each group of equal problems in one column of one file, with the
 * places as its evidence. */

#include "base/diagnostic.h"
#include "findings/finding_sink.h"

enum input_side { INPUT_LEDGER, INPUT_SNAPSHOT };

MUST_CHECK enum err_code input_findings_add(struct diagnostics *diagnostics, enum input_side side,
                                            struct finding_sink *sink, struct err *err);
