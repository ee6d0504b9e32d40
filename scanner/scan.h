#pragma once
/* A scan: every target, many sessions at once on one libuv loop, one exec per host, nothing written on the target. A
 * host that fails is a row in probes with its outcome, never a lost scan. Runs on the calling thread. */

#include "base/error.h"
#include "base/library_version.h"
#include "inventory/snapshot.h"
#include "inventory/words.h"
#include "scanner/credential/credential.h"
#include "scanner/credential/memory.h"
#include "scanner/device/previous_ids.h"
#include "scanner/target/target.h"

/* Names that are looked up at once, if the loop has as many threads (UV_THREADPOOL_SIZE is the caller's). */
#define SCAN_LOOKUPS_MAX 256

struct observer;

struct scan_progress {
    size_t total, running, done;
    size_t resumed; /* of those done: by the scan that this one goes on with */
    size_t by_outcome[PROBE_OUTCOME_COUNT];
};

struct scan_options {
    unsigned sessions;           /* at once; 0: 200 */
    unsigned timeout_ms;         /* wall clock of a host's session; 0: 120,000 */
    unsigned connect_timeout_ms; /* of each connection; 0: 5,000 */
    unsigned rate;               /* new connections in a second; 0: 200 */
    unsigned subnet_rate;        /* the same to one /24 or /64; 0: 50 */
    size_t output_limit;         /* bytes of standard output per host; 0: 64 MiB */
    const char *known_hosts;     /* file; finding ~/.ssh/known_hosts is the caller's */
    const char *agent_socket;    /* of the SSH agent; NULL: where libssh2 looks for it */
    bool trust_new;              /* accept and remember a key for a host with no entry */
    bool keep_raw;               /* what hosts answered goes to raw/ of the snapshot as well */
    bool resume;                 /* go on with what a killed scan left beside snapshot_path, if it did */
    const char *snapshot_path;
    const char *tmpdir;
    struct observer *observer;                                             /* looks into answers; NULL: done here */
    struct credential_memory *credential_memory;                           /* what worked where; NULL: not kept */
    const struct previous_ids *previous;                                   /* of an earlier snapshot; NULL: none */
    struct str scope;                                                      /* for the manifest */
    struct str version;                                                    /* "genkyo 0.1.0" */
    int32_t utc_offset;                                                    /* how observed times are written */
    int64_t (*now)(void);                                                  /* seconds since 1970, UTC */
    void (*progress)(void *context, const struct scan_progress *progress); /* may be NULL; about twice a second */
    void *progress_context;
};

struct scan_result {
    size_t by_outcome[PROBE_OUTCOME_COUNT];
    size_t single_failed; /* targets named singly that did not answer, by any method where none was named */
    bool was_interrupted; /* SIGINT or SIGTERM: what was there has been written */
};

/* A killed or failed scan leaves its journal in SNAPSHOT.partial. ERR_UNFINISHED: there is one, and resume was not
 * asked for; ERR_OTHER_WORK: it is of other targets, credentials or another script. */
MUST_CHECK enum err_code scan_run(const struct target_list *targets, const struct credential_store *credentials,
                                  const struct scan_options *options, struct scan_result *ret_result, struct err *err);
/* Of libuv. */
struct library_version scan_library(void);
