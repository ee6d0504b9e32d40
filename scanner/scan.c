#include "scanner/scan.h"

#include "base/buffer.h"
#include "scanner/collect.h"
#include "scanner/host_key.h"
#include "scanner/journal.h"
#include "scanner/jump_hosts.h"
#include "scanner/scan_host.h"
#include "scanner/scan_observe.h"
#include "scanner/scan_write.h"
#include "scanner/ssh_session.h"

#include <signal.h>
#include <stdlib.h>
#include <uv.h>

#define DEFAULT_SESSIONS     200
#define DEFAULT_TIMEOUT_MS   120000
#define DEFAULT_OUTPUT_LIMIT ((size_t)64 * 1024 * 1024)
#define SYNC_INTERVAL_MS     500  /* a finished host is on disk within a second, also on a busy loop */
#define GRACE_MS             5000 /* after the first signal, running hosts may end */
#define JOURNAL_NAME         "journal"
#define INTERRUPTED          "the scan was interrupted"

/* Room for one host at a time. */
struct slot {
    struct scan *scan;
    struct scan_host *host; /* NULL: free */
    size_t target;
};

struct scan {
    const struct target_list *targets;
    const struct credential_store *credentials;
    struct scan_options options; /* with the defaults filled in */
    struct scan_result result;
    struct err *err;
    enum err_code code; /* the first failure of the scan itself */
    struct known_hosts *known_hosts;
    struct jump_hosts *jumps;
    struct snapshot_writer *writer;
    struct journal *journal;
    struct slot *slots;
    size_t next_target;
    size_t running;
    struct scan_progress progress; /* of what is synced */
    struct buffer record;
    uv_loop_t loop;
    uv_signal_t interrupt, terminate;
    uv_timer_t sync, grace;
    uv_idle_t fill; /* active while there are free slots and targets left */
    bool is_stopping;
    bool is_closed;
};

static void close_handles(struct scan *scan) {
    if (!scan->is_closed) {
        scan->is_closed = true;
        uv_close((uv_handle_t *)&scan->interrupt, NULL);
        uv_close((uv_handle_t *)&scan->terminate, NULL);
        uv_close((uv_handle_t *)&scan->sync, NULL);
        uv_close((uv_handle_t *)&scan->grace, NULL);
        uv_close((uv_handle_t *)&scan->fill, NULL);
        jump_hosts_close(scan->jumps);
    }
}

static bool has_more(const struct scan *scan) {
    return !scan->is_stopping && scan->next_target < scan->targets->count;
}

static void after_change(struct scan *scan) {
    if (has_more(scan)) {
        if (!scan->is_closed && scan->running < scan->options.sessions) {
            uv_idle_start(&scan->fill, scan->fill.idle_cb);
        }
    } else if (scan->running == 0) {
        close_handles(scan);
    }
}

/* --- stopping --- */

static void cut_all(struct scan *scan) {
    for (size_t i = 0; i < scan->options.sessions; i++) {
        if (scan->slots[i].host) {
            scan_host_cut(scan->slots[i].host, INTERRUPTED);
        }
    }
}

static void on_grace_over(uv_timer_t *timer) {
    cut_all(timer->data);
}

/* The scan itself failed: a full disk, no memory. */
static void fail(struct scan *scan, enum err_code code) {
    if (!scan->code) {
        scan->code = code;
        scan->is_stopping = true;
        uv_timer_start(&scan->grace, on_grace_over, 0, 0);
    }
}

/* The first signal lets running hosts end for a moment, a second one cuts them at once. */
static void on_signal(uv_signal_t *handle, int number) {
    struct scan *scan = handle->data;

    (void)number;
    if (scan->is_stopping) {
        cut_all(scan);
        return;
    }
    scan->is_stopping = true;
    scan->result.was_interrupted = true;
    uv_timer_start(&scan->grace, on_grace_over, GRACE_MS, 0);
    after_change(scan);
}

/* --- hosts that ended --- */

static void report_progress(struct scan *scan) {
    memcpy(scan->progress.by_outcome, scan->result.by_outcome, sizeof scan->progress.by_outcome);
    scan->progress.done = 0;
    for (size_t i = 0; i < PROBE_OUTCOME_COUNT; i++) {
        scan->progress.done += scan->progress.by_outcome[i];
    }
    scan->progress.total = scan->targets->count;
    scan->progress.running = scan->running;
    if (scan->options.progress) {
        scan->options.progress(scan->options.progress_context, &scan->progress);
    }
}

/* A host counts for the progress line once its record is on disk. */
static void on_sync(uv_timer_t *timer) {
    struct scan *scan = timer->data;
    enum err_code code = journal_sync(scan->journal, scan->err);

    if (code) {
        fail(scan, code);
        return;
    }
    report_progress(scan);
}

static bool is_failure(enum probe_outcome outcome) {
    return outcome != PROBE_ANSWERED && outcome != PROBE_PARTIAL && outcome != PROBE_EXCLUDED;
}

static enum err_code record_host(struct scan *scan, size_t index, const struct host_report *report) {
    const struct target *target = &scan->targets->items[index];
    struct instant now = {scan->options.now(), scan->options.utc_offset};
    enum probe_outcome outcome;
    enum err_code code;

    buffer_reset(&scan->record);
    code = scan_observe(index, target, report, now, &scan->record, &outcome, scan->err);
    if (!code) {
        code = journal_append(scan->journal, buffer_view(&scan->record), scan->err);
    }
    if (!code) {
        scan->result.by_outcome[outcome]++;
        scan->result.single_failed += target->is_single && is_failure(outcome);
    }
    return code;
}

/* After a failure of the scan itself the rest is only let go. */
static void record_report(struct scan *scan, size_t index, const struct host_report *report) {
    enum err_code code = scan->code ? ERR_OK : record_host(scan, index, report);

    if (code) {
        fail(scan, code);
    }
}

static void on_host_ended(void *context, const struct host_report *report) {
    struct slot *slot = context;
    struct scan *scan = slot->scan;

    slot->host = NULL;
    scan->running--;
    record_report(scan, slot->target, report);
    after_change(scan);
}

/* --- starting hosts --- */

static void start_host(struct scan *scan, struct slot *slot) {
    const struct target *target = &scan->targets->items[scan->next_target];
    const struct scan_host_setup setup = {
        .loop = &scan->loop,
        .jumps = scan->jumps,
        .target = target,
        .credentials = scan->credentials,
        .known_hosts = scan->known_hosts,
        .options = &scan->options,
        .script = collect_script(),
        .ended = on_host_ended,
        .context = slot,
    };
    struct scan_host *host;
    bool has_ended = false;

    slot->target = scan->next_target++;
    scan->running++;
    host = scan_host_start(&setup, &has_ended);
    if (!host) {
        scan->running--;
        fail(scan, err_no_memory(scan->err));
    } else if (!has_ended) {
        slot->host = host;
    }
}

static void on_fill(uv_idle_t *idle) {
    struct scan *scan = idle->data;

    for (size_t i = 0; i < scan->options.sessions && has_more(scan); i++) {
        if (!scan->slots[i].host) {
            start_host(scan, &scan->slots[i]);
        }
    }
    if (!scan->is_closed && (!has_more(scan) || scan->running == scan->options.sessions)) {
        uv_idle_stop(idle);
    }
    if (!has_more(scan)) {
        after_change(scan);
    }
}

/* --- the whole --- */

static void start_loop(struct scan *scan) {
    uv_signal_init(&scan->loop, &scan->interrupt);
    uv_signal_init(&scan->loop, &scan->terminate);
    uv_timer_init(&scan->loop, &scan->sync);
    uv_timer_init(&scan->loop, &scan->grace);
    uv_idle_init(&scan->loop, &scan->fill);
    scan->interrupt.data = scan->terminate.data = scan->sync.data = scan->grace.data = scan->fill.data = scan;
    uv_signal_start(&scan->interrupt, on_signal, SIGINT);
    uv_signal_start(&scan->terminate, on_signal, SIGTERM);
    uv_timer_start(&scan->sync, on_sync, SYNC_INTERVAL_MS, SYNC_INTERVAL_MS);
    uv_idle_start(&scan->fill, on_fill);
}

static enum err_code run_loop(struct scan *scan) {
    if (uv_loop_init(&scan->loop) != 0) {
        return err_no_memory(scan->err);
    }
    scan->jumps = jump_hosts_new(&scan->loop);
    if (!scan->jumps) {
        (void)uv_loop_close(&scan->loop);
        return err_no_memory(scan->err);
    }
    start_loop(scan);
    uv_run(&scan->loop, UV_RUN_DEFAULT);
    /* Nothing is open any more: each host has closed its handles before it let go of its slot's place. */
    (void)uv_loop_close(&scan->loop);
    return scan->code;
}

/* Targets that an interruption left out have a row too. */
static enum err_code record_rest(struct scan *scan) {
    const struct host_report report = {
        .outcome = PROBE_ERROR,
        .otherwise = PROBE_ERROR,
        .message = INTERRUPTED " before this host was tried",
        .address = "",
        .fingerprint = "",
        .marker = "",
    };
    enum err_code code = ERR_OK;

    while (!code && scan->next_target < scan->targets->count) {
        code = record_host(scan, scan->next_target++, &report);
    }
    return code ? code : journal_sync(scan->journal, scan->err);
}

static enum err_code finish(struct scan *scan, int64_t started) {
    const struct scan_options *options = &scan->options;
    const struct snapshot_info info = {
        .scanner_version = options->version,
        .started = {started, options->utc_offset},
        .ended = {options->now(), options->utc_offset},
        .scope = options->scope,
        .scope_digest = scan->targets->digest,
        .script_sha256 = collect_script_sha256(),
        .has_keys = true,
    };
    enum err_code code = scan_write_rows(scan->journal, scan->targets, options->previous, scan->writer, scan->err);

    if (!code) {
        code = journal_remove(scan->journal, scan->err);
    }
    return code ? code : snapshot_writer_commit(scan->writer, &info, scan->err);
}

static enum err_code prepare(struct scan *scan) {
    enum err_code code = known_hosts_read(scan->options.known_hosts, &scan->known_hosts, scan->err);

    if (!code) {
        code = snapshot_writer_new(scan->options.snapshot_path, scan->options.tmpdir, &scan->writer, scan->err);
    }
    if (!code) {
        code = journal_create(snapshot_writer_fd(scan->writer), JOURNAL_NAME, &scan->journal, scan->err);
    }
    if (code) {
        return code;
    }
    scan->slots = calloc(scan->options.sessions, sizeof *scan->slots);
    for (size_t i = 0; scan->slots && i < scan->options.sessions; i++) {
        scan->slots[i].scan = scan;
    }
    return scan->slots ? ERR_OK : err_no_memory(scan->err);
}

static enum err_code run(struct scan *scan) {
    int64_t started = scan->options.now();
    enum err_code code = prepare(scan);

    if (!code) {
        code = run_loop(scan);
    }
    if (!code) {
        code = record_rest(scan);
    }
    if (!code) {
        report_progress(scan);
        code = finish(scan, started);
    }
    return code;
}

static void scan_done(struct scan *scan) {
    journal_free(scan->journal);
    snapshot_writer_free(scan->writer);
    known_hosts_free(scan->known_hosts);
    buffer_done(&scan->record);
    free(scan->slots);
}

enum err_code scan_run(const struct target_list *targets, const struct credential_store *credentials,
                       const struct scan_options *options, struct scan_result *ret_result, struct err *err) {
    struct scan scan = {.targets = targets, .credentials = credentials, .options = *options, .err = err};
    enum err_code code = ssh_library_init(err);

    if (code) {
        return code;
    }
    scan.options.sessions = options->sessions ? options->sessions : DEFAULT_SESSIONS;
    scan.options.timeout_ms = options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    scan.options.output_limit = options->output_limit ? options->output_limit : DEFAULT_OUTPUT_LIMIT;
    code = run(&scan);
    if (!code) {
        *ret_result = scan.result;
    }
    scan_done(&scan);
    ssh_library_done();
    return code;
}
