#pragma once
/* From the journal of a scan to the tables of its snapshot: which machine each target is, one machine's rows once, a
 * probes row for every target. */

#include "scanner/journal.h"
#include "scanner/scan.h"

/* Reads the journals twice: for the keys, and for the rows. INTERRUPTED: a second one, of targets that the first does
 * not have; NULL: none. PREVIOUS NULL: no earlier snapshot gave ids. */
MUST_CHECK enum err_code scan_write_rows(struct journal *journal, struct journal *interrupted,
                                         const struct target_list *targets, const struct previous_ids *previous,
                                         struct snapshot_writer *writer, struct err *err);
