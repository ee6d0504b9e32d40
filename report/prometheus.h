#pragma once
/* What a run counted as metrics of Prometheus, in a file for the textfile collector of node_exporter. Format:
 * docs/formats/notify.md. One thread at a time. */

#include "base/output.h"
#include "findings/summary.h"

struct prometheus_run {
    const struct summary *summary;
    struct str system;     /* which configuration it was, for machines that run several; may be empty */
    int64_t ended_seconds; /* since 1970-01-01T00:00:00Z */
    int exit_status;       /* of the whole run, which may have failed where the audit did not */
};

void prometheus_write(const struct prometheus_run *run, struct output *output);
/* Puts the file PATH in place whole: it is written beside itself, as PATH.partial, which the collector does not read.
 * Everybody may read it (mode 0644), whatever the umask. SYNC: it is on the disk then. */
MUST_CHECK enum err_code report_prometheus(const char *path, const struct prometheus_run *run, bool sync,
                                           struct err *err);
