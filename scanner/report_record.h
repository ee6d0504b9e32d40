#pragma once
/* A host's report as bytes, for the process that looks into it (scanner/observer.h): all that scan_observe makes use
 * of. For one machine and one build; not a file format. Pure; any thread. */

#include "base/arena.h"
#include "scanner/scan_host.h"

/* What is to be looked into. */
struct report_request {
    size_t target_index;
    struct target target; /* only what scan_observe needs of it */
    struct host_report report;
    struct instant observed_at;
    bool keep_raw;
};

void report_record_write(const struct report_request *request, struct buffer *out);
/* Texts are borrowed from BYTES, or in ARENA. *ret_answers, which the report borrows, is the caller's; NULL: none.
 * False when the bytes hold no request, or memory is out. */
bool report_record_read(struct str bytes, struct arena *arena, struct report_request *ret_request,
                        struct snmp_answers **ret_answers);
