#include "cli/run/scan.h"

#include "cli/cmd_scan.h"
#include "cli/run/copy.h"
#include "cli/say.h"

#include <stdio.h>

static enum exit_status refuse(const struct run *run, const struct err *err) {
    say_error(run->cli, err);
    return EXIT_REFUSED;
}

static void set_snapshot(struct run *run, const char *name) {
    snprintf(run->record.snapshot, sizeof run->record.snapshot, "%s", name);
}

/* --- imported ------------------------------------------------------------------------------------------------------
 */

/* One that is the same as the latest is not kept twice. */
static enum err_code take_imported(struct run *run, const char *latest, struct err *err) {
    const char *from = run->config->scan.snapshot.p;
    char path[PATH_MAX];
    bool is_same = false;
    enum err_code code = run_state_path(run->state, "snapshots", latest, path, err);

    if (code == ERR_OK && *latest) {
        code = run_copy_is_same(from, path, &is_same, err);
    }
    if (code != ERR_OK || is_same) {
        set_snapshot(run, is_same ? latest : "");
        return code;
    }
    code = run_state_path(run->state, "snapshots", run->record.name, path, err);
    if (code == ERR_OK) {
        code = run_copy_snapshot(from, path, err);
    }
    set_snapshot(run, code == ERR_OK ? run->record.name : "");
    return code;
}

/* --- scanned -------------------------------------------------------------------------------------------------------
 */

#if HAVE_SCAN
static struct option_list list_excluded(const struct run_scan *scan) {
    struct option_list list = {0};

    for (size_t i = 0; i < scan->exclude.count && list.count < OPTION_LIST_MAX; i++) {
        list.items[list.count++] = scan->exclude.items[i].p;
    }
    return list;
}

static const char *path_or_null(struct str path) {
    return path.n ? path.p : NULL;
}

static enum exit_status scan(struct run *run, const char *previous, const char *out, bool resume) {
    const struct run_scan *scan = &run->config->scan;
    const struct scan_command_options given = {
        .targets = path_or_null(scan->targets),
        .from_ledger = scan->from_ledger ? run->config->ledger.p : NULL,
        .credentials = scan->credentials.p,
        .out = out,
        .known_hosts = path_or_null(scan->known_hosts),
        .previous = previous,
        .ssh_config = path_or_null(scan->ssh_config),
        .exclude = list_excluded(scan),
        .sessions = scan->sessions,
        .timeout_s = scan->timeout_s,
        .connect_timeout_s = scan->connect_timeout_s,
        .rate = scan->rate,
        .subnet_rate = scan->subnet_rate,
        .resume = resume,
        .keep_raw = scan->keep_raw,
    };
    return scan_command_do(run->cli, &given, &run->was_interrupted);
}

/* A scan that --from scan goes on with keeps its name. */
static enum exit_status take_scanned(struct run *run, const char *latest) {
    const char *name = *run->resumed_scan ? run->resumed_scan : run->record.name;
    char previous[PATH_MAX], out[PATH_MAX];
    struct err err = {0};
    enum err_code code = run_state_path(run->state, "snapshots", latest, previous, &err);

    if (code == ERR_OK) {
        code = run_state_path(run->state, "snapshots", name, out, &err);
    }
    if (code != ERR_OK) {
        return refuse(run, &err);
    }
    enum exit_status status = scan(run, *latest ? previous : NULL, out, *run->resumed_scan);
    set_snapshot(run, status == EXIT_REFUSED ? "" : name);
    return status;
}
#else
static enum exit_status take_scanned(struct run *run, const char *latest) {
    struct err err = {0};

    (void)latest;
    err_set(&err, ERR_UNSUPPORTED, NULL, STR("scan"), STR_NONE);
    return refuse(run, &err);
}
#endif

enum exit_status run_scan(struct run *run) {
    char latest[RUN_NAME_SIZE];
    struct err err = {0};
    enum err_code code = run_state_latest_snapshot(run->state, latest, &err);

    if (code == ERR_OK && !run->config->scan.snapshot.n) {
        return take_scanned(run, latest);
    }
    if (code == ERR_OK) {
        code = take_imported(run, latest, &err);
    }
    return code == ERR_OK ? EXIT_DONE : refuse(run, &err);
}
