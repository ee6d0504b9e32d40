#pragma once
/* From what a host sent back to the record that the journal keeps. Pure but for memory; any thread. */

#include "scanner/probe_record.h"
#include "scanner/scan_host.h"

/* Appends the record to OUT and says its outcome. OBSERVED_AT: when the output was complete. KEEP_RAW: the record holds
 * it as well. */
MUST_CHECK enum err_code scan_observe(size_t target_index, const struct target *target,
                                      const struct host_report *report, struct instant observed_at, bool keep_raw,
                                      struct buffer *out, enum probe_outcome *ret_outcome, struct err *err);
