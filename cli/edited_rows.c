#include "cli/edited_rows.h"

#include "cli/edited_cell.h"
#include "history/decided_finding.h"
#include "history/dispositions.h"
#include "history/waivers.h"
#include "inventory/cell_report.h"
#include "inventory/raw_row.h"

#include <stdlib.h>

struct editing {
    const struct edited_context *context;
    const struct table *table;
    struct row_reader *reader;
    struct raw_row_reader *raw;
    struct cell_report *report;
    struct arena *arena; /* of the row */
    struct edited_counts counts;
    uint32_t row;
};

static void editing_done(struct editing *editing) {
    row_reader_free(editing->reader);
    raw_row_reader_free(editing->raw);
    cell_report_free(editing->report);
    arena_free(editing->arena);
}

static enum err_code editing_init(struct editing *editing, struct err *err) {
    enum err_code code = row_reader_new(editing->table, &editing->reader, err);

    if (!code) {
        code = raw_row_reader_new(editing->table, &editing->raw, err);
    }
    if (!code) {
        code = cell_report_new(editing->table, editing->context->diagnostics, &editing->report, err);
    }
    editing->arena = arena_new();
    return !code && !editing->arena ? err_no_memory(err) : code;
}

static enum err_code report(struct editing *editing, unsigned column, enum problem problem, struct str arg0,
                            struct str arg1, struct err *err) {
    return cell_report_add(editing->report, editing->row, column, problem, arg0, arg1, err);
}

/* --- ids that stand twice ------------------------------------------------------------------------------------------
 */

struct id_row {
    uint64_t id;
    uint32_t row;
};

static int compare_ids(const void *a, const void *b) {
    const struct id_row *x = a, *y = b;

    return x->id != y->id ? (x->id < y->id ? -1 : 1) : x->row < y->row ? -1 : x->row > y->row;
}

/* FIRST_ROWS[row]: where the row's id stood first, which is the row itself unless it stands twice. */
static enum err_code find_first_rows(struct editing *editing, uint32_t *first_rows, struct err *err) {
    uint32_t rows = table_rows(editing->table);
    struct id_row *ids = reallocarray(NULL, (size_t)rows + 1, sizeof *ids);
    size_t count = 0;

    if (!ids) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row++) {
        row_reader_move(editing->reader, row);
        first_rows[row] = row;
        ids[count].row = row;
        count += finding_id_read(row_reader_text(editing->reader, DISPOSITIONS_ID), &ids[count].id);
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < count; i++) {
        if (ids[i].id == ids[i - 1].id) {
            first_rows[ids[i].row] = first_rows[ids[i - 1].row];
        }
    }
    free(ids);
    return row_reader_error(editing->reader, err);
}

static enum err_code report_twice(struct editing *editing, uint32_t first_row, struct err *err) {
    CLEANUP(buffer_done) struct buffer place = {0};

    table_evidence(editing->table, first_row, &place);
    return report(editing, DISPOSITIONS_ID, PROBLEM_ID_TWICE, row_reader_text(editing->reader, DISPOSITIONS_ID),
                  buffer_view(&place), err);
}

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

/* Spreadsheets leave empty cells at the ends of rows away: what is not there was not cleared. */
static enum err_code is_there(struct editing *editing, unsigned column, bool *ret_is_there, struct err *err) {
    uint64_t line, place = 0;
    enum err_code code = raw_row_locate(editing->raw, editing->row, column, &line, &place, err);

    if (!code) {
        *ret_is_there = place > 0;
    }
    return code;
}

/* Takes the cell of a column over into *TEXT where somebody changed it. */
static enum err_code take_text(struct editing *editing, unsigned column, struct str *text, struct err *err) {
    CLEANUP(buffer_done) struct buffer changed = {0};
    struct str cell = row_reader_text(editing->reader, column);
    bool is_changed = !edited_cell_is_same(*text, cell, editing->context->encoding);
    enum err_code code = ERR_OK;

    if (is_changed && cell.n == 0) {
        code = is_there(editing, column, &is_changed, err);
    }
    if (code || !is_changed) {
        return code;
    }
    edited_cell_text(cell, &changed);
    *text = arena_dup(editing->arena, buffer_view(&changed));
    return changed.failed ? err_no_memory(err) : ERR_OK;
}

/* The value of a cell; *RET_IS_GIVEN false: it is none to go by. */
static enum err_code read_value(struct editing *editing, unsigned column, struct value *ret_value, bool *ret_is_given,
                                struct err *err) {
    struct value value = row_reader_value(editing->reader, column);
    bool is_given = table_has_column(editing->table, column) && problem_effect(value.problem) < EFFECT_BLANK;
    enum err_code code = ERR_OK;

    if (is_given && !value.is_set) {
        code = is_there(editing, column, &is_given, err);
    }
    if (!code) {
        *ret_value = value;
        *ret_is_given = is_given;
    }
    return code;
}

static enum err_code take_day(struct editing *editing, unsigned column, struct date *day, struct err *err) {
    struct value value;
    bool is_given;
    enum err_code code = read_value(editing, column, &value, &is_given, err);

    if (!code && is_given) {
        *day = value.is_set ? value.date : DATE_NONE;
    }
    return code;
}

static enum err_code take_state(struct editing *editing, enum disposition_state *state, struct err *err) {
    struct value value;
    bool is_given;
    enum err_code code = read_value(editing, DISPOSITIONS_STATE, &value, &is_given, err);

    if (!code && is_given) {
        *state = value.is_set ? (enum disposition_state)value.number : DISPOSITION_OPEN;
    }
    return code;
}

/* --- a row ---------------------------------------------------------------------------------------------------------
 */

static enum err_code apply_disposition(struct editing *editing, uint64_t id, bool *ret_changed, struct err *err) {
    struct disposition before, after;
    bool found;
    enum err_code code = disposition_get(editing->context->history, id, editing->arena, &before, &found, err);

    if (code) {
        return code;
    }
    after = before;
    const struct {
        unsigned column;
        struct str *text;
    } texts[] = {
        {DISPOSITIONS_CAUSE, &after.cause},
        {DISPOSITIONS_PREVENTION, &after.prevention},
        {DISPOSITIONS_ACTION, &after.action},
        {DISPOSITIONS_OWNER, &after.owner},
    };
    for (size_t i = 0; !code && i < ARRAY_LEN(texts); i++) {
        code = table_has_column(editing->table, texts[i].column)
                   ? take_text(editing, texts[i].column, texts[i].text, err)
                   : ERR_OK;
    }
    if (!code) {
        code = take_day(editing, DISPOSITIONS_DUE, &after.due, err);
    }
    if (!code) {
        code = take_state(editing, &after.state, err);
    }
    if (code || disposition_equals(&before, &after)) {
        return code;
    }
    after.changed_by = editing->context->who;
    after.changed_on = editing->context->on;
    editing->counts.dispositions++;
    *ret_changed = true;
    return disposition_set(editing->context->history, &after, err);
}

static enum err_code change_waiver(struct editing *editing, const struct waiver *waiver, struct err *err) {
    const struct edited_context *context = editing->context;
    bool has_day = date_is_set(waiver->until);
    char days[2][11];

    if (!has_day && waiver->why.n == 0) {
        editing->counts.taken_back++;
        return waiver_take_back(context->history, waiver->id, context->who, context->on, err);
    }
    if (!has_day || waiver->why.n == 0) {
        unsigned blank = has_day ? DISPOSITIONS_WAIVE_WHY : DISPOSITIONS_WAIVE_UNTIL;
        unsigned column = table_has_column(editing->table, blank) ? blank : DISPOSITIONS_ID;
        struct str name = str_from(schema_column(TABLE_DISPOSITIONS, blank)->name);
        return report(editing, column, PROBLEM_WAIVER_HALF, name, STR_NONE, err);
    }
    if (!waiver_holds(waiver, context->on)) {
        date_format(waiver->until, days[0]);
        date_format(context->on, days[1]);
        return report(editing, DISPOSITIONS_WAIVE_UNTIL, PROBLEM_DAY_PAST, str_from(days[0]), str_from(days[1]), err);
    }
    editing->counts.waived++;
    return waiver_give(context->history, waiver, err);
}

static enum err_code apply_waiver(struct editing *editing, uint64_t id, bool *ret_changed, struct err *err) {
    struct waiver before, after;
    bool found, is_readable = true;
    enum err_code code = waiver_get(editing->context->history, id, editing->arena, &before, &found, err);

    if (code) {
        return code;
    }
    after = before;
    if (table_has_column(editing->table, DISPOSITIONS_WAIVE_WHY)) {
        code = take_text(editing, DISPOSITIONS_WAIVE_WHY, &after.why, err);
    }
    if (!code && table_has_column(editing->table, DISPOSITIONS_WAIVE_UNTIL)) {
        struct value value = row_reader_value(editing->reader, DISPOSITIONS_WAIVE_UNTIL);
        is_readable = problem_effect(value.problem) < EFFECT_BLANK;
        code = take_day(editing, DISPOSITIONS_WAIVE_UNTIL, &after.until, err);
    }
    bool is_same = before.until.days == after.until.days && str_eq(before.why, after.why);
    if (code || is_same || !is_readable) {
        return code;
    }
    after.who = editing->context->who;
    after.given_on = editing->context->on;
    *ret_changed = true;
    return change_waiver(editing, &after, err);
}

/* *RET_IS_KNOWN false: the row names no finding, which was reported. */
static enum err_code read_id(struct editing *editing, uint64_t *ret_id, bool *ret_is_known, struct err *err) {
    struct str text = row_reader_text(editing->reader, DISPOSITIONS_ID);
    enum err_code code = ERR_NOT_FOUND;

    if (finding_id_read(text, ret_id)) {
        code = decided_finding_check(editing->context->history, *ret_id, err);
    }
    *ret_is_known = code == ERR_OK;
    if (code != ERR_NOT_FOUND || text.n == 0) { /* a blank one was reported when it was read */
        return text.n ? code : ERR_OK;
    }
    return report(editing, DISPOSITIONS_ID, PROBLEM_FINDING_UNKNOWN, text, STR_NONE, err);
}

static enum err_code apply_row(struct editing *editing, uint32_t first_row, struct err *err) {
    bool is_known = false, is_changed = false;
    uint64_t id;

    row_reader_move(editing->reader, editing->row);
    if (first_row != editing->row) {
        return report_twice(editing, first_row, err);
    }
    arena_reset(editing->arena);
    enum err_code code = read_id(editing, &id, &is_known, err);
    if (!code && is_known) {
        code = apply_disposition(editing, id, &is_changed, err);
    }
    if (!code && is_known) {
        code = apply_waiver(editing, id, &is_changed, err);
    }
    editing->counts.rows++;
    editing->counts.unchanged += is_known && !is_changed;
    return !code && arena_failed(editing->arena) ? err_no_memory(err) : code;
}

enum err_code edited_rows_apply(const struct edited_context *context, const struct table *table,
                                struct edited_counts *ret_counts, struct err *err) {
    CLEANUP(editing_done) struct editing editing = {.context = context, .table = table};
    uint32_t rows = table_rows(table);
    uint32_t *first_rows = reallocarray(NULL, (size_t)rows + 1, sizeof *first_rows);

    if (!first_rows) {
        return err_no_memory(err);
    }
    enum err_code code = editing_init(&editing, err);
    if (!code) {
        code = find_first_rows(&editing, first_rows, err);
    }
    for (; !code && editing.row < rows; editing.row++) {
        code = apply_row(&editing, first_rows[editing.row], err);
    }
    free(first_rows);
    if (!code) {
        code = row_reader_error(editing.reader, err);
    }
    if (!code && diagnostics_failed(context->diagnostics)) {
        code = err_no_memory(err);
    }
    if (!code) {
        *ret_counts = editing.counts;
    }
    return code;
}
