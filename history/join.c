#include "history/join.h"

#include "findings/finding_key.h"
#include "history/finding_row.h"
#include "history/schema.h"
#include "history/states.h"

#include <stdlib.h>

struct join {
    struct database *database;
    int64_t run;
    const struct history_look *look;
    struct finding_row row;
    struct history_states *states;
};

/* --- the findings of the run ---------------------------------------------------------------------------------------
 */

/* What is known of a key: 1 the key, 2 the ordinal, 3 the day. */
static const char *const find =
    "SELECT number, status, first_seen, " HISTORY_IS_WAIVED(3) ", " HISTORY_IS_DECIDED
                                                               " FROM findings WHERE key = ?1 AND ordinal = ?2";

/* The values behind those of the finding: 19 the status, 20 the day, 21 the run, 22 the number. */
static const char *const insert =
    "INSERT INTO findings(" FINDING_ROW_COLUMNS ", status, first_seen, last_seen, last_run)"
    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20, ?21)";
static const char *const update =
    "UPDATE findings SET outcome = ?5, severity = ?6, message = ?7, arguments = ?8, asset_id = ?9, device_id = ?10,"
    " hostname = ?11, system = ?12, department = ?13, location = ?14, documented = ?15, observed = ?16,"
    " ledger_evidence = ?17, snapshot_evidence = ?18, status = ?19, first_seen = min(first_seen, ?20),"
    " last_seen = max(last_seen, ?20), resolved_on = NULL, last_run = ?21 WHERE number = ?22";

enum { VALUE_STATUS = FINDING_ROW_COLUMN_COUNT + 1, VALUE_DAY, VALUE_RUN, VALUE_NUMBER };

struct storing {
    struct statement *find, *insert, *update;
};

static void storing_done(struct storing *storing) {
    statement_free(storing->find);
    statement_free(storing->insert);
    statement_free(storing->update);
}

static enum err_code storing_init(struct join *join, struct storing *storing, struct err *err) {
    enum err_code code = statement_new(join->database, find, &storing->find, err);

    if (!code) {
        code = statement_new(join->database, insert, &storing->insert, err);
    }
    if (!code) {
        code = statement_new(join->database, update, &storing->update, err);
    }
    if (!code) {
        statement_set_date(storing->find, 3, join->look->as_of);
        statement_set_date(storing->insert, VALUE_DAY, join->look->as_of);
        statement_set_date(storing->update, VALUE_DAY, join->look->as_of);
        statement_set_number(storing->insert, VALUE_RUN, join->run);
        statement_set_number(storing->update, VALUE_RUN, join->run);
    }
    return code;
}

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

/* What was resolved and is back is new once more. */
static enum finding_status status_of(struct statement *found) {
    if (statement_number(found, 3)) {
        return FINDING_WAIVED;
    }
    return str_eq(statement_text(found, 1), STR("resolved")) ? FINDING_NEW : FINDING_CONTINUING;
}

/* *RET_NUMBER is 0 when no run had it. */
static enum err_code find_finding(struct join *join, struct storing *storing, const struct finding *finding,
                                  int64_t *ret_number, struct finding_state *state, struct err *err) {
    bool has_more = false;

    buffer_reset(&join->row.key);
    finding_key(finding, &join->row.key);
    if (join->row.key.failed) {
        return err_no_memory(err);
    }
    statement_lend_text(storing->find, 1, buffer_view(&join->row.key));
    statement_set_number(storing->find, 2, finding->ordinal);
    enum err_code code = statement_step(storing->find, &has_more, err);
    if (!code && has_more) {
        struct date first_seen = statement_date(storing->find, 2);
        *ret_number = statement_number(storing->find, 0);
        state->status = status_of(storing->find);
        state->is_decided = statement_number(storing->find, 4);
        state->first_seen = first_seen.days < state->first_seen.days ? first_seen : state->first_seen;
        statement_reset(storing->find);
    }
    return code;
}

static enum err_code store_finding(struct join *join, struct storing *storing, const struct finding *finding,
                                   struct err *err) {
    struct finding_state state = {FINDING_NEW, join->look->as_of, join->look->as_of, DATE_NONE, false};
    int64_t number = 0;
    enum err_code code = find_finding(join, storing, finding, &number, &state, err);
    struct statement *statement = number ? storing->update : storing->insert;

    if (code) {
        return code;
    }
    if (!finding_row_put(&join->row, finding, statement)) {
        return err_no_memory(err);
    }
    statement_lend_text(statement, VALUE_STATUS, str_from(finding_status_name(state.status)));
    if (number) {
        statement_set_number(statement, VALUE_NUMBER, number);
    }
    code = statement_run(statement, err);
    if (code == ERR_EXISTS) {
        return collision(join, finding, err);
    }
    states_add(join->states, finding->id, state);
    return code;
}

static enum err_code store_all(struct join *join, struct storing *storing, struct finding_sink *sink, struct err *err) {
    enum err_code code = ERR_OK;
    struct finding finding;
    bool has_more = true;

    finding_sink_rewind(sink);
    while (!code && has_more) {
        code = finding_sink_next(sink, &has_more, &finding, err);
        if (!code && has_more) {
            code = store_finding(join, storing, &finding, err);
        }
    }
    return code;
}

static enum err_code store_findings(struct join *join, struct finding_sink *sink, struct err *err) {
    CLEANUP(storing_done) struct storing storing = {NULL, NULL, NULL};
    enum err_code code = storing_init(join, &storing, err);

    return code ? code : store_all(join, &storing, sink, err);
}

/* --- those of earlier runs -----------------------------------------------------------------------------------------
 */

/* A row whose status is another one from now on. */
struct change {
    int64_t number;
    enum finding_status status;
};

struct changes {
    struct change *items;
    size_t count, capacity;
};

static bool add_change(struct changes *changes, int64_t number, enum finding_status status) {
    if (changes->count == changes->capacity) {
        size_t capacity = changes->capacity ? changes->capacity * 2 : 64;
        struct change *items = reallocarray(changes->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        changes->items = items;
        changes->capacity = capacity;
    }
    changes->items[changes->count++] = (struct change){number, status};
    return true;
}

/* Behind the columns of a finding. */
enum { COLUMN_NUMBER = FINDING_ROW_COLUMN_COUNT, COLUMN_STATUS, COLUMN_LAST_SEEN, COLUMN_IS_WAIVED };

/* What stays open is no longer new; its waiver may have been given or have ended since. What is waived is not told of
 * as open. */
static bool keep(struct join *join, struct statement *statement, struct changes *changes) {
    enum finding_status status = statement_number(statement, COLUMN_IS_WAIVED) ? FINDING_WAIVED : FINDING_CONTINUING;

    if (status != FINDING_WAIVED) {
        states_add_kept(join->states);
    }
    return str_eq(statement_text(statement, COLUMN_STATUS), str_from(finding_status_name(status))) ||
           add_change(changes, statement_number(statement, COLUMN_NUMBER), status);
}

static bool resolve(struct join *join, struct statement *statement, struct changes *changes) {
    int64_t number = statement_number(statement, COLUMN_NUMBER);

    return add_change(changes, number, FINDING_RESOLVED) && states_add_resolved(join->states, number);
}

bool history_is_over(const struct history_look *look, const struct finding *stored, struct date last_seen) {
    return last_seen.days <= look->as_of.days && look->was_examined(look->context, stored);
}

/* What is not known stays open. */
static enum err_code examine_row(struct join *join, struct statement *statement, struct changes *changes,
                                 struct err *err) {
    bool is_known = false;

    if (!finding_row_get(&join->row, statement, &is_known)) {
        return err_no_memory(err);
    }
    bool is_over =
        is_known && history_is_over(join->look, &join->row.finding, statement_date(statement, COLUMN_LAST_SEEN));
    bool is_noted = is_over ? resolve(join, statement, changes) : keep(join, statement, changes);
    return is_noted ? ERR_OK : err_no_memory(err);
}

/* Rows are changed once all were read, and one by one: SQLite would keep what they were for a statement that changes
 * many, in memory. */
static enum err_code examine(struct join *join, struct changes *changes, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool has_more = true;
    enum err_code code = statement_new(join->database,
                                       "SELECT " FINDING_ROW_COLUMNS ", number, status, last_seen, " HISTORY_IS_WAIVED(
                                           2) " FROM findings"
                                              " WHERE last_run <> ?1 AND status <> 'resolved' ORDER BY key, ordinal",
                                       &statement, err);

    if (!code) {
        statement_set_number(statement, 1, join->run);
        statement_set_date(statement, 2, join->look->as_of);
    }
    while (!code && has_more) {
        code = statement_step(statement, &has_more, err);
        if (!code && has_more) {
            code = examine_row(join, statement, changes, err);
        }
    }
    return code;
}

static enum err_code store_changes(struct join *join, const struct changes *changes, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(
        join->database, "UPDATE findings SET status = ?2, resolved_on = ?3 WHERE number = ?1", &statement, err);

    for (size_t i = 0; !code && i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        statement_set_number(statement, 1, change->number);
        statement_lend_text(statement, 2, str_from(finding_status_name(change->status)));
        statement_set_date(statement, 3, change->status == FINDING_RESOLVED ? join->look->as_of : DATE_NONE);
        code = statement_run(statement, err);
    }
    return code;
}

static enum err_code join_all(struct join *join, struct finding_sink *sink, struct err *err) {
    struct changes changes = {NULL, 0, 0};
    enum err_code code = store_findings(join, sink, err);

    if (!code) {
        code = examine(join, &changes, err);
    }
    if (!code) {
        code = store_changes(join, &changes, err);
    }
    free(changes.items);
    return code;
}

enum err_code history_join(struct history *history, int64_t run, const struct history_look *look,
                           struct finding_sink *sink, struct history_states **ret_states, struct err *err) {
    CLEANUP(history_states_free_cleanup) struct history_states *states = states_new(history, finding_sink_count(sink));
    struct join join = {.database = history_database(history), .run = run, .look = look, .states = states};
    enum err_code code = states ? join_all(&join, sink, err) : err_no_memory(err);

    finding_row_done(&join.row);
    if (!code) {
        *ret_states = TAKE_PTR(states);
    }
    return code;
}
