#pragma once
/* Looking into what hosts answered, without a secret in reach: parsers of what a hostile machine may send run in
 * processes that have answers and nothing else. They may read and write on one socket, and cannot open, connect or
 * start anything. A keeper, forked off before secrets are read, begins them and never sees what is in an answer. What
 * comes back is the record that the journal keeps; whatever of it was known before is compared. See
 * docs/adr/0023-answers-are-parsed-apart.md. One thread at a time; waits, some minutes for a host at the most. */

#include "scanner/scan_host.h"

struct observer;

/* Forks the keeper (builds without the scanner have none: *RET_OBSERVER is NULL), in which FORGET is called first: it
 * clears what this process may not pass on, such as the environment. To be called while there is one thread, and before
 * secrets are read. Ends with this process. */
MUST_CHECK enum err_code observer_start(void (*forget)(void), struct observer **ret_observer, struct err *err);
void observer_free(struct observer *observer);
DEFINE_CLEANUP(observer, observer_free)
/* As scan_observe (scanner/scan_observe.h), which it does here where OBSERVER is NULL or there is nothing to parse. A
 * host whose answer yields no record twice is one that failed. */
MUST_CHECK enum err_code observer_observe(struct observer *observer, size_t target_index, const struct target *target,
                                          const struct host_report *report, struct instant observed_at, bool keep_raw,
                                          struct buffer *out, enum probe_outcome *ret_outcome, struct err *err);
