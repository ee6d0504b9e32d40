#pragma once
/* What machines answered, word by word, in raw/ of the snapshot: NUMBER-ADDRESS.out is standard output, .err standard
 * error as far as it is kept, .snmprec what an agent answered. NUMBER is the target's place in the list. For looking
 * into what a collector made of it; nothing reads it again. One thread. */

#include "scanner/probe_record.h"

#define SCAN_RAW_DIRECTORY "raw"

struct scan_raw;
/* Makes the directory with the first machine. SNAPSHOT_FD is borrowed. NULL when memory is out. */
struct scan_raw *scan_raw_new(int snapshot_fd);
void scan_raw_free(struct scan_raw *raw);
DEFINE_CLEANUP(scan_raw, scan_raw_free)
/* Writes what the record keeps, if it keeps anything. */
MUST_CHECK enum err_code scan_raw_write(struct scan_raw *raw, const struct target *target,
                                        const struct probe_record *record, struct err *err);
