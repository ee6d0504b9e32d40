#pragma once
/* Reports made of results (report/report.h): which ones are wanted, and making them. One thread. */

#include "cli/command.h"
#include "findings/summary.h"
#include "history/store.h"
#include "report/report.h"

enum { REPORT_FORMATS_MAX = 16 };

/* Earlier runs, for reports. */
struct report_runs {
    struct report_run *items;
    size_t count;
};

struct reports_wanted {
    bool is_wanted[REPORT_FORMATS_MAX]; /* by the row of report_formats */
    struct str focus;                   /* struct report_request */
};

/* What --format was given, "none" among it, or what is usual where it was not. Says what is wrong of COMMAND where a
 * format is not known. */
MUST_CHECK bool reports_choose(const struct command *command, const struct option_list *given,
                               struct reports_wanted *ret_wanted);
/* Is something among what --format was given that takes the program which lays out drawings? */
bool reports_are_drawn(const struct option_list *given);
bool reports_are_wanted(const struct reports_wanted *wanted);

/* The latest complete runs of the store, at most so many as reports show, oldest first, with room for one more; in
 * ARENA. HISTORY may be NULL: none. */
MUST_CHECK enum err_code reports_runs_read(struct history *history, struct arena *arena, struct report_runs *ret_runs,
                                           struct err *err);
/* The run that is being done, once, behind the others. */
void reports_runs_add(struct report_runs *runs, const struct summary *summary);
/* Writes those that are wanted of RESULTS into the directory, in the language of --lang, else that of the results. */
MUST_CHECK enum err_code reports_write(const struct cli *cli, const struct reports_wanted *wanted,
                                       const struct result_set *results, int dir_fd, const struct report_runs *runs,
                                       bool sync, struct err *err);
/* A line that says what was made in DIRECTORY, if anything was. */
void reports_print(const struct reports_wanted *wanted, const char *directory);
