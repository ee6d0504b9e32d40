#include "scanner/scan.h"

#include "base/buffer.h"
#include "scanner/collect/collect.h"
#include "scanner/collect/snmp/digest.h"
#include "scanner/observer.h"
#include "scanner/probe_record.h"
#include "scanner/scan_failures.h"
#include "scanner/scan_gate.h"
#include "scanner/scan_host.h"
#include "scanner/scan_journal.h"
#include "scanner/scan_limits.h"
#include "scanner/scan_write.h"
#include "scanner/snmp/agent.h"
#include "scanner/snmp/engines.h"
#include "scanner/snmp/user.h"
#include "scanner/ssh/host_key.h"
#include "scanner/ssh/jump_hosts.h"
#include "scanner/ssh/session.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <uv.h>

#define DEFAULT_SESSIONS           200
#define DEFAULT_TIMEOUT_MS         120000
#define DEFAULT_CONNECT_TIMEOUT_MS 5000
#define DEFAULT_RATE               200
#define DEFAULT_SUBNET_RATE        50
#define DEFAULT_OUTPUT_LIMIT       ((size_t)64 * 1024 * 1024)
#define NANOSECONDS_PER_MS         1000000
#define SYNC_INTERVAL_MS           500  /* a finished host is on disk within a second, also on a busy loop */
#define GRACE_MS                   5000 /* after the first signal, running hosts may end */
#define DESCRIPTORS_LEAST          20   /* the loop, the snapshot, the journal, who looks into answers, and a host */
#define INTERRUPTED_NAME           "interrupted"
#define INTERRUPTED                "the scan was interrupted"
#define INTERRUPTED_BEFORE         INTERRUPTED " before this host was tried"

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
    struct snmp_engines *engines;
    struct snmp_keys *snmp_keys;
    struct arena *arena;
    struct str script_sha256, snmp_sha256; /* of what may be sent and asked; empty where no target is */
    struct snapshot_writer *writer;
    struct journal *journal;
    struct journal *interrupted; /* what the interruption cut off or left out: a next run asks these; NULL: nothing */
    bool is_cutting;
    int64_t began;   /* this process, by the clock */
    int64_t started; /* of the scan, which an earlier process may have begun */
    struct slot *slots;
    size_t slot_count;
    size_t *free_slots; /* their places; a stack */
    size_t free_count;
    bool *is_recorded; /* a target each */
    enum probe_outcome *outcomes;
    size_t next_target;
    struct scan_gate *gate;
    struct scan_progress progress; /* of what is synced */
    struct buffer record;
    uv_loop_t loop;
    uint64_t held_ms; /* for how long it stood still, while answers were looked into */
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
        scan_gate_close(scan->gate);
        jump_hosts_close(scan->jumps);
    }
}

/* Moves on to the next target that has no record yet. */
static bool has_more(struct scan *scan) {
    while (scan->next_target < scan->targets->count && scan->is_recorded[scan->next_target]) {
        scan->next_target++;
    }
    return !scan->is_stopping && scan->next_target < scan->targets->count;
}

static void after_change(struct scan *scan) {
    if (has_more(scan)) {
        if (!scan->is_closed && scan->free_count > 0) {
            uv_idle_start(&scan->fill, scan->fill.idle_cb);
        }
    } else if (scan->free_count == scan->slot_count) {
        close_handles(scan);
    }
}

/* --- stopping --- */

/* All hosts, or only those whose session has not begun. */
static void cut(struct scan *scan, bool only_waiting, const char *message) {
    scan->is_cutting = true;
    for (size_t i = 0; i < scan->slot_count; i++) {
        struct scan_host *host = scan->slots[i].host;
        if (host && !(only_waiting && scan_host_has_begun(host))) {
            scan_host_cut(host, message);
        }
    }
    scan->is_cutting = false;
}

static void on_grace_over(uv_timer_t *timer) {
    cut(timer->data, false, INTERRUPTED);
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
        cut(scan, false, INTERRUPTED);
        return;
    }
    scan->is_stopping = true;
    scan->result.was_interrupted = true;
    uv_timer_start(&scan->grace, on_grace_over, GRACE_MS, 0);
    cut(scan, true, INTERRUPTED_BEFORE);
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
    scan->progress.running = scan->is_closed ? 0 : gate_running(scan->gate);
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

static void count_host(struct scan *scan, size_t index, enum probe_outcome outcome) {
    scan->is_recorded[index] = true;
    scan->outcomes[index] = outcome;
    scan->result.by_outcome[outcome]++;
}

/* Its own journal has no name: it goes with the process, so that only this run takes these targets for done. */
static enum err_code open_interrupted(struct scan *scan) {
    enum err_code code;

    if (scan->interrupted) {
        return ERR_OK;
    }
    code = journal_create(snapshot_writer_fd(scan->writer), INTERRUPTED_NAME, STR_NONE, &scan->interrupted, scan->err);
    return code ? code : journal_remove(scan->interrupted, scan->err);
}

static enum err_code append_record(struct scan *scan) {
    enum err_code code = scan->is_cutting ? open_interrupted(scan) : ERR_OK;

    return code ? code
                : journal_append(scan->is_cutting ? scan->interrupted : scan->journal, buffer_view(&scan->record),
                                 scan->err);
}

/* A clock that is set back meanwhile makes nothing older than the scan. */
static int64_t now_of(const struct scan *scan) {
    int64_t now = scan->options.now();

    return now < scan->began ? scan->began : now;
}

/* Of a scan that is gone on with, too. */
static int64_t last_instant(const struct scan *scan) {
    int64_t now = now_of(scan);

    return now < scan->started ? scan->started : now;
}

static enum err_code observe(struct scan *scan, size_t index, const struct host_report *report,
                             enum probe_outcome *ret_outcome) {
    const struct target *target = &scan->targets->items[index];
    struct instant now = {now_of(scan), scan->options.utc_offset};
    uint64_t began = uv_hrtime();
    enum err_code code = observer_observe(scan->options.observer, index, target, report, now, scan->options.keep_raw,
                                          &scan->record, ret_outcome, scan->err);

    scan->held_ms += (uv_hrtime() - began) / NANOSECONDS_PER_MS;
    return code;
}

static enum err_code record_host(struct scan *scan, size_t index, const struct host_report *report) {
    enum probe_outcome outcome;
    enum err_code code;

    buffer_reset(&scan->record);
    code = observe(scan, index, report, &outcome);
    if (!code) {
        code = append_record(scan);
    }
    if (!code) {
        count_host(scan, index, outcome);
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
    scan->free_slots[scan->free_count++] = (size_t)(slot - scan->slots);
    record_report(scan, slot->target, report);
    after_change(scan);
}

/* --- starting hosts --- */

static const struct host_report excluded = {
    .outcome = PROBE_EXCLUDED,
    .otherwise = PROBE_EXCLUDED,
    .message = "",
    .address = "",
    .fingerprint = "",
    .marker = "",
};

/* Targets that are excluded are recorded when it is their turn, and never connected to. */
static void pass_excluded(struct scan *scan) {
    while (has_more(scan) && scan->targets->items[scan->next_target].is_excluded) {
        record_report(scan, scan->next_target++, &excluded);
    }
}

static void start_host(struct scan *scan, struct slot *slot) {
    const struct target *target = &scan->targets->items[scan->next_target];
    const struct scan_host_setup setup = {
        .loop = &scan->loop,
        .gate = scan->gate,
        .jumps = scan->jumps,
        .target = target,
        .credentials = scan->credentials,
        .known_hosts = scan->known_hosts,
        .options = &scan->options,
        .scripts = collect_scripts(),
        .engines = scan->engines,
        .held_ms = &scan->held_ms,
        .snmp_keys = scan->snmp_keys,
        .ended = on_host_ended,
        .context = slot,
    };
    struct scan_host *host;
    bool has_ended = false;

    slot->target = scan->next_target++;
    host = scan_host_start(&setup, &has_ended);
    if (!host) {
        scan->free_slots[scan->free_count++] = (size_t)(slot - scan->slots);
        fail(scan, err_no_memory(scan->err));
    } else if (!has_ended) {
        slot->host = host;
    }
}

static void on_fill(uv_idle_t *idle) {
    struct scan *scan = idle->data;

    pass_excluded(scan);
    while (scan->free_count > 0 && has_more(scan)) {
        start_host(scan, &scan->slots[scan->free_slots[--scan->free_count]]);
        pass_excluded(scan);
    }
    if (!scan->is_closed) {
        uv_idle_stop(idle);
    }
    if (!has_more(scan)) {
        after_change(scan);
    }
}

/* --- the whole --- */

/* How many descriptors there may be: as many as the system lets us have. */
static uint64_t count_descriptors(void) {
    struct rlimit files = {1024, 1024};

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
        (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    return files.rlim_cur;
}

static bool uses_agent(const struct credential_store *credentials) {
    for (size_t i = 0; i < credential_count(credentials); i++) {
        const struct credential *credential = credential_at(credentials, i);
        if (credential->kind == CREDENTIAL_SSH_AGENT || credential->agent) {
            return true;
        }
    }
    return false;
}

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

/* The library ends the process where it has none for itself. */
static enum err_code init_loop(struct scan *scan, uint64_t descriptors) {
    int result = descriptors < DESCRIPTORS_LEAST ? UV_EMFILE : uv_loop_init(&scan->loop);

    if (result != 0) {
        errno = -result;
        return err_system(scan->err, scan->options.snapshot_path, "open");
    }
    return ERR_OK;
}

static enum err_code open_loop(struct scan *scan) {
    const uint64_t descriptors = count_descriptors();
    const struct pacing_limits limits = scan_limits_find(&scan->options, descriptors, uses_agent(scan->credentials));
    enum err_code code = init_loop(scan, descriptors);

    if (code) {
        return code;
    }
    scan->gate = scan_gate_new(&scan->loop, &limits);
    scan->jumps = jump_hosts_new(&scan->loop);
    if (!scan->gate || !scan->jumps) {
        scan_gate_close(scan->gate);
        jump_hosts_close(scan->jumps);
        uv_run(&scan->loop, UV_RUN_DEFAULT);
        (void)uv_loop_close(&scan->loop);
        return err_no_memory(scan->err);
    }
    start_loop(scan);
    return ERR_OK;
}

static enum err_code run_loop(struct scan *scan) {
    uv_run(&scan->loop, UV_RUN_DEFAULT);
    /* Nothing is open any more: each host has closed its handles before it let go of its slot's place. */
    (void)uv_loop_close(&scan->loop);
    return scan->code;
}

/* Targets that an interruption left out have a row too. */
static enum err_code record_rest(struct scan *scan) {
    static const struct host_report left_out = {
        .outcome = PROBE_ERROR,
        .otherwise = PROBE_ERROR,
        .message = INTERRUPTED_BEFORE,
        .address = "",
        .fingerprint = "",
        .marker = "",
    };
    enum err_code code = ERR_OK;

    scan->is_cutting = true;
    for (size_t i = 0; !code && i < scan->targets->count; i++) {
        if (!scan->is_recorded[i]) {
            code = record_host(scan, i, scan->targets->items[i].is_excluded ? &excluded : &left_out);
        }
    }
    return code ? code : journal_sync(scan->journal, scan->err);
}

/* The journal goes last: until the snapshot is there, it is what a next run goes on with. */
static enum err_code finish(struct scan *scan) {
    const struct scan_options *options = &scan->options;
    const struct snapshot_info info = {
        .scanner_version = options->version,
        .started = {scan->started, options->utc_offset},
        .ended = {last_instant(scan), options->utc_offset},
        .scope = options->scope,
        .scope_digest = scan->targets->digest,
        .script_sha256 = scan->script_sha256,
        .snmp_sha256 = scan->snmp_sha256,
        .has_keys = true,
    };
    enum err_code code =
        scan_write_rows(scan->journal, scan->interrupted, scan->targets, options->previous, scan->writer, scan->err);

    if (!code) {
        code = snapshot_writer_commit(scan->writer, &info, scan->err);
    }
    if (!code) {
        /* The snapshot is there: a journal that stays in it is no failure. */
        (void)!journal_remove(scan->journal, NULL);
    }
    return code;
}

/* What the scan before had finished. */
static enum err_code count_recorded(struct scan *scan) {
    struct probe_record record;
    struct str rest;
    bool more = true;
    enum err_code code = journal_next(scan->journal, &more, &rest, scan->err);

    while (!code && more) {
        if (!probe_record_read(&rest, &record) || record.target >= scan->targets->count) {
            return err_set(scan->err, ERR_DIGEST, SCAN_JOURNAL_NAME, STR_NONE, STR_NONE);
        }
        count_host(scan, record.target, record.outcome);
        scan->progress.resumed++;
        code = journal_next(scan->journal, &more, &rest, scan->err);
    }
    return code;
}

static enum err_code open_journal(struct scan *scan, bool found) {
    CLEANUP(buffer_done) struct buffer directory = {0};
    struct scan_plan plan = {
        .targets = scan->targets,
        .credentials = scan->credentials,
        .script_sha256 = scan->script_sha256,
        .snmp_sha256 = scan->snmp_sha256,
        .started = scan->began,
    };
    enum err_code code;

    buffer_printf(&directory, "%s.partial%c", scan->options.snapshot_path, '\0');
    if (directory.failed) {
        return err_no_memory(scan->err);
    }
    code = scan_journal_open(snapshot_writer_fd(scan->writer), directory.p, found, scan->options.resume, &plan,
                             &scan->journal, scan->err);
    scan->started = plan.started;
    return code ? code : count_recorded(scan);
}

static bool find_digests(struct scan *scan) {
    scan->arena = arena_new();
    if (!scan->arena) {
        return false;
    }
    if (target_list_uses(scan->targets, SCAN_SSH)) {
        scan->script_sha256 = collect_script_sha256();
    }
    if (target_list_uses(scan->targets, SCAN_SNMP)) {
        scan->snmp_sha256 = collect_snmp_sha256(scan->arena);
    }
    return !arena_failed(scan->arena);
}

static bool allocate(struct scan *scan) {
    scan->engines = snmp_engines_new();
    scan->snmp_keys = snmp_keys_new();
    scan->slot_count = scan->options.sessions + scan_limits_ahead(&scan->options);
    scan->slots = calloc(scan->slot_count, sizeof *scan->slots);
    scan->free_slots = calloc(scan->slot_count, sizeof *scan->free_slots);
    scan->is_recorded = calloc(scan->targets->count + 1, sizeof *scan->is_recorded);
    scan->outcomes = calloc(scan->targets->count + 1, sizeof *scan->outcomes);
    if (!scan->engines || !scan->snmp_keys || !scan->slots || !scan->free_slots || !scan->is_recorded ||
        !scan->outcomes) {
        return false;
    }
    for (size_t i = scan->slot_count; i-- > 0;) {
        scan->slots[i].scan = scan;
        scan->free_slots[scan->free_count++] = i;
    }
    return true;
}

static enum err_code prepare(struct scan *scan) {
    bool found = false;
    enum err_code code = known_hosts_read(scan->options.known_hosts, &scan->known_hosts, scan->err);

    if (!code) {
        code = snapshot_writer_take_up(scan->options.snapshot_path, scan->options.tmpdir, SCAN_JOURNAL_NAME,
                                       &scan->writer, &found, scan->err);
    }
    return code ? code : open_journal(scan, found);
}

/* Signals are heeded from before there is anything that they could leave behind. */
static enum err_code run(struct scan *scan) {
    enum err_code code = find_digests(scan) && allocate(scan) ? open_loop(scan) : err_no_memory(scan->err);

    if (code) {
        return code;
    }
    scan->code = prepare(scan);
    if (scan->code) {
        close_handles(scan);
    }
    code = run_loop(scan);
    if (!code) {
        code = record_rest(scan);
    }
    if (!code) {
        report_progress(scan);
        scan->result.single_failed = scan_count_failed(scan->targets, scan->outcomes);
        code = finish(scan);
    }
    return code;
}

static void scan_done(struct scan *scan) {
    journal_free(scan->journal);
    journal_free(scan->interrupted);
    snapshot_writer_free(scan->writer);
    known_hosts_free(scan->known_hosts);
    snmp_engines_free(scan->engines);
    snmp_keys_free(scan->snmp_keys);
    buffer_done(&scan->record);
    arena_free(scan->arena);
    free(scan->slots);
    free(scan->free_slots);
    free(scan->is_recorded);
    free(scan->outcomes);
}

static void fill_in_defaults(struct scan_options *options) {
    options->sessions = options->sessions ? options->sessions : DEFAULT_SESSIONS;
    options->timeout_ms = options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    options->connect_timeout_ms =
        options->connect_timeout_ms ? options->connect_timeout_ms : DEFAULT_CONNECT_TIMEOUT_MS;
    options->rate = options->rate ? options->rate : DEFAULT_RATE;
    options->subnet_rate = options->subnet_rate ? options->subnet_rate : DEFAULT_SUBNET_RATE;
    options->output_limit = options->output_limit ? options->output_limit : DEFAULT_OUTPUT_LIMIT;
}

/* The library writes to the socket of an agent that may have gone; that is one host's failure, not the scan's end. */
static void ignore_broken_pipes(struct sigaction *ret_before) {
    const struct sigaction ignore = {.sa_handler = SIG_IGN};

    (void)sigaction(SIGPIPE, &ignore, ret_before);
}

enum err_code scan_run(const struct target_list *targets, const struct credential_store *credentials,
                       const struct scan_options *options, struct scan_result *ret_result, struct err *err) {
    struct scan scan = {.targets = targets, .credentials = credentials, .options = *options, .err = err};
    struct sigaction before;
    enum err_code code = ssh_library_init(err);

    if (code) {
        return code;
    }
    snmp_library_init();
    fill_in_defaults(&scan.options);
    scan.began = options->now();
    ignore_broken_pipes(&before);
    code = run(&scan);
    (void)sigaction(SIGPIPE, &before, NULL);
    if (!code) {
        *ret_result = scan.result;
    }
    scan_done(&scan);
    ssh_library_done();
    return code;
}

struct library_version scan_library(void) {
    return library_version_of(
        LIBRARY_NUMBER(UV_VERSION_MAJOR) "." LIBRARY_NUMBER(UV_VERSION_MINOR) "." LIBRARY_NUMBER(UV_VERSION_PATCH),
        uv_version_string());
}
