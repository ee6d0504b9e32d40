#include "cli/reports.h"

#include "cli/options.h"
#include "cli/trend.h"

#include <stdio.h>

enum { RUNS_SHOWN = 60 };

static const char none[] = "none";

/* --- which ---------------------------------------------------------------------------------------------------------
 */

static void choose_usual(struct reports_wanted *wanted) {
    for (size_t i = 0; report_formats[i].name; i++) {
        wanted->is_wanted[i] = !report_formats[i].is_on_demand;
    }
}

static bool choose(const char *name, struct reports_wanted *wanted) {
    for (size_t i = 0; report_formats[i].name; i++) {
        if (strcmp(report_formats[i].name, name) == 0) {
            wanted->is_wanted[i] = true;
            return true;
        }
    }
    return strcmp(name, none) == 0;
}

static void say_unknown(const struct command *command, const char *name) {
    char known[128];
    size_t length = 0;

    for (size_t i = 0; report_formats[i].name && length < sizeof known; i++) {
        length += (size_t)snprintf(known + length, sizeof known - length, "%s ", report_formats[i].name);
    }
    options_usage_error(command, _("--format: '%s' is none of: %s%s"), name, known, none);
}

bool reports_choose(const struct command *command, const struct option_list *given, struct reports_wanted *ret_wanted) {
    struct reports_wanted wanted = {0};

    if (given->count == 0) {
        choose_usual(&wanted);
    }
    for (size_t i = 0; i < given->count; i++) {
        if (!choose(given->items[i], &wanted)) {
            say_unknown(command, given->items[i]);
            return false;
        }
    }
    *ret_wanted = wanted;
    return true;
}

bool reports_are_drawn(const struct option_list *given) {
    for (size_t i = 0; i < given->count; i++) {
        for (size_t k = 0; report_formats[k].name; k++) {
            if (report_formats[k].is_drawn && strcmp(report_formats[k].name, given->items[i]) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool reports_are_wanted(const struct reports_wanted *wanted) {
    for (size_t i = 0; report_formats[i].name; i++) {
        if (wanted->is_wanted[i]) {
            return true;
        }
    }
    return false;
}

/* --- the history of runs -------------------------------------------------------------------------------------------
 */

static struct report_run shown_run(const struct history_run *run) {
    const struct history_run_totals *totals = &run->totals;
    struct report_run shown = {
        .as_of = run->as_of,
        .fresh = totals->new_count,
        .continuing = totals->continuing,
        .resolved = totals->resolved,
        .waived = totals->waived,
        .expected = totals->expected,
        .examined = totals->examined,
    };

    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        shown.by_outcome[outcome] = trend_outcome(run, (enum outcome)outcome);
    }
    return shown;
}

static enum err_code add_run(void *context, const struct history_run *run, struct err *err) {
    struct report_runs *runs = context;

    (void)err;
    if (runs->count < RUNS_SHOWN) {
        runs->items[runs->count++] = shown_run(run);
    }
    return ERR_OK;
}

enum err_code reports_runs_read(struct history *history, struct arena *arena, struct report_runs *ret_runs,
                                struct err *err) {
    struct report_runs runs = {.items = arena_alloc_array(arena, RUNS_SHOWN + 1, sizeof *runs.items)};

    if (!runs.items) {
        return err_no_memory(err);
    }
    enum err_code code = history ? history_runs_each(history, RUNS_SHOWN, add_run, &runs, err) : ERR_OK;
    if (code == ERR_OK) {
        *ret_runs = runs;
    }
    return code;
}

void reports_runs_add(struct report_runs *runs, const struct summary *summary) {
    const struct history_run run = {.as_of = summary->as_of, .totals = history_run_totals_of(summary)};

    runs->items[runs->count++] = shown_run(&run);
}

/* --- making them ---------------------------------------------------------------------------------------------------
 */

enum err_code reports_write(const struct cli *cli, const struct reports_wanted *wanted,
                            const struct result_set *results, int dir_fd, const struct report_runs *runs, bool sync,
                            struct err *err) {
    const struct report_request request = {
        .results = results,
        .dir_fd = dir_fd,
        .language = cli->language_choice >= 0 ? cli->language : result_set_language(results),
        .runs = runs->items,
        .run_count = runs->count,
        .tmpdir = cli->tmpdir,
        .focus = wanted->focus,
        .sync = sync,
    };
    enum err_code code = ERR_OK;

    for (size_t i = 0; code == ERR_OK && report_formats[i].name; i++) {
        if (wanted->is_wanted[i]) {
            code = report_formats[i].write(&request, err);
        }
    }
    return code;
}

void reports_print(const struct reports_wanted *wanted, const char *directory) {
    if (!reports_are_wanted(wanted)) {
        return;
    }
    printf(_("Reports   %s:"), directory);
    for (size_t i = 0; report_formats[i].name; i++) {
        if (wanted->is_wanted[i]) {
            printf(" %s", report_formats[i].file);
        }
    }
    putchar('\n');
}
