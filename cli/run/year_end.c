#include "cli/run/year_end.h"

#include "cli/run/freeze.h"
#include "cli/run/results.h"
#include "cli/say.h"
#include "findings/summary.h"
#include "history/dispositions.h"

#include <stdio.h>

/* What the checks look at. */
struct year_end {
    const struct run *run;
    const struct json_node *summary; /* root of summary.json */
};

/* *RET_HOLDS false: REASON, a line for people, says why. */
typedef enum err_code year_end_check(const struct year_end *year_end, bool *ret_holds, struct buffer *reason,
                                     struct err *err);

static enum err_code check_age(const struct year_end *year_end, bool *ret_holds, struct buffer *reason,
                               struct err *err) {
    const struct run *run = year_end->run;
    struct str ended = json_text(json_get(json_get(year_end->summary, "snapshot"), "ended"));
    struct instant instant;

    if (!instant_read(ended, &instant)) {
        return err_set(err, ERR_SYNTAX, "summary.json", STR("snapshot.ended"), STR_NONE);
    }
    long long days = (long long)run->cli->as_of.days - instant_day(instant, run->config->policy.utc_offset).days;
    *ret_holds = days <= run->config->year_end.snapshot_max_age_days;
    buffer_printf(reason, _("the snapshot is %lld days old; at most %lld are allowed"), days,
                  (long long)run->config->year_end.snapshot_max_age_days);
    return ERR_OK;
}

static enum err_code check_coverage(const struct year_end *year_end, bool *ret_holds, struct buffer *reason,
                                    struct err *err) {
    const struct json_node *coverage = json_get(year_end->summary, "coverage");
    int64_t expected, examined, least = year_end->run->config->year_end.coverage_min;

    if (!json_to_integer(json_get(coverage, "expected"), &expected) ||
        !json_to_integer(json_get(coverage, "examined"), &examined)) {
        return err_set(err, ERR_SYNTAX, "summary.json", STR("coverage"), STR_NONE);
    }
    unsigned permille = coverage_permille((uint64_t)examined, (uint64_t)expected);
    *ret_holds = permille >= least * 10;
    buffer_printf(reason, _("coverage is %u.%u %% (%lld of %lld); at least %lld %% are needed"), permille / 10,
                  permille % 10, (long long)examined, (long long)expected, (long long)least);
    return ERR_OK;
}

/* A table that was refused was not checked. */
static enum err_code check_tables(const struct year_end *year_end, bool *ret_holds, struct buffer *reason,
                                  struct err *err) {
    const struct json_node *reasons = json_get(json_get(year_end->summary, "exit"), "reasons");

    (void)err;
    *ret_holds = true;
    for (size_t i = 0; i < json_length(reasons); i++) {
        *ret_holds &= !str_eq(json_text(json_at(reasons, i)), STR("table-refused"));
    }
    buffer_append_cstr(reason, _("a table of the ledger could not be read"));
    return ERR_OK;
}

struct dispositions {
    struct history *history;
    struct arena *arena;
    uint64_t missing;
};

static enum err_code look_at_violation(void *context, const struct history_finding *finding, struct err *err) {
    struct dispositions *dispositions = context;
    struct disposition disposition;
    bool is_found = false;
    enum err_code code =
        disposition_get(dispositions->history, finding->finding.id, dispositions->arena, &disposition, &is_found, err);

    arena_reset(dispositions->arena);
    dispositions->missing += code == ERR_OK && !is_found;
    return code;
}

/* Of what is waived somebody answers already. */
static enum err_code count_missing(const struct run *run, struct dispositions *dispositions, struct err *err) {
    const struct history_filter violations = {.outcome = HISTORY_VALUE(outcome_name(OUTCOME_VIOLATION)),
                                              .only_open = true};
    char path[PATH_MAX];
    enum err_code code = run_state_path(run->state, RUN_DATABASE, "", path, err);

    if (code == ERR_OK) {
        code = history_open(path, DATABASE_READ, &dispositions->history, err);
    }
    if (code == ERR_OK) {
        code = history_findings_each(dispositions->history, run->cli->as_of, &violations, look_at_violation,
                                     dispositions, err);
    }
    return code;
}

static enum err_code check_dispositions(const struct year_end *year_end, bool *ret_holds, struct buffer *reason,
                                        struct err *err) {
    struct dispositions dispositions = {.arena = arena_new()};

    *ret_holds = true;
    if (!dispositions.arena) {
        return err_no_memory(err);
    }
    enum err_code code =
        year_end->run->config->year_end.dispositions ? count_missing(year_end->run, &dispositions, err) : ERR_OK;
    history_close(dispositions.history);
    arena_free(dispositions.arena);
    *ret_holds = dispositions.missing == 0;
    buffer_printf(reason, _("violations without a disposition: %llu (see genkyo findings export)"),
                  (unsigned long long)dispositions.missing);
    return code;
}

static year_end_check *const checks[] = {check_age, check_coverage, check_tables, check_dispositions};

static enum err_code check_all(const struct year_end *year_end, bool *ret_holds, struct err *err) {
    enum err_code code = ERR_OK;

    *ret_holds = true;
    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(checks); i++) {
        CLEANUP(buffer_done) struct buffer reason = {0};
        bool holds;
        code = checks[i](year_end, &holds, &reason, err);
        if (code == ERR_OK && !holds) {
            *ret_holds = false;
            fprintf(stderr, _("genkyo: year-end: %.*s\n"), STR_FMT(buffer_view(&reason)));
        }
    }
    return code;
}

/* *RET_HOLDS false: the year was frozen with other inputs. */
static enum err_code freeze(const struct year_end *year_end, bool *ret_holds, struct err *err) {
    const struct run *run = year_end->run;
    const struct run_freeze_input input = {
        .ledger = run->config->ledger.p,
        .snapshot = run->record.snapshot,
        .run = run->record.name,
        .files = json_get(year_end->summary, "inputs"),
        .as_of = run->cli->as_of,
    };
    char path[PATH_MAX];
    enum err_code code = run_freeze(run->state, &input, path, err);

    if (code == ERR_EXISTS) {
        *ret_holds = false;
        fprintf(stderr, _("genkyo: year-end: %s is there already, of other inputs, and stays what it is\n"), path);
        return ERR_OK;
    }
    if (code == ERR_OK && !run->cli->is_quiet) {
        printf(_("Year-end %s: the inputs are frozen\n"), path);
    }
    return code;
}

enum exit_status run_year_end(struct run *run) {
    CLEANUP(json_document_free_cleanup) struct json_document *summary = NULL;
    struct err err = {0};
    bool holds = false;
    enum err_code code = run_results_summary(run->state, &summary, &err);

    if (code == ERR_OK) {
        const struct year_end year_end = {run, json_root(summary)};
        code = check_all(&year_end, &holds, &err);
        code = code == ERR_OK && holds ? freeze(&year_end, &holds, &err) : code;
    }
    if (code != ERR_OK) {
        say_error(run->cli, &err);
        return EXIT_REFUSED;
    }
    return holds ? EXIT_DONE : EXIT_PARTIAL;
}
