#pragma once
/* The journal of a scan, begun or taken up again: its head says which targets are scanned, with which script and
 * credentials. Going on is for the same only, so that the snapshot is what one run would have written. One thread. */

#include "scanner/journal.h"
#include "scanner/scan.h"

#define SCAN_JOURNAL_NAME "journal"

struct scan_plan {
    const struct target_list *targets;
    const struct credential_store *credentials;
    struct str script_sha256, snmp_sha256; /* what is sent, and what is asked */
    int64_t started;                       /* seconds since 1970 */
};

/* DIRECTORY's path is for messages, DIR_FD is it. FOUND: there is a journal. One without a record is begun anew; with
 * one, ERR_UNFINISHED unless RESUME, ERR_OTHER_WORK when the plan is not its own. *plan->started becomes when it was
 * begun. */
MUST_CHECK enum err_code scan_journal_open(int dir_fd, const char *directory, bool found, bool resume,
                                           struct scan_plan *plan, struct journal **ret_journal, struct err *err);
