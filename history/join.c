#include "history/join.h"

#include "history/finding_row.h"
#include "history/schema.h"
#include "history/states.h"

struct join {
    struct database *database;
    int64_t run;
    struct date as_of;
    struct finding_row row;
    struct history_states *states;
};

/* --- the findings of the run ---------------------------------------------------------------------------------------
 */

/* The values behind those of the finding: 19 the day, 20 the run. */
#define STORE_FINDING                                                                                                  \
    "INSERT INTO findings(" FINDING_ROW_COLUMNS ", status, first_seen, last_seen, last_run)"                           \
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 'new', ?19, ?19, ?20)"   \
    " ON CONFLICT(key, ordinal) DO UPDATE SET outcome = ?5, severity = ?6, message = ?7, arguments = ?8,"              \
    " asset_id = ?9, device_id = ?10, hostname = ?11, system = ?12, department = ?13, location = ?14,"                 \
    " documented = ?15, observed = ?16, ledger_evidence = ?17, snapshot_evidence = ?18,"                               \
    " status = CASE WHEN " HISTORY_IS_WAIVED(                                                                          \
        19) " THEN 'waived' WHEN status = 'resolved' THEN 'new'"                                                       \
            " ELSE 'continuing' END,"                                                                                  \
            " first_seen = min(first_seen, ?19), last_seen = max(last_seen, ?19), resolved_on = NULL, last_run = ?20"  \
            " RETURNING status, first_seen"

/* Who has the id of the finding that could not be stored? */
static enum err_code collision(struct join *join, const struct finding *finding, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool has_more = false;
    enum err_code code = statement_new(join->database, "SELECT key FROM findings WHERE id = ?1", &statement, err);

    if (!code) {
        statement_set_number(statement, 1, (int64_t)finding->id);
        code = statement_step(statement, &has_more, err);
    }
    return code ? code
                : err_set(err, ERR_COLLISION, database_path(join->database),
                          has_more ? statement_text(statement, 0) : STR_NONE, buffer_view(&join->row.key));
}

static enum err_code store_finding(struct join *join, struct statement *statement, const struct finding *finding,
                                   struct err *err) {
    struct finding_state state = {.last_seen = join->as_of, .resolved_on = DATE_NONE};
    bool has_more = false;
    enum err_code code;

    if (!finding_row_put(&join->row, finding, statement)) {
        return err_no_memory(err);
    }
    code = statement_step(statement, &has_more, err);
    if (code == ERR_EXISTS) {
        return collision(join, finding, err);
    }
    if (code || !has_more || !finding_status_by_name(statement_text(statement, 0), &state.status)) {
        return code ? code : err_set(err, ERR_DAMAGED, database_path(join->database), STR("status"), STR_NONE);
    }
    state.first_seen = statement_date(statement, 1);
    states_add(join->states, finding->id, state);
    return statement_run(statement, err);
}

static enum err_code store_findings(struct join *join, struct finding_sink *sink, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(join->database, STORE_FINDING, &statement, err);
    struct finding finding;
    bool has_more = true;

    if (!code) {
        statement_set_date(statement, FINDING_ROW_COLUMN_COUNT + 1, join->as_of);
        statement_set_number(statement, FINDING_ROW_COLUMN_COUNT + 2, join->run);
    }
    finding_sink_rewind(sink);
    while (!code && has_more) {
        code = finding_sink_next(sink, &has_more, &finding, err);
        if (!code && has_more) {
            code = store_finding(join, statement, &finding, err);
        }
    }
    return code;
}

/* --- those of earlier runs -----------------------------------------------------------------------------------------
 */

/* Finds out which are resolved; what is not known, or was not looked at, stays open. */
static enum err_code examine(struct join *join, history_was_examined *was_examined, void *context, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    uint64_t kept = 0;
    bool has_more = true;
    enum err_code code = statement_new(join->database,
                                       "SELECT " FINDING_ROW_COLUMNS ", number FROM findings"
                                       " WHERE last_run <> ?1 AND status <> 'resolved' ORDER BY key, ordinal",
                                       &statement, err);

    if (!code) {
        statement_set_number(statement, 1, join->run);
    }
    while (!code && has_more) {
        bool is_known = false;
        code = statement_step(statement, &has_more, err);
        if (code || !has_more) {
            break;
        }
        if (!finding_row_get(&join->row, statement, &is_known)) {
            code = err_no_memory(err);
        } else if (!is_known || !was_examined(context, &join->row.finding)) {
            kept++;
        } else if (!states_add_resolved(join->states, statement_number(statement, FINDING_ROW_COLUMN_COUNT))) {
            code = err_no_memory(err);
        }
    }
    states_set_kept(join->states, kept);
    return code;
}

static enum err_code store_resolved(struct join *join, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(
        join->database, "UPDATE findings SET status = 'resolved', resolved_on = ?2 WHERE number = ?1", &statement, err);

    if (!code) {
        statement_set_date(statement, 2, join->as_of);
    }
    for (size_t i = 0; !code && i < states_resolved_count(join->states); i++) {
        statement_set_number(statement, 1, states_resolved(join->states, i));
        code = statement_run(statement, err);
    }
    return code;
}

/* What stays open is no longer new; its waiver may have been given or have ended since. */
static enum err_code store_kept(struct join *join, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(join->database,
                                       "UPDATE findings SET status = iif(" HISTORY_IS_WAIVED(
                                           2) ", 'waived', 'continuing') WHERE last_run <> ?1 AND status <> 'resolved'",
                                       &statement, err);

    if (!code) {
        statement_set_number(statement, 1, join->run);
        statement_set_date(statement, 2, join->as_of);
        code = statement_run(statement, err);
    }
    return code;
}

static enum err_code join_all(struct join *join, struct finding_sink *sink, history_was_examined *was_examined,
                              void *context, struct err *err) {
    enum err_code code = store_findings(join, sink, err);

    if (!code) {
        code = examine(join, was_examined, context, err);
    }
    if (!code) {
        code = store_resolved(join, err);
    }
    return !code && history_states_kept(join->states) ? store_kept(join, err) : code;
}

enum err_code history_join(struct history *history, int64_t run, struct date as_of, struct finding_sink *sink,
                           history_was_examined *was_examined, void *context, struct history_states **ret_states,
                           struct err *err) {
    CLEANUP(history_states_free_cleanup) struct history_states *states = states_new(history, finding_sink_count(sink));
    struct join join = {.database = history_database(history), .run = run, .as_of = as_of, .states = states};
    enum err_code code = states ? join_all(&join, sink, was_examined, context, err) : err_no_memory(err);

    finding_row_done(&join.row);
    if (!code) {
        *ret_states = TAKE_PTR(states);
    }
    return code;
}
