#include "cli/results.h"

#include "base/staging.h"
#include "cli/memory.h"
#include "cli/run_record.h"
#include "cli/say.h"
#include "cli/screen.h"
#include "findings/verdict_tables.h"
#include "report/result_files.h"

enum { REASONS_MAX = 4 };

enum err_code results_init(const struct cli *cli, const struct inputs *inputs, bool with_corrections,
                           struct results *ret_results, struct err *err) {
    unsigned lanes = pool_threads(inputs->pool);
    size_t run_bytes = memory_of_sink(inputs->budget);
    struct results results = {0};
    enum err_code code = finding_sink_new(lanes, run_bytes, cli->tmpdir, &results.findings, err);

    if (code == ERR_OK) {
        code = verdict_sink_new(lanes, run_bytes, cli->tmpdir, &results.verdicts, err);
    }
    if (code == ERR_OK && !(results.unknown_titles = title_list_new())) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK && with_corrections) {
        code = correction_sink_new(lanes, run_bytes, cli->tmpdir, &results.corrections, err);
    }
    if (code != ERR_OK) {
        results_done(&results);
        return code;
    }
    *ret_results = results;
    return ERR_OK;
}

enum err_code results_init_drift(const struct cli *cli, const struct inputs *inputs, struct results *ret_results,
                                 struct err *err) {
    unsigned lanes = pool_threads(inputs->pool);
    size_t run_bytes = memory_of_sink(inputs->budget);
    struct results results = {0};
    enum err_code code = finding_sink_new(lanes, run_bytes, cli->tmpdir, &results.findings, err);

    if (code == ERR_OK) {
        code = drift_records_new(lanes, run_bytes, cli->tmpdir, &results.drift, err);
    }
    if (code != ERR_OK) {
        results_done(&results);
        return code;
    }
    *ret_results = results;
    return ERR_OK;
}

void results_done(struct results *results) {
    finding_sink_free(results->findings);
    verdict_sink_free(results->verdicts);
    title_list_free(results->unknown_titles);
    correction_sink_free(results->corrections);
    license_records_free(results->licenses);
    lifecycle_records_free(results->lifecycle);
    relation_records_free(results->relations);
    drift_records_free(results->drift);
    *results = (struct results){0};
}

static bool has_outcome(const struct summary *summary, enum outcome least) {
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        for (enum outcome outcome = least; outcome < OUTCOME_COUNT; outcome++) {
            if (summary->by_code[code][outcome]) {
                return true;
            }
        }
    }
    return false;
}

/* All reasons that hold; the worst gives the status. */
static void judge_exit(const struct inputs *inputs, const struct results_options *options, struct summary *summary,
                       struct str reasons[REASONS_MAX]) {
    const struct coverage *coverage = &summary->coverage;
    bool is_partial = false;

    summary->exit_reasons = reasons;
    if (inputs_have_refused(inputs)) {
        reasons[summary->exit_reason_count++] = STR("table-refused");
        is_partial = true;
    }
    if (coverage_permille(coverage->examined, coverage->expected) < inputs->policy.coverage_min * 10) {
        reasons[summary->exit_reason_count++] = STR("coverage");
        is_partial = true;
    }
    bool is_found = options->fails && has_outcome(summary, options->fail_on);
    if (is_found) {
        reasons[summary->exit_reason_count++] = str_from(outcome_name(options->fail_on));
    }
    summary->exit_status = is_partial ? EXIT_PARTIAL : is_found ? EXIT_FOUND : EXIT_DONE;
}

/* A ledger that no correction file could be made for is said at once: no finding tells it. */
static enum err_code write_corrections(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                       const struct report_context *context, struct err *err) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *problems = diagnostics_new();

    if (!results->corrections) {
        return ERR_OK;
    }
    enum err_code code =
        problems ? correction_sink_finish(results->corrections, inputs->pool, err) : err_no_memory(err);
    if (code == ERR_OK) {
        code = corrections_write(inputs->ledger, results->corrections, context->dir_fd, context->sync, problems,
                                 &results->corrected, err);
    }
    if (code == ERR_OK) {
        say_diagnostics(cli, problems, stderr);
    }
    return code;
}

/* A ledger without its correction file: done in part. */
static void judge_corrections(const struct results *results, struct summary *summary, struct str reasons[REASONS_MAX]) {
    if (results->corrected.refused_files) {
        reasons[summary->exit_reason_count++] = STR("correction-refused");
        summary->exit_status = EXIT_PARTIAL;
    }
}

static enum err_code write_assets(const struct inputs *inputs, struct results *results,
                                  const struct report_context *context, struct summary *summary, struct err *err) {
    CLEANUP(verdict_tables_free_cleanup) struct verdict_tables *tables = NULL;

    if (!results->verdicts) {
        return ERR_OK;
    }
    enum err_code code = verdict_tables_new(inventory_table(inputs->ledger, TABLE_DEVICES),
                                            inventory_table(snapshot_inventory(inputs->snapshot), TABLE_DEVICES),
                                            pool_threads(context->pool), &tables, err);
    if (code == ERR_OK) {
        struct verdict_source source = verdict_tables_source(tables);
        code = report_assets(context, results->verdicts, &source, summary, err);
    }
    return code == ERR_OK ? verdict_tables_error(tables, err) : code;
}

static enum err_code write_licenses(struct results *results, const struct report_context *context,
                                    struct summary *summary, struct err *err) {
    return results->licenses ? report_licenses(context, results->licenses, summary, err) : ERR_OK;
}

static enum err_code write_lifecycle(const struct cli *cli, struct results *results,
                                     const struct report_context *context, struct summary *summary, struct err *err) {
    if (!results->lifecycle) {
        return ERR_OK;
    }
    enum err_code code = lifecycle_records_finish(results->lifecycle, context->pool, err);
    if (code == ERR_OK) {
        code = report_lifecycle(context, results->lifecycle, summary, err);
    }
    return code == ERR_OK ? report_deadlines(context, results->lifecycle, cli->tmpdir, summary, err) : code;
}

static enum err_code write_relations(struct results *results, const struct report_context *context, struct err *err) {
    if (!results->relations) {
        return ERR_OK;
    }
    enum err_code code = relation_records_finish(results->relations, context->pool, err);
    return code == ERR_OK ? report_relation_rows(context, results->relations, err) : code;
}

static enum err_code write_drift(struct results *results, const struct report_context *context, struct summary *summary,
                                 struct err *err) {
    if (!results->drift) {
        return ERR_OK;
    }
    enum err_code code = drift_records_finish(results->drift, context->pool, err);
    return code == ERR_OK ? report_drift(context, results->drift, summary, err) : code;
}

/* From here on findings and verdicts can be read. */
static enum err_code finish_sinks(const struct inputs *inputs, struct results *results, struct err *err) {
    enum err_code code = finding_sink_finish(results->findings, inputs->pool, err);

    return code == ERR_OK && results->verdicts ? verdict_sink_finish(results->verdicts, inputs->pool, err) : code;
}

/* The files whose content the sinks have. */
static enum err_code write_rows(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                const struct report_context *context, struct summary *summary, struct err *err) {
    enum err_code code = report_findings(context, results->findings, summary, err);

    if (code == ERR_OK) {
        code = write_assets(inputs, results, context, summary, err);
    }
    if (code == ERR_OK) {
        code = write_licenses(results, context, summary, err);
    }
    if (code == ERR_OK) {
        code = write_lifecycle(cli, results, context, summary, err);
    }
    if (code == ERR_OK) {
        code = write_relations(results, context, err);
    }
    if (code == ERR_OK) {
        code = write_drift(results, context, summary, err);
    }
    return code == ERR_OK && results->unknown_titles ? report_titles(context, results->unknown_titles, err) : code;
}

/* Of what is in the directory: the last thing that is done there. */
static enum err_code write_reports(const struct cli *cli, const struct inputs *inputs,
                                   const struct results_options *options, int dir_fd, const struct summary *summary,
                                   struct err *err) {
    CLEANUP(result_set_free_cleanup) struct result_set *set = NULL;
    struct history *history = options->record ? options->record->history : NULL;
    struct report_runs runs;

    if (!reports_are_wanted(&options->reports)) {
        return ERR_OK;
    }
    enum err_code code = result_set_open_fd(dir_fd, options->out, &set, err);
    if (code == ERR_OK) {
        code = reports_runs_read(history, inputs->arena, &runs, err);
    }
    if (code == ERR_OK && history) {
        reports_runs_add(&runs, summary);
    }
    return code == ERR_OK ? reports_write(cli, &options->reports, set, dir_fd, &runs, options->sync, err) : code;
}

static enum err_code write_files(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                 const struct results_options *options, struct staging *staging,
                                 struct summary *summary, struct str reasons[REASONS_MAX], struct err *err) {
    const struct report_context context = {
        .dir_fd = staging_fd(staging),
        .language = cli->language,
        .as_of = cli->as_of,
        .sync = options->sync,
        .pool = inputs->pool,
        .memory = run_record_memory(options->record),
    };
    enum err_code code = write_rows(cli, inputs, results, &context, summary, err);

    if (code == ERR_OK) {
        code = write_corrections(cli, inputs, results, &context, err);
    }
    if (code == ERR_OK) {
        judge_exit(inputs, options, summary, reasons);
        judge_corrections(results, summary, reasons);
        code = report_summary(&context, summary, err);
    }
    return code == ERR_OK ? write_reports(cli, inputs, options, context.dir_fd, summary, err) : code;
}

static enum err_code publish(const struct cli *cli, const struct inputs *inputs, struct results *results,
                             const struct results_options *options, struct summary *summary,
                             struct str reasons[REASONS_MAX], struct err *err) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;

    enum err_code code = staging_begin(options->out, "summary.json", &staging, err);
    if (code == ERR_OK) {
        code = finish_sinks(inputs, results, err);
    }
    if (code == ERR_OK) {
        code = run_record_join(cli, inputs, results, options->record, summary, err);
    }
    if (code == ERR_OK) {
        code = write_files(cli, inputs, results, options, staging, summary, reasons, err);
    }
    return code == ERR_OK ? staging_commit(staging, options->sync, err) : code;
}

/* NULL when memory is out. */
static struct summary_drift *summarise_drift(const struct inputs *inputs, const struct drift_count *count) {
    const struct snapshot_info *info = snapshot_info(inputs->earlier);
    struct summary_drift *drift = arena_alloc(inputs->arena, sizeof *drift);
    char started[26], ended[26];

    instant_format(info->started, started);
    instant_format(info->ended, ended);
    if (drift) {
        *drift = (struct summary_drift){
            .started = arena_dup(inputs->arena, str_from(started)),
            .ended = arena_dup(inputs->arena, str_from(ended)),
            .scanner = info->scanner_version,
            .machines = count->machines,
            .changed = count->changed,
            .first_seen = count->first_seen,
            .not_seen = count->not_seen,
        };
    }
    return drift;
}

static enum err_code fill_summary(const struct cli *cli, const struct inputs *inputs, const struct results *results,
                                  const struct results_options *options, struct summary *summary, struct err *err) {
    const struct snapshot_info *info = snapshot_info(inputs->snapshot);
    char started[26], ended[26];

    instant_format(info->started, started);
    instant_format(info->ended, ended);
    *summary = (struct summary){
        .command = str_from(options->command),
        .as_of = cli->as_of,
        .language = cli->language,
        .policy = &inputs->policy,
        .ledger_country = inputs->ledger ? inventory_country(inputs->ledger) : STR_NONE,
        .ledger_fiscal_year = inputs->ledger ? inventory_fiscal_year(inputs->ledger) : 0,
        .snapshot_started = arena_dup(inputs->arena, str_from(started)),
        .snapshot_ended = arena_dup(inputs->arena, str_from(ended)),
        .snapshot_scanner = info->scanner_version,
        .coverage = results->coverage,
        .has_horizon = options->has_horizon,
        .horizon = options->horizon,
        .drift = results->drift ? summarise_drift(inputs, &results->drift_count) : NULL,
    };
    if (results->drift && !summary->drift) {
        return err_no_memory(err);
    }
    summary->files = inputs_files(inputs, &summary->file_count);
    return summary->files ? ERR_OK : err_no_memory(err);
}

static void print_corrected(const struct results *results, const char *out) {
    const struct corrections_count *count = &results->corrected;
    uint64_t withheld = correction_sink_withheld(results->corrections);

    if (count->files) {
        printf(_("Corrections %s/corrections: files %llu, cells %llu\n"), out, (unsigned long long)count->files,
               (unsigned long long)count->cells);
    } else if (count->refused_files) {
        puts(_("Corrections none: the files could not be written, as is said above"));
    } else if (withheld) {
        printf(_("Corrections none: cells differ (%llu), but the machine is not surely the asset, or was not read "
                 "completely\n"),
               (unsigned long long)withheld);
    } else {
        puts(_("Corrections none: no cell of the ledgers differs from what was observed"));
    }
}

static enum err_code show(const struct cli *cli, const struct inputs *inputs, const struct results *results,
                          const struct results_options *options, const struct summary *summary, struct err *err) {
    if (cli->is_quiet) {
        return ERR_OK;
    }
    enum err_code code =
        screen_summary(cli, inputs, results->findings, run_record_memory(options->record), summary, options->out, err);
    if (code == ERR_OK && results->corrections) {
        print_corrected(results, options->out);
    }
    if (code == ERR_OK) {
        reports_print(&options->reports, options->out);
    }
    return code;
}

enum exit_status results_publish(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                 const struct results_options *options) {
    struct summary summary;
    struct str reasons[REASONS_MAX];
    struct err err = {0};
    bool is_there = false;

    enum err_code code = fill_summary(cli, inputs, results, options, &summary, &err);
    if (code == ERR_OK) {
        code = publish(cli, inputs, results, options, &summary, reasons, &err);
        is_there = code == ERR_OK;
    }
    if (code == ERR_OK) {
        code = run_record_complete(inputs, options->record, &summary, &err);
    }
    if (code == ERR_OK) {
        code = show(cli, inputs, results, options, &summary, &err);
    }
    if (code != ERR_OK) {
        memory_say_error(cli, inputs->budget, &err);
        return is_there ? EXIT_PARTIAL : EXIT_REFUSED;
    }
    return (enum exit_status)summary.exit_status;
}
