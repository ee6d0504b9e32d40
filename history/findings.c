#include "history/findings.h"

#include "history/finding_row.h"
#include "history/schema.h"

/* Behind the columns of a finding. */
enum {
    COLUMN_STATUS = FINDING_ROW_COLUMN_COUNT,
    COLUMN_FIRST_SEEN,
    COLUMN_LAST_SEEN,
    COLUMN_RESOLVED_ON,
};

/* The day ?1. */
#define SELECT_FINDINGS                                                                                                \
    "SELECT " FINDING_ROW_COLUMNS ", " HISTORY_STATUS_ON(1) " AS status_on, first_seen, last_seen, resolved_on"        \
                                                            " FROM findings"

/* A value that is empty selects all. */
static const char *const list =
    SELECT_FINDINGS " WHERE (?2 = '' OR code = ?2) AND (?3 = '' OR outcome = ?3) AND (?4 = '' OR severity = ?4)"
                    " AND (?5 = '' OR status_on = ?5) AND (?6 = '' OR system = ?6) AND (?7 = '' OR department = ?7)"
                    " AND (?8 = '' OR location = ?8) AND (?9 = '' OR asset_id = ?9)"
                    " AND (?10 = '' OR EXISTS(SELECT 1 FROM dispositions WHERE finding = findings.id AND owner = ?10))"
                    " AND (NOT ?11 OR status_on NOT IN ('waived', 'resolved')) ORDER BY key, ordinal";

/* The key of ordinal 0 is that of the table; behind it the ordinal. */
static enum err_code visit_row(struct finding_row *row, struct statement *statement, history_finding_visit *visit,
                               void *context, struct err *err) {
    struct history_finding finding = {.key = STR_NONE};
    bool is_known;

    if (!finding_row_get(row, statement, &is_known)) {
        return err_no_memory(err);
    }
    if (!is_known || !finding_status_by_name(statement_text(statement, COLUMN_STATUS), &finding.state.status)) {
        return ERR_OK;
    }
    finding.finding = row->finding;
    finding.state.first_seen = statement_date(statement, COLUMN_FIRST_SEEN);
    finding.state.last_seen = statement_date(statement, COLUMN_LAST_SEEN);
    finding.state.resolved_on = statement_date(statement, COLUMN_RESOLVED_ON);
    if (!finding_row_key(row, &finding.key)) {
        return err_no_memory(err);
    }
    return visit(context, &finding, err);
}

static enum err_code visit_rows(struct statement *statement, history_finding_visit *visit, void *context,
                                uint64_t *ret_count, struct err *err) {
    struct finding_row row = {.finding = {.ordinal = 0}};
    bool has_more = true;
    enum err_code code = ERR_OK;

    for (*ret_count = 0; !code && has_more; *ret_count += has_more) {
        code = statement_step(statement, &has_more, err);
        if (!code && has_more) {
            code = visit_row(&row, statement, visit, context, err);
        }
    }
    finding_row_done(&row);
    return code;
}

enum err_code history_findings_each(struct history *history, struct date on, const struct history_filter *filter,
                                    history_finding_visit *visit, void *context, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    const struct str values[] = {filter->code,       filter->outcome,  filter->severity, filter->status, filter->system,
                                 filter->department, filter->location, filter->asset_id, filter->owner};
    enum err_code code = statement_new(history_database(history), list, &statement, err);
    uint64_t count;

    if (code) {
        return code;
    }
    statement_set_date(statement, 1, on);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        statement_set_text(statement, (int)i + 2, values[i]);
    }
    statement_set_number(statement, (int)ARRAY_LEN(values) + 2, filter->only_open);
    return visit_rows(statement, visit, context, &count, err);
}

enum err_code history_finding_get(struct history *history, struct date on, uint64_t id, history_finding_visit *visit,
                                  void *context, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(history_database(history), SELECT_FINDINGS " WHERE id = ?2", &statement, err);
    uint64_t count = 0;

    if (!code) {
        statement_set_date(statement, 1, on);
        statement_set_number(statement, 2, (int64_t)id);
        code = visit_rows(statement, visit, context, &count, err);
    }
    return code || count ? code
                         : err_set(err, ERR_NOT_FOUND, database_path(history_database(history)), STR_NONE, STR_NONE);
}
