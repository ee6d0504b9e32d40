/* genkyo report: reports of results that are there, made again. */

#include "cli/confinement.h"
#include "cli/options.h"
#include "cli/reports.h"
#include "cli/reports_place.h"
#include "cli/say.h"
#include "report/result/check.h"

struct report_options {
    const char *in, *out, *db, *focus;
    struct option_list formats;
    bool sync;
};

static const struct option_def options[] = {
    {.name = "in",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("the results that reports are made of"),
     .offset = offsetof(struct report_options, in),
     .use = PATH_PLACE,
     .is_required = true},
    {.name = "out",
     .kind = OPTION_TEXT,
     .value = N_("DIR"),
     .help = N_("where they go; those that are there are replaced (default: beside the results)"),
     .offset = offsetof(struct report_options, out),
     .use = PATH_MADE},
    {.name = "format",
     .kind = OPTION_LIST,
     .value = N_("FORMAT"),
     .help = N_("html, xlsx, relations; may be given several times (default: html and xlsx)"),
     .offset = offsetof(struct report_options, formats)},
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("the store of findings, for how things went over runs"),
     .offset = offsetof(struct report_options, db),
     .use = PATH_STORE},
    {.name = "focus",
     .kind = OPTION_TEXT,
     .value = N_("ID"),
     .help = N_("draw only what depends on that machine, product, licence, contract or place (relations.svg)"),
     .offset = offsetof(struct report_options, focus)},
    {.name = "sync",
     .kind = OPTION_FLAG,
     .help = N_("make sure that the reports are on the disk before ending"),
     .offset = offsetof(struct report_options, sync)},
};

static enum err_code make(const struct cli *cli, const struct report_options *given,
                          const struct reports_wanted *wanted, const struct result_set *results,
                          const struct report_runs *runs, struct err *err) {
    struct reports_place place;
    enum err_code code = reports_place_open(given->out ? given->out : given->in, &place, err);

    if (code != ERR_OK) {
        return code;
    }
    code = reports_write(cli, wanted, results, place.partial_fd, runs, given->sync, err);
    if (code == ERR_OK) {
        code = reports_place_commit(&place, given->sync, err);
    }
    reports_place_done(&place);
    return code;
}

static enum err_code report(const struct cli *cli, const struct report_options *given,
                            const struct reports_wanted *wanted, struct err *err) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = NULL;
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct report_runs runs;
    enum err_code code = arena ? result_set_open(given->in, &results, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = result_check(results, err);
    }
    if (code == ERR_OK && given->db) {
        code = history_open(given->db, DATABASE_READ, &history, err);
    }
    if (code == ERR_OK) {
        code = reports_runs_read(history, arena, &runs, err);
    }
    return code == ERR_OK ? make(cli, given, wanted, results, &runs, err) : code;
}

static void needs_more(const void *values, struct confinement *confinement) {
    const struct report_options *given = values;

    confinement->needs |= given->focus || reports_are_drawn(&given->formats) ? NEEDS_DRAWING : 0;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    const struct report_options *given = values;
    const struct option_list drawn = {.items = {"relations"}, .count = 1};
    struct reports_wanted wanted;
    struct err err = {0};

    if (!options_take_no_arguments(&command_report, argument_count, arguments) ||
        !reports_choose(&command_report, given->focus && !given->formats.count ? &drawn : &given->formats, &wanted)) {
        return EXIT_REFUSED;
    }
    wanted.focus = str_from(given->focus);
    if (report(cli, given, &wanted, &err) != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    if (!cli->is_quiet) {
        reports_print(&wanted, given->out ? given->out : given->in);
    }
    return EXIT_DONE;
}

static const struct command_example examples[] = {
    {"report --in result", N_("the page and the workbook, beside the results")},
    {"report --in result --lang en --format html --out reports",
     N_("the page in English, into a directory of its own")},
};

const struct command command_report = {
    .name = "report",
    .usage = N_("report --in DIR [OPTION]…"),
    .summary = N_("reports of results for people, made again, in either language"),
    .details =
        N_("Makes reports of what 'genkyo audit' or 'genkyo reconcile' wrote into DIR: report.html, a page that\n"
           "needs nothing else; report.xlsx, a workbook; relations.svg, which software is on which hardware\n"
           "(only when asked for). The results stay as they are."),
    .options = options,
    .option_count = ARRAY_LEN(options),
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "report workbook relations results",
    .options_size = sizeof(struct report_options),
    .needs_more = needs_more,
    .run = run,
};
