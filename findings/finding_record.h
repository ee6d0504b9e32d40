#pragma once
/* Findings as records of a sorter: what one machine writes and reads back within a run. Any thread. */

#include "base/buffer.h"
#include "findings/finding.h"

/* Appends the finding, evidence last, so that records of findings that say the same are ordered by their evidence. */
void finding_record_put(const struct finding *finding, struct buffer *out);
/* Fills the finding with slices of the record; false when it is not a whole one. */
bool finding_record_get(struct str record, struct finding *ret_finding);
