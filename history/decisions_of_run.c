#include "history/decisions_of_run.h"

#include <pthread.h>
#include <stdlib.h>

struct decisions_of_run {
    struct statement *statement; /* under the lock: a database is one thread's at a time */
    pthread_mutex_t lock;
};

/* One row whatever there is. */
static const char *const select_decision =
    "SELECT d.finding IS NOT NULL, d.cause, d.prevention, d.action, d.owner, d.state, d.due,"
    " w.finding IS NOT NULL, w.who, w.why, w.until FROM (SELECT ?1 AS finding) AS asked"
    " LEFT JOIN dispositions AS d ON d.finding = asked.finding LEFT JOIN waivers AS w ON w.finding = asked.finding";
enum {
    COLUMN_HAS_DISPOSITION,
    COLUMN_CAUSE,
    COLUMN_PREVENTION,
    COLUMN_ACTION,
    COLUMN_OWNER,
    COLUMN_STATE,
    COLUMN_DUE,
    COLUMN_HAS_WAIVER,
    COLUMN_WHO,
    COLUMN_WHY,
    COLUMN_UNTIL,
};

enum err_code decisions_of_run_new(struct history *history, struct decisions_of_run **ret_decisions, struct err *err) {
    struct decisions_of_run *decisions = calloc(1, sizeof *decisions);

    if (!decisions || pthread_mutex_init(&decisions->lock, NULL) != 0) {
        free(decisions);
        return err_no_memory(err);
    }
    enum err_code code = statement_new(history_database(history), select_decision, &decisions->statement, err);
    if (code) {
        decisions_of_run_free(decisions);
        return code;
    }
    *ret_decisions = decisions;
    return ERR_OK;
}

void decisions_of_run_free(struct decisions_of_run *decisions) {
    if (decisions) {
        statement_free(decisions->statement);
        pthread_mutex_destroy(&decisions->lock);
        free(decisions);
    }
}

static struct finding_decision read_row(struct statement *row, struct arena *arena) {
    return (struct finding_decision){
        .has_disposition = statement_number(row, COLUMN_HAS_DISPOSITION),
        .has_waiver = statement_number(row, COLUMN_HAS_WAIVER),
        .cause = arena_dup(arena, statement_text(row, COLUMN_CAUSE)),
        .prevention = arena_dup(arena, statement_text(row, COLUMN_PREVENTION)),
        .action = arena_dup(arena, statement_text(row, COLUMN_ACTION)),
        .owner = arena_dup(arena, statement_text(row, COLUMN_OWNER)),
        .disposition_state = arena_dup(arena, statement_text(row, COLUMN_STATE)),
        .due = statement_date(row, COLUMN_DUE),
        .waived_by = arena_dup(arena, statement_text(row, COLUMN_WHO)),
        .waive_why = arena_dup(arena, statement_text(row, COLUMN_WHY)),
        .waived_until = statement_date(row, COLUMN_UNTIL),
    };
}

static enum err_code get_locked(struct statement *statement, uint64_t id, struct arena *arena,
                                struct finding_decision *ret_decision, struct err *err) {
    bool has_row = false;

    statement_set_number(statement, 1, (int64_t)id);
    enum err_code code = statement_step(statement, &has_row, err);
    if (!code && has_row) {
        *ret_decision = read_row(statement, arena);
        statement_reset(statement);
    }
    return code;
}

enum err_code decisions_of_run_get(struct decisions_of_run *decisions, uint64_t id, struct arena *arena,
                                   struct finding_decision *ret_decision, struct err *err) {
    pthread_mutex_lock(&decisions->lock);
    enum err_code code = get_locked(decisions->statement, id, arena, ret_decision, err);
    pthread_mutex_unlock(&decisions->lock);
    return !code && arena_failed(arena) ? err_no_memory(err) : code;
}
