#include "history/runs.h"

enum err_code history_run_begin(struct history *history, const struct history_run_start *start, int64_t *ret_run,
                                struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    struct database *database = history_database(history);
    enum err_code code = database_begin(database, err);

    if (code) {
        return code;
    }
    code = statement_new(database, "INSERT INTO runs(started_at, as_of, profile, command) VALUES(?1, ?2, ?3, ?4)",
                         &statement, err);
    if (!code) {
        statement_set_text(statement, 1, start->started_at);
        statement_set_date(statement, 2, start->as_of);
        statement_set_text(statement, 3, start->profile);
        statement_set_text(statement, 4, start->command);
        code = statement_run(statement, err);
    }
    if (code) {
        database_rollback(database);
        return code;
    }
    *ret_run = database_last_id(database);
    return ERR_OK;
}

enum err_code history_run_add_input(struct history *history, int64_t run, struct str name, struct str digest,
                                    uint64_t rows, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code =
        statement_new(history_database(history),
                      "INSERT INTO run_inputs(run, name, digest, rows) VALUES(?1, ?2, ?3, ?4)", &statement, err);

    if (!code) {
        statement_set_number(statement, 1, run);
        statement_set_text(statement, 2, name);
        statement_set_text(statement, 3, digest);
        statement_set_number(statement, 4, (int64_t)rows);
        code = statement_run(statement, err);
    }
    return code;
}

static enum err_code set_totals(struct history *history, int64_t run, struct str ended_at,
                                const struct history_run_totals *totals, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code =
        statement_new(history_database(history),
                      "UPDATE runs SET ended_at = ?2, new = ?3, continuing = ?4, waived = ?5, resolved = ?6,"
                      " expected = ?7, examined = ?8, exit_status = ?9 WHERE number = ?1",
                      &statement, err);

    if (!code) {
        statement_set_number(statement, 1, run);
        statement_set_text(statement, 2, ended_at);
        statement_set_number(statement, 3, (int64_t)totals->new_count);
        statement_set_number(statement, 4, (int64_t)totals->continuing);
        statement_set_number(statement, 5, (int64_t)totals->waived);
        statement_set_number(statement, 6, (int64_t)totals->resolved);
        statement_set_number(statement, 7, (int64_t)totals->expected);
        statement_set_number(statement, 8, (int64_t)totals->examined);
        statement_set_number(statement, 9, totals->exit_status);
        code = statement_run(statement, err);
    }
    return code;
}

static enum err_code add_count(struct statement *statement, int64_t run, enum finding_code code, enum outcome outcome,
                               uint64_t count, struct err *err) {
    statement_set_number(statement, 1, run);
    statement_set_text(statement, 2, str_from(code_def(code)->name));
    statement_set_text(statement, 3, str_from(outcome_name(outcome)));
    statement_set_number(statement, 4, (int64_t)count);
    return statement_run(statement, err);
}

static enum err_code add_counts(struct history *history, int64_t run, const struct history_run_totals *totals,
                                struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code =
        statement_new(history_database(history),
                      "INSERT INTO run_counts(run, code, outcome, count) VALUES(?1, ?2, ?3, ?4)", &statement, err);

    for (unsigned i = 0; !code && i < CODE_COUNT * OUTCOME_COUNT; i++) {
        enum finding_code of = (enum finding_code)(i / OUTCOME_COUNT);
        enum outcome outcome = (enum outcome)(i % OUTCOME_COUNT);
        if (totals->by_code[of][outcome]) {
            code = add_count(statement, run, of, outcome, totals->by_code[of][outcome], err);
        }
    }
    return code;
}

struct history_run_totals history_run_totals_of(const struct summary *summary) {
    struct history_run_totals totals = {
        .new_count = summary->by_status[FINDING_NEW],
        .continuing = summary->by_status[FINDING_CONTINUING],
        .resolved = summary->by_status[FINDING_RESOLVED],
        .waived = summary->by_status[FINDING_WAIVED],
        .expected = summary->coverage.expected,
        .examined = summary->coverage.examined,
        .exit_status = summary->exit_status,
    };

    memcpy(totals.by_code, summary->by_code, sizeof totals.by_code);
    return totals;
}

enum err_code history_run_complete(struct history *history, int64_t run, struct str ended_at,
                                   const struct history_run_totals *totals, struct err *err) {
    enum err_code code = set_totals(history, run, ended_at, totals, err);

    if (!code) {
        code = add_counts(history, run, totals, err);
    }
    if (!code) {
        code = database_commit(history_database(history), err);
    }
    if (code) {
        history_run_abandon(history);
    }
    return code;
}

void history_run_abandon(struct history *history) {
    database_rollback(history_database(history));
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

enum {
    RUN_NUMBER,
    RUN_STARTED,
    RUN_ENDED,
    RUN_AS_OF,
    RUN_PROFILE,
    RUN_COMMAND,
    RUN_NEW,
    RUN_CONTINUING,
    RUN_WAIVED,
    RUN_RESOLVED,
    RUN_EXPECTED,
    RUN_EXAMINED,
    RUN_EXIT
};

static struct history_run run_of(struct statement *statement) {
    return (struct history_run){
        .number = statement_number(statement, RUN_NUMBER),
        .started_at = statement_text(statement, RUN_STARTED),
        .ended_at = statement_text(statement, RUN_ENDED),
        .as_of = statement_date(statement, RUN_AS_OF),
        .profile = statement_text(statement, RUN_PROFILE),
        .command = statement_text(statement, RUN_COMMAND),
        .totals =
            {
                .new_count = (uint64_t)statement_number(statement, RUN_NEW),
                .continuing = (uint64_t)statement_number(statement, RUN_CONTINUING),
                .waived = (uint64_t)statement_number(statement, RUN_WAIVED),
                .resolved = (uint64_t)statement_number(statement, RUN_RESOLVED),
                .expected = (uint64_t)statement_number(statement, RUN_EXPECTED),
                .examined = (uint64_t)statement_number(statement, RUN_EXAMINED),
                .exit_status = (int)statement_number(statement, RUN_EXIT),
            },
    };
}

/* Codes that a later program added are left out. */
static enum err_code read_counts(struct statement *counts, struct history_run *run, struct err *err) {
    bool has_more = true;
    enum err_code code = ERR_OK;

    statement_set_number(counts, 1, run->number);
    while (!code && has_more) {
        enum finding_code of;
        enum outcome outcome;
        code = statement_step(counts, &has_more, err);
        if (!code && has_more && code_by_name(statement_text(counts, 0), &of) &&
            outcome_by_name(statement_text(counts, 1), &outcome)) {
            run->totals.by_code[of][outcome] = (uint64_t)statement_number(counts, 2);
        }
    }
    return code;
}

static enum err_code visit_runs(struct statement *runs, struct statement *counts, history_run_visit *visit,
                                void *context, struct err *err) {
    bool has_more = true;
    enum err_code code = ERR_OK;

    while (!code && has_more) {
        code = statement_step(runs, &has_more, err);
        if (!code && has_more) {
            struct history_run run = run_of(runs);
            code = read_counts(counts, &run, err);
            if (!code) {
                code = visit(context, &run, err);
            }
        }
    }
    return code;
}

enum err_code history_runs_each(struct history *history, uint32_t limit, history_run_visit *visit, void *context,
                                struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *runs = NULL;
    CLEANUP(statement_free_cleanup) struct statement *counts = NULL;
    struct database *database = history_database(history);
    enum err_code code = statement_new(
        database,
        "SELECT number, started_at, ended_at, as_of, profile, command, new, continuing, waived, resolved, expected,"
        " examined, exit_status FROM runs WHERE number IN"
        " (SELECT number FROM runs WHERE ended_at IS NOT NULL ORDER BY number DESC LIMIT ?1) ORDER BY number",
        &runs, err);

    if (!code) {
        code = statement_new(database, "SELECT code, outcome, count FROM run_counts WHERE run = ?1", &counts, err);
    }
    if (code) {
        return code;
    }
    statement_set_number(runs, 1, limit ? (int64_t)limit : -1);
    return visit_runs(runs, counts, visit, context, err);
}

/* --- deleting ------------------------------------------------------------------------------------------------------
 */

static enum err_code delete_runs(struct database *database, uint32_t keep_count, struct date before,
                                 uint32_t *ret_deleted, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code =
        statement_new(database,
                      "DELETE FROM runs WHERE number < (SELECT max(number) FROM runs) AND (as_of < ?2 OR number NOT IN"
                      " (SELECT number FROM runs ORDER BY number DESC LIMIT ?1))",
                      &statement, err);

    if (!code) {
        statement_set_number(statement, 1, keep_count ? (int64_t)keep_count : -1);
        statement_set_date(statement, 2, before);
        code = statement_run(statement, err);
    }
    if (!code) {
        *ret_deleted = (uint32_t)database_changes(database);
    }
    return code;
}

enum err_code history_runs_prune(struct history *history, uint32_t keep_count, struct date before,
                                 uint32_t *ret_deleted, struct err *err) {
    struct database *database = history_database(history);
    uint32_t deleted = 0;
    enum err_code code = database_begin(database, err);

    if (!code) {
        code = delete_runs(database, keep_count, before, &deleted, err);
    }
    if (!code) {
        code = database_commit(database, err);
    }
    database_rollback(database);
    if (!code) {
        *ret_deleted = deleted;
    }
    return code;
}
