/* genkyo trend: how findings went over runs. */

#include "cli/options.h"
#include "cli/say.h"
#include "cli/trend_write.h"

#include <stdio.h>

enum { RUNS_USUAL = 30, RUNS_MAX = 100000 };

struct trend_options {
    const char *db;
    int64_t runs;
    int format;
};

/* In the order of the writers. */
static const char *const format_words[] = {"text", "csv", "json", NULL};

static const struct option_def options[] = {
    {.name = "db",
     .kind = OPTION_TEXT,
     .value = N_("FILE"),
     .help = N_("the store of findings: genkyo.db of the state directory"),
     .offset = offsetof(struct trend_options, db),
     .use = PATH_STORE,
     .is_required = true},
    {.name = "runs",
     .kind = OPTION_NUMBER,
     .value = "N",
     .help = N_("the latest so many runs (default: 30)"),
     .offset = offsetof(struct trend_options, runs),
     .minimum = 1,
     .maximum = RUNS_MAX},
    {.name = "format",
     .kind = OPTION_CHOICE,
     .value = "text|csv|json",
     .help = N_("how it is written (default: text)"),
     .offset = offsetof(struct trend_options, format),
     .choices = format_words},
};

static void set_defaults(void *values) {
    struct trend_options *given = values;
    given->runs = RUNS_USUAL;
}

static enum exit_status run(const struct cli *cli, const void *values, int argument_count, char **arguments) {
    static enum err_code (*const writers[])(const struct trend *trend,
                                            struct err *err) = {trend_write_text, trend_write_csv, trend_write_json};
    const struct trend_options *given = values;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    struct trend trend;
    struct err err = {0};

    if (!options_take_no_arguments(&command_trend, argument_count, arguments)) {
        return EXIT_REFUSED;
    }
    enum err_code code = arena ? history_open(given->db, DATABASE_READ, &history, &err) : err_no_memory(&err);
    if (code == ERR_OK) {
        code = trend_read(history, (uint32_t)given->runs, arena, &trend, &err);
    }
    if (code == ERR_OK) {
        code = writers[given->format](&trend, &err);
    }
    if (code != ERR_OK) {
        say_error(cli, &err);
        return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static const struct command_example examples[] = {
    {"trend --db state/genkyo.db", N_("the latest 30 runs")},
    {"trend --db state/genkyo.db --runs 365 --format csv", N_("a year, for a spreadsheet")},
};

const struct command command_trend = {
    .name = "trend",
    .usage = N_("trend --db FILE [--runs N] [--format text|csv|json]"),
    .summary = N_("how findings went over runs: counts, time to correct, coverage"),
    .details =
        N_("A line a run with its findings by outcome, what was new, continuing, resolved and waived, and coverage;\n"
           "a line a code with its count in the first and the latest of these runs and the most in any, and how\n"
           "many days it took until what was found was corrected, over all runs of the store."),
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = ARRAY_LEN(examples),
    .formats = "history",
    .options_size = sizeof(struct trend_options),
    .set_defaults = set_defaults,
    .run = run,
};
