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

/* What the values of a filter are compared with. Letters of codes may be small. */
struct compared {
    const struct history_values *values;
    const char *column, *end;
};

enum { COMPARED_COUNT = 9 };

static void list_compared(const struct history_filter *filter, struct compared list[COMPARED_COUNT]) {
    const struct compared all[COMPARED_COUNT] = {
        {&filter->code, "code COLLATE NOCASE", ""},
        {&filter->outcome, "outcome", ""},
        {&filter->severity, "severity", ""},
        {&filter->status, "status_on", ""},
        {&filter->system, "system", ""},
        {&filter->department, "department", ""},
        {&filter->location, "location", ""},
        {&filter->asset_id, "asset_id", ""},
        {&filter->owner, "EXISTS(SELECT 1 FROM dispositions WHERE finding = findings.id AND owner", ")"},
    };

    memcpy(list, all, sizeof all);
}

static enum err_code select_filtered(struct history *history, const struct compared list[COMPARED_COUNT],
                                     bool only_open, struct statement **ret_statement, struct err *err) {
    CLEANUP(buffer_done) struct buffer sql = {0};

    buffer_append_cstr(&sql, SELECT_FINDINGS " WHERE 1");
    for (size_t i = 0; i < COMPARED_COUNT; i++) {
        size_t count = list[i].values->count;
        buffer_append_cstr(&sql, count ? " AND " : "");
        buffer_append_cstr(&sql, count ? list[i].column : "");
        for (size_t k = 0; k < count; k++) {
            buffer_append_cstr(&sql, k ? ", ?" : " IN (?");
        }
        buffer_append_cstr(&sql, count ? ")" : "");
        buffer_append_cstr(&sql, count ? list[i].end : "");
    }
    buffer_append_cstr(&sql, only_open ? " AND status_on NOT IN ('waived', 'resolved')" : "");
    buffer_append_cstr(&sql, " ORDER BY key, ordinal");
    buffer_append_char(&sql, '\0');
    return sql.failed ? err_no_memory(err) : statement_new(history_database(history), sql.p, ret_statement, err);
}

enum err_code history_findings_each(struct history *history, struct date on, const struct history_filter *filter,
                                    history_finding_visit *visit, void *context, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    struct compared list[COMPARED_COUNT];
    int number = 1; /* the day */
    uint64_t count;

    list_compared(filter, list);
    enum err_code code = select_filtered(history, list, filter->only_open, &statement, err);
    if (code) {
        return code;
    }
    statement_set_date(statement, number++, on);
    for (size_t i = 0; i < COMPARED_COUNT; i++) {
        for (size_t k = 0; k < list[i].values->count; k++) {
            statement_set_text(statement, number++, str_from(list[i].values->items[k]));
        }
    }
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
