#include "cli/run/steps.h"

#include "cli/comparison.h"
#include "cli/run/scan.h"
#include "cli/run/tell.h"
#include "cli/run/year_end.h"
#include "cli/say.h"
#include "cli/surroundings.h"

#include <stdio.h>

/* After which failures a step is done all the same. */
enum step_need {
    NEEDS_ALL_BEFORE, /* after none */
    NEEDS_NOTHING,    /* after any: it tells of them */
};

struct run_step {
    const char *name;
    const char *title; /* N_() */
    enum exit_status (*work)(struct run *run);
    bool (*is_wanted)(const struct run *run); /* NULL: always */
    enum step_need need;
    bool is_optional; /* its failure is no failure of the run */
};

/* --- audit ---------------------------------------------------------------------------------------------------------
 */

static enum exit_status audit_paths(struct run *run, const char *snapshot, const char *out, const char *database) {
    const struct run_config *config = run->config;
    const struct comparison_options given = {
        .ledger = config->ledger.p,
        .snapshot = snapshot,
        .out = out,
        .database = database,
        .state = run->state->path,
        .profile = run->record.profile,
        .horizon = config->audit.horizon.n ? config->audit.horizon.p : NULL,
        .fail_on = config->audit.fail_on,
        .software = config->audit.software,
        .corrections = config->audit.corrections,
        .sync = true,
        .policy_values = &config->policy,
    };
    return audit_do(run->cli, &given);
}

static enum exit_status work_audit(struct run *run) {
    char snapshot[PATH_MAX], out[PATH_MAX], database[PATH_MAX];
    struct err err = {0};
    enum err_code code = run_state_path(run->state, "snapshots", run->record.snapshot, snapshot, &err);

    if (code == ERR_OK) {
        code = run_state_path(run->state, "results", "latest", out, &err);
    }
    if (code == ERR_OK) {
        code = run_state_path(run->state, RUN_DATABASE, "", database, &err);
    }
    if (code != ERR_OK) {
        say_error(run->cli, &err);
        return EXIT_REFUSED;
    }
    return audit_paths(run, snapshot, out, database);
}

static bool is_year_end(const struct run *run) {
    return run->is_year_end;
}

/* --- the table -----------------------------------------------------------------------------------------------------
 */

enum { STEP_SCAN, STEP_AUDIT, STEP_YEAR_END, STEP_REPORT, STEP_NOTIFY, STEP_COUNT };

static const struct run_step steps[] = {
    [STEP_SCAN] = {"scan", N_("scan"), run_scan, NULL, NEEDS_ALL_BEFORE, false},
    [STEP_AUDIT] = {"audit", N_("audit"), work_audit, NULL, NEEDS_ALL_BEFORE, false},
    [STEP_YEAR_END] = {"year-end", N_("checks of the year-end"), run_year_end, is_year_end, NEEDS_ALL_BEFORE, false},
    [STEP_REPORT] = {"report", N_("report"), run_report, run_report_is_wanted, NEEDS_NOTHING, false},
    [STEP_NOTIFY] = {"notify", N_("notify"), run_notify, run_notify_is_wanted, NEEDS_NOTHING, true},
};

const char *const run_from_words[] = {"scan", "audit", "report", "notify", NULL};

int run_steps_find(const char *name) {
    int number = 0;

    while (number < STEP_COUNT - 1 && strcmp(steps[number].name, name) != 0) {
        number++;
    }
    return number;
}

void run_steps_plan(struct run *run, int from) {
    run->from = from;
    run->record.step_count = STEP_COUNT;
    for (int i = 0; i < STEP_COUNT; i++) {
        bool is_wanted = !steps[i].is_wanted || steps[i].is_wanted(run);
        run->record.steps[i] = (struct night_step){
            .name = steps[i].name,
            .outcome = !is_wanted ? STEP_UNASKED
                       : i < from ? STEP_SKIPPED
                                  : STEP_WAITING,
        };
    }
}

bool run_steps_need_snapshot(int from) {
    return from > STEP_SCAN;
}

bool run_steps_need_results(int from) {
    return from > STEP_AUDIT;
}

static void now(char ret_text[26], const struct run *run) {
    instant_format((struct instant){surroundings_now(), run->config->policy.utc_offset}, ret_text);
}

/* A record that cannot be kept fails the step: nobody could go on with it. */
static bool keep_record(struct run *run) {
    struct err err = {0};

    if (night_record_write(run->state, &run->record, &err) != ERR_OK) {
        say_error(run->cli, &err);
        return false;
    }
    return true;
}

static void say_step(const struct run *run, const struct run_step *step) {
    if (!run->cli->is_quiet) {
        printf(_("── %s\n"), _(step->title));
        fflush(stdout);
    }
}

static void do_step(struct run *run, const struct run_step *step, struct night_step *record) {
    record->outcome = STEP_RUNNING;
    run->was_interrupted = false;
    now(record->started, run);
    say_step(run, step);
    record->status = keep_record(run) ? step->work(run) : EXIT_REFUSED;
    now(record->ended, run);
    record->outcome = record->status == EXIT_REFUSED ? STEP_FAILED
                      : run->was_interrupted         ? STEP_INTERRUPTED
                                                     : STEP_DONE;
    if (!keep_record(run)) {
        record->outcome = STEP_FAILED;
    }
}

static bool has_broken_off(const struct night_step *record) {
    return record->outcome == STEP_FAILED || record->outcome == STEP_INTERRUPTED;
}

enum exit_status run_steps_judge(const struct run *run) {
    enum exit_status status = run->begun_status;

    for (size_t i = 0; i < run->record.step_count; i++) {
        const struct night_step *record = &run->record.steps[i];
        if (steps[i].is_optional) {
            continue;
        }
        if (has_broken_off(record) || (record->outcome == STEP_DONE && record->status == EXIT_PARTIAL)) {
            return EXIT_PARTIAL;
        }
        if (record->outcome == STEP_DONE && record->status == EXIT_FOUND) {
            status = EXIT_FOUND;
        }
    }
    return status;
}

enum exit_status run_steps_do(struct run *run) {
    bool has_failed = false;

    for (int i = 0; i < STEP_COUNT; i++) {
        struct night_step *record = &run->record.steps[i];
        if (record->outcome != STEP_WAITING) {
            continue;
        }
        if (has_failed && steps[i].need == NEEDS_ALL_BEFORE) {
            record->outcome = STEP_SKIPPED;
            continue;
        }
        do_step(run, &steps[i], record);
        has_failed = has_failed || has_broken_off(record);
    }
    run->record.status = run_steps_judge(run);
    now(run->record.ended, run);
    return keep_record(run) ? run->record.status : EXIT_PARTIAL;
}

bool run_steps_have_results(const struct run *run) {
    enum night_outcome outcome = run->record.steps[STEP_AUDIT].outcome;

    return outcome == STEP_DONE || run->from > STEP_AUDIT;
}

bool run_steps_are_complete(const struct run *run) {
    for (size_t i = 0; i < run->record.step_count; i++) {
        if (run->record.steps[i].outcome == STEP_FAILED && !steps[i].is_optional) {
            return false;
        }
    }
    return run->record.steps[STEP_AUDIT].outcome == STEP_DONE;
}

void run_steps_print(const struct run *run) {
    static const char *const outcomes[] = {
        [STEP_UNASKED] = "",
        [STEP_WAITING] = N_("waiting"),
        [STEP_RUNNING] = N_("running"),
        [STEP_DONE] = N_("done"),
        [STEP_INTERRUPTED] = N_("interrupted"),
        [STEP_FAILED] = N_("failed"),
        [STEP_SKIPPED] = N_("left out"),
    };

    printf(_("Run %s: status %d\n"), run->record.name, (int)run->record.status);
    for (size_t i = 0; i < run->record.step_count; i++) {
        const struct night_step *record = &run->record.steps[i];
        bool is_part = record->outcome == STEP_DONE && record->status == EXIT_PARTIAL;
        const char *outcome = is_part ? N_("done in part") : outcomes[record->outcome];
        if (*outcome) {
            printf("  %s: %s\n", _(steps[i].title), _(outcome));
        }
    }
}
