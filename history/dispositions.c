#include "history/dispositions.h"

#include "history/decided_finding.h"
#include "history/decision_log.h"

static const char *const state_names[DISPOSITION_STATE_COUNT] = {
    [DISPOSITION_OPEN] = "open",
    [DISPOSITION_IN_PROGRESS] = "in-progress",
    [DISPOSITION_DONE] = "done",
};

const char *disposition_state_name(enum disposition_state state) {
    return state_names[state];
}

/* Open where a later version has other states. */
static enum disposition_state state_by_name(struct str name) {
    for (unsigned i = 0; i < DISPOSITION_STATE_COUNT; i++) {
        if (str_eq(name, str_from(state_names[i]))) {
            return (enum disposition_state)i;
        }
    }
    return DISPOSITION_OPEN;
}

/* What it says, in the order of members[]. */
enum { MEMBERS = 6, DAY_SIZE = 11 };
static const char *const members[MEMBERS] = {"cause", "prevention", "action", "owner", "due", "state"};

static void list_texts(const struct disposition *disposition, char day[DAY_SIZE], struct str ret_texts[MEMBERS]) {
    date_format(disposition->due, day);
    ret_texts[0] = disposition->cause;
    ret_texts[1] = disposition->prevention;
    ret_texts[2] = disposition->action;
    ret_texts[3] = disposition->owner;
    ret_texts[4] = str_from(day);
    ret_texts[5] = disposition->state == DISPOSITION_OPEN ? STR_NONE : str_from(state_names[disposition->state]);
}

bool disposition_equals(const struct disposition *a, const struct disposition *b) {
    struct str texts[2][MEMBERS];
    char days[2][DAY_SIZE];

    list_texts(a, days[0], texts[0]);
    list_texts(b, days[1], texts[1]);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (!str_eq(texts[0][i], texts[1][i])) {
            return false;
        }
    }
    return true;
}

static bool is_blank(const struct disposition *disposition) {
    return disposition_equals(disposition, &(struct disposition){.due = DATE_NONE});
}

enum err_code disposition_get(struct history *history, uint64_t id, struct arena *arena,
                              struct disposition *ret_disposition, bool *ret_found, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    struct disposition disposition = {.id = id, .due = DATE_NONE, .changed_on = DATE_NONE};
    bool found = false;
    enum err_code code = statement_new(history_database(history),
                                       "SELECT cause, prevention, action, owner, due, state, changed_by, changed_on"
                                       " FROM dispositions WHERE finding = ?1",
                                       &statement, err);

    if (!code) {
        statement_set_number(statement, 1, (int64_t)id);
        code = statement_step(statement, &found, err);
    }
    if (code) {
        return code;
    }
    if (found) {
        disposition.cause = arena_dup(arena, statement_text(statement, 0));
        disposition.prevention = arena_dup(arena, statement_text(statement, 1));
        disposition.action = arena_dup(arena, statement_text(statement, 2));
        disposition.owner = arena_dup(arena, statement_text(statement, 3));
        disposition.due = statement_date(statement, 4);
        disposition.state = state_by_name(statement_text(statement, 5));
        disposition.changed_by = arena_dup(arena, statement_text(statement, 6));
        disposition.changed_on = statement_date(statement, 7);
    }
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    *ret_disposition = disposition;
    *ret_found = found;
    return ERR_OK;
}

static enum err_code keep_changes(struct history *history, const struct disposition *before,
                                  const struct disposition *after, struct err *err) {
    struct str old[MEMBERS], new[MEMBERS];
    char days[2][DAY_SIZE];
    enum err_code code = ERR_OK;

    list_texts(before, days[0], old);
    list_texts(after, days[1], new);
    for (size_t i = 0; !code && i < MEMBERS; i++) {
        const struct decision decision = {.id = after->id,
                                          .who = after->changed_by,
                                          .on = after->changed_on,
                                          .member = str_from(members[i]),
                                          .before = old[i],
                                          .after = new[i]};
        code = decision_add(history, &decision, err);
    }
    return code;
}

static enum err_code remove_row(struct history *history, uint64_t id, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code =
        statement_new(history_database(history), "DELETE FROM dispositions WHERE finding = ?1", &statement, err);

    if (!code) {
        statement_set_number(statement, 1, (int64_t)id);
        code = statement_run(statement, err);
    }
    return code;
}

static enum err_code write_row(struct history *history, const struct disposition *disposition, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(history_database(history),
                                       "INSERT OR REPLACE INTO dispositions(finding, cause,"
                                       " prevention, action, owner, due, state, changed_by, changed_on)"
                                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                                       &statement, err);

    if (code) {
        return code;
    }
    statement_set_number(statement, 1, (int64_t)disposition->id);
    statement_set_text(statement, 2, disposition->cause);
    statement_set_text(statement, 3, disposition->prevention);
    statement_set_text(statement, 4, disposition->action);
    statement_set_text(statement, 5, disposition->owner);
    statement_set_date(statement, 6, disposition->due);
    statement_set_text(statement, 7, str_from(state_names[disposition->state]));
    statement_set_text(statement, 8, disposition->changed_by);
    statement_set_date(statement, 9, disposition->changed_on);
    return statement_run(statement, err);
}

enum err_code disposition_set(struct history *history, const struct disposition *disposition, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct disposition before;
    bool found;
    enum err_code code = arena ? decided_finding_check(history, disposition->id, err) : err_no_memory(err);

    if (!code) {
        code = disposition_get(history, disposition->id, arena, &before, &found, err);
    }
    if (code || disposition_equals(&before, disposition)) {
        return code;
    }
    code = keep_changes(history, &before, disposition, err);
    if (code) {
        return code;
    }
    return is_blank(disposition) ? remove_row(history, disposition->id, err) : write_row(history, disposition, err);
}
