#pragma once
/* Whether a record says of a machine no more than the machine itself could have said: for records of a process that the
 * machine may have taken over (scanner/observer.h). Pure; any thread. */

#include "scanner/probe_record.h"
#include "scanner/scan_host.h"

/* Is BYTES a record with that outcome of this target, and of no other? What was known before the answer was looked into
 * must be in it as it was. Its rows are those of one machine: of tables in which a machine is described, and one alone
 * of the machine itself, as the first. What the machine is said to be is not looked at. */
bool record_check(struct str bytes, size_t target_index, const struct target *target, const struct host_report *report,
                  struct instant observed_at, enum probe_outcome outcome);
