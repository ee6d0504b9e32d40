/* The kinds of exports that are sets of files: what they are made of is opened, they are written whole, and packed. */

#include "base/date_read.h"
#include "base/staging.h"
#include "base/zip_write.h"
#include "cli/export/command.h"
#include "cli/export/frozen.h"
#include "cli/export/plan.h"
#include "cli/export/store.h"
#include "cli/options.h"
#include "cli/say.h"
#include "report/result/check.h"

#include <stdio.h>

/* Whatever was given of these. */
struct sources {
    struct result_set *results, *before, *drift;
    struct history *history;
    struct export_store_reader *store;
    struct diagnostics *diagnostics;
    struct pool *pool;
    struct inventory *ledger;
    struct export_frozen_files frozen;
    struct date as_of;
};

static void sources_done(struct sources *sources) {
    export_frozen_done(&sources->frozen);
    inventory_free(sources->ledger);
    pool_free(sources->pool);
    diagnostics_free(sources->diagnostics);
    export_store_reader_free(sources->store);
    history_close(sources->history);
    result_set_free(sources->drift);
    result_set_free(sources->before);
    result_set_free(sources->results);
}

/* What is wrong with the data is said by `genkyo check`, and was said by the run. */
static enum err_code read_ledger(const struct cli *cli, const char *path, struct sources *sources, struct err *err) {
    struct read_options reading = {.tmpdir = cli->tmpdir};
    enum err_code code;

    sources->diagnostics = diagnostics_new();
    code = sources->diagnostics ? pool_new((unsigned)cli->jobs, &sources->pool, err) : err_no_memory(err);
    if (code == ERR_OK) {
        reading.plan.pool = sources->pool;
        code = ledger_read(path, &reading, sources->diagnostics, &sources->ledger, err);
    }
    return code;
}

static enum err_code open_store(const char *path, struct sources *sources, struct err *err) {
    enum err_code code = history_open(path, DATABASE_READ, &sources->history, err);

    return code == ERR_OK ? export_store_reader_new(sources->history, &sources->store, err) : code;
}

static enum err_code read_as_of(struct sources *sources, struct err *err) {
    struct str text = json_text(json_get(result_set_summary(sources->results), "as_of"));

    if (date_read(text, &sources->as_of) != DATE_READ) {
        return err_set(err, ERR_VALUE, "summary.json", STR("as_of"), STR("YYYY-MM-DD"));
    }
    return ERR_OK;
}

/* Of other commands' results the sets would say what was never looked at. */
static enum err_code check_command(const struct result_set *results, bool is_drift, struct err *err) {
    struct str command = json_text(json_get(result_set_summary(results), "command"));

    if (str_eq(command, STR("drift")) != is_drift) {
        return err_set(err, ERR_VALUE, "summary.json", STR("command"),
                       is_drift ? STR("drift") : STR("audit, reconcile"));
    }
    return ERR_OK;
}

/* Results of before that day have no changes since then, and in those of a run without a store all findings are new. */
static enum err_code check_since(const struct sources *sources, struct date since, struct err *err) {
    const struct json_node *findings = json_get(result_set_summary(sources->results), "findings");
    char day[11], as_of[11];

    if (date_is_set(since) && since.days > sources->as_of.days) {
        date_format(since, day);
        date_format(sources->as_of, as_of);
        return err_set(err, ERR_USAGE, "--since", str_from(day), str_from(as_of));
    }
    if (date_is_set(since) && !json_get(findings, "by_status")) {
        return err_set(err, ERR_MISSING_KEY, "summary.json", STR("findings.by_status"), STR_NONE);
    }
    return ERR_OK;
}

static enum err_code open_results(const char *path, bool is_drift, struct result_set **ret_results, struct err *err) {
    enum err_code code = result_set_open(path, ret_results, err);

    if (code == ERR_OK) {
        code = check_command(*ret_results, is_drift, err);
    }
    return code == ERR_OK ? result_check(*ret_results, err) : code;
}

static enum err_code sources_open(const struct cli *cli, const struct export_options *given, struct sources *sources,
                                  struct err *err) {
    enum err_code code = ERR_OK;

    if (given->in) {
        code = open_results(given->in, false, &sources->results, err);
    }
    if (code == ERR_OK && given->in) {
        code = read_as_of(sources, err);
    }
    if (code == ERR_OK && given->in) {
        code = check_since(sources, given->since, err);
    }
    if (code == ERR_OK && given->before) {
        code = open_results(given->before, false, &sources->before, err);
    }
    if (code == ERR_OK && given->drift) {
        code = open_results(given->drift, true, &sources->drift, err);
    }
    if (code == ERR_OK && given->db) {
        code = open_store(given->db, sources, err);
    }
    if (code == ERR_OK && given->ledger) {
        code = read_ledger(cli, given->ledger, sources, err);
    }
    if (code == ERR_OK && given->frozen) {
        code = export_frozen_read(given->frozen, given->in, &sources->frozen, err);
    }
    return code;
}

/* That of the results, unless one is asked for. */
static enum language language_of(const struct cli *cli, const struct sources *sources) {
    return cli->language_choice >= 0 || !sources->results ? cli->language : result_set_language(sources->results);
}

static struct export_request request_of(const struct cli *cli, const struct export_options *given,
                                        const struct export_kind *kind, const struct check_plan *plan,
                                        const struct sources *sources, int dir_fd) {
    return (struct export_request){
        .results = sources->results,
        .store = sources->store ? export_store_of(sources->store) : NULL,
        .ledger = sources->ledger,
        .frozen = given->frozen ? &sources->frozen.frozen : NULL,
        .before = sources->before,
        .drift = sources->drift,
        .since = given->since,
        .plan = plan,
        .settings = {.dir_fd = dir_fd,
                     .language = language_of(cli, sources),
                     .as_of = sources->as_of,
                     .name = kind->part->name,
                     .title = kind->title,
                     .system = str_from(given->title),
                     .tmpdir = cli->tmpdir,
                     .sync = given->sync},
    };
}

static enum err_code pack(const struct export_options *given, const struct export_kind *kind,
                          const struct sources *sources, const struct export_set *set, struct err *err) {
    struct zip_request request = {.path = given->zip,
                                  .directory = given->out,
                                  .folder = kind->part->name,
                                  .date = sources->as_of,
                                  .sync = given->sync};

    if (!given->zip) {
        return ERR_OK;
    }
    request.names = export_set_files(set, &request.count);
    return zip_write(&request, err);
}

static void print_set(const struct export_options *given, const struct export_set *set) {
    size_t count;
    const struct str *names = export_set_files(set, &count);

    printf(_("Exported  %s:"), given->out);
    for (size_t i = 0; i < count; i++) {
        printf(" %.*s", STR_FMT(names[i]));
    }
    putchar('\n');
}

static enum err_code write_set(const struct cli *cli, const struct export_options *given,
                               const struct export_kind *kind, const struct check_plan *plan, struct sources *sources,
                               struct export_set **ret_set, struct err *err) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    enum err_code code = sources_open(cli, given, sources, err);

    if (code == ERR_OK) {
        code = staging_begin(given->out, EXPORT_MARKER, &staging, err);
    }
    if (code == ERR_OK) {
        struct export_request request = request_of(cli, given, kind, plan, sources, staging_fd(staging));
        code = kind->write(&request, ret_set, err);
    }
    if (code == ERR_OK) {
        code = staging_commit(staging, given->sync, err);
    }
    return code;
}

static void say_failure(const struct cli *cli, const struct err *err) {
    if (err->code == ERR_USAGE && strcmp(err->file, "--since") == 0) {
        options_usage_error(&command_export, _("--since %s is later than the results, which are of %s"), err->arg[0],
                            err->arg[1]);
    } else {
        say_error(cli, err);
    }
}

enum exit_status export_run_set(const struct cli *cli, const struct export_options *given,
                                const struct export_kind *kind) {
    CLEANUP(export_set_free_cleanup) struct export_set *set = NULL;
    CLEANUP(sources_done) struct sources sources = {.as_of = cli->as_of};
    struct check_plan plan = {0};
    struct err err = {0};

    if (given->zip && !zip_is_built_in()) {
        options_usage_error(&command_export, _("this build has no archives: --zip cannot be given"));
        return EXIT_REFUSED;
    }
    if (kind->draws && !export_plan_read(given, &plan)) {
        return EXIT_REFUSED;
    }
    if (write_set(cli, given, kind, &plan, &sources, &set, &err) != ERR_OK) {
        say_failure(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        print_set(given, set);
    }
    if (pack(given, kind, &sources, set, &err) != ERR_OK) {
        say_error(cli, &err);
        return EXIT_PARTIAL;
    }
    if (given->zip && !cli->is_quiet) {
        printf(_("Archive   %s\n"), given->zip);
    }
    return EXIT_DONE;
}
