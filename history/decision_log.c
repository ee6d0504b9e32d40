#include "history/decision_log.h"

enum err_code decision_add(struct history *history, const struct decision *decision, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;

    if (str_eq(decision->before, decision->after)) {
        return ERR_OK;
    }
    enum err_code code = statement_new(history_database(history),
                                       "INSERT INTO decisions(finding, who, made_on, member, before, after)"
                                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                                       &statement, err);
    if (code) {
        return code;
    }
    statement_set_number(statement, 1, (int64_t)decision->id);
    statement_set_text(statement, 2, decision->who);
    statement_set_date(statement, 3, decision->on);
    statement_set_text(statement, 4, decision->member);
    statement_set_text(statement, 5, decision->before);
    statement_set_text(statement, 6, decision->after);
    return statement_run(statement, err);
}

enum err_code decisions_each(struct history *history, uint64_t id, decision_visit *visit, void *context,
                             struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool more = false;
    enum err_code code = statement_new(history_database(history),
                                       "SELECT who, made_on, member, before, after FROM decisions"
                                       " WHERE finding = ?1 ORDER BY number",
                                       &statement, err);

    if (code) {
        return code;
    }
    statement_set_number(statement, 1, (int64_t)id);
    while ((code = statement_step(statement, &more, err)) == ERR_OK && more) {
        const struct decision decision = {
            .id = id,
            .who = statement_text(statement, 0),
            .on = statement_date(statement, 1),
            .member = statement_text(statement, 2),
            .before = statement_text(statement, 3),
            .after = statement_text(statement, 4),
        };
        code = visit(context, &decision, err);
        if (code) {
            return code;
        }
    }
    return code;
}
