#pragma once
/* From the journal of a scan to the tables of its snapshot: which machine each target is, one machine's rows once, a
 * probes row for every target. A machine that is seen by several targets has one devices row, made of all of theirs
 * (scanner/device/merge.h), and of each other table the rows of one of them (scanner/device/table_sources.h). */

#include "scanner/journal.h"
#include "scanner/scan.h"

/* Reads the journals twice: for the keys, and for the rows; what several targets tell of one machine is read once more,
 * one record at a time, so that memory does not grow with rows. INTERRUPTED: a second one, of targets that the first
 * does not have; NULL: none. PREVIOUS NULL: no earlier snapshot gave ids. */
MUST_CHECK enum err_code scan_write_rows(struct journal *journal, struct journal *interrupted,
                                         const struct target_list *targets, const struct previous_ids *previous,
                                         struct snapshot_writer *writer, struct err *err);
