/* The sheet 概要: the figures of summary.json, each of which leads to its rows. */

#include "findings/summary.h"
#include "report/workbook/workbook.h"

enum { COLUMN_LABEL, COLUMN_KEY, COLUMN_COUNT, COLUMN_SECOND, COLUMN_THIRD, COLUMN_TOTAL };

static struct str label(const struct workbook_lines *lines, enum workbook_label id) {
    return workbook_label(id, lines->workbook->language);
}

static const struct json_node *node_at(const struct json_node *root, const char *path) {
    struct str rest = str_from(path), key;
    char name[32];

    while (root && rest.p && str_cut(&rest, '.', &key) && key.n < sizeof name) {
        memcpy(name, key.p, key.n);
        name[key.n] = '\0';
        root = json_get(root, name);
    }
    return root;
}

static int64_t integer(const struct json_node *node) {
    int64_t number = 0;

    return json_to_integer(node, &number) ? number : 0;
}

/* A figure; where some rows are what it counts, it leads to the first of them, on the first of TABS that has any. */
static void write_figure(struct workbook_lines *lines, uint16_t column, int64_t figure, const enum workbook_tab tabs[2],
                         const char *mark, struct str value) {
    struct workbook *workbook = lines->workbook;
    uint32_t row;

    for (unsigned i = 0; mark && i < 2; i++) {
        enum workbook_tab tab = tabs[i];
        if (tab && workbook_rows_find(&workbook->rows[tab], mark, value, &row)) {
            excel_link(lines->page, lines->row, column, workbook->pages[tab], row);
            excel_number(lines->page, lines->row, column, EXCEL_LINK_NUMBER, figure);
            return;
        }
    }
    excel_number(lines->page, lines->row, column, EXCEL_NUMBER, figure);
}

/* --- counts of words -----------------------------------------------------------------------------------------------
 */

/* Objects of summary.json that are counts of what their keys are. */
static const struct {
    const char *path;
    enum workbook_label title;
    enum workbook_tab tabs[2]; /* that have its rows */
    const char *mark;          /* NULL: no figure leads anywhere */
    bool has_total;
    bool drops_zeros;
} counts[] = {
    {"findings.by_outcome", LABEL_OUTCOMES, {TAB_SUMMARY}, NULL, true, false},
    {"findings.by_severity", LABEL_SEVERITIES, {TAB_FINDINGS, TAB_UNDETERMINED}, "severity", true, false},
    {"findings.by_status", LABEL_STATUSES, {TAB_FINDINGS, TAB_UNDETERMINED}, "status", false, false},
    {"verdicts", LABEL_VERDICTS, {TAB_ASSETS}, "verdict", true, false},
    {"coverage.causes", LABEL_CAUSES, {TAB_ASSETS}, "cause", true, true},
    {"licenses.positions", LABEL_POSITIONS, {TAB_LICENSES}, "outcome", true, false},
    {"support", LABEL_SUPPORT, {TAB_SUPPORT}, "class", true, false},
    {"contracts", LABEL_CONTRACTS, {TAB_CONTRACTS}, "state", true, false},
    {"reuse", LABEL_REUSE, {TAB_REUSE}, "code", true, false},
    {"drift.changes", LABEL_CHANGES, {TAB_CHANGES}, "state", true, false},
};

static struct str word_shown(const struct workbook_lines *lines, struct str key) {
    enum finding_code code;

    if (code_by_name(key, &code)) {
        return str_from(code_def(code)->title[lines->workbook->language]);
    }
    return str_eq(key, STR("not_examined")) ? label(lines, LABEL_NOT_EXAMINED)
                                            : message_word(key, lines->workbook->language);
}

static void write_total(struct workbook_lines *lines, uint16_t first, uint16_t last, uint32_t first_row,
                        const int64_t *totals) {
    if (first_row == lines->row) {
        return;
    }
    excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_TOTAL_TEXT, label(lines, LABEL_TOTAL));
    excel_blank(lines->page, lines->row, COLUMN_KEY, EXCEL_TOTAL_TEXT);
    for (uint16_t column = first; column <= last; column++) {
        excel_sum(lines->page, lines->row, column, first_row, lines->row - 1, totals[column - first]);
    }
    lines->row++;
}

static void write_count_lines(struct workbook_lines *lines, size_t number, const struct json_node *object) {
    const struct json_node *value;
    struct str key;
    uint32_t first_row = lines->row;
    int64_t total = 0;

    for (size_t i = 0; json_member(object, i, &key, &value); i++) {
        int64_t count = integer(value);
        if (counts[number].drops_zeros && count == 0) {
            continue;
        }
        excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_PLAIN, word_shown(lines, key));
        excel_text(lines->page, lines->row, COLUMN_KEY, EXCEL_PLAIN, key);
        write_figure(lines, COLUMN_COUNT, count, counts[number].tabs, counts[number].mark, key);
        total += count;
        lines->row++;
    }
    if (counts[number].has_total) {
        write_total(lines, COLUMN_COUNT, COLUMN_COUNT, first_row, &total);
    }
}

static void write_counts(struct workbook_lines *lines, size_t number) {
    static const enum workbook_label headings[] = {LABEL_MEANING, LABEL_KEY, LABEL_COUNT};
    const struct json_node *object = node_at(lines->workbook->summary, counts[number].path);

    if (json_node_kind(object) == JSON_NODE_OBJECT) {
        workbook_section(lines, counts[number].title);
        workbook_headings(lines, headings, ARRAY_LEN(headings));
        write_count_lines(lines, number, object);
    }
}

/* --- findings by code ----------------------------------------------------------------------------------------------
 */

static const struct {
    const char *outcome;
    enum workbook_tab tab;
} code_columns[] = {{"violation", TAB_FINDINGS}, {"undetermined", TAB_UNDETERMINED}, {"notice", TAB_FINDINGS}};

static int64_t write_code_figure(struct workbook_lines *lines, size_t number, struct str code,
                                 const struct json_node *by_outcome) {
    const enum workbook_tab tabs[2] = {code_columns[number].tab};
    int64_t count = integer(json_get(by_outcome, code_columns[number].outcome));
    CLEANUP(buffer_done) struct buffer value = {0};

    if (count == 0) {
        excel_blank(lines->page, lines->row, (uint16_t)(COLUMN_COUNT + number), EXCEL_NUMBER);
    } else {
        buffer_append(&value, code);
        buffer_append_cstr(&value, " ");
        buffer_append_cstr(&value, code_columns[number].outcome);
        write_figure(lines, (uint16_t)(COLUMN_COUNT + number), count, tabs, "code outcome", buffer_view(&value));
    }
    return count;
}

static void write_codes(struct workbook_lines *lines) {
    const struct json_node *object = node_at(lines->workbook->summary, "findings.by_code"), *by_outcome;
    int64_t totals[ARRAY_LEN(code_columns) + 1] = {0};
    struct str code;

    workbook_section(lines, LABEL_CODES);
    excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_HEADING, label(lines, LABEL_CODE));
    excel_text(lines->page, lines->row, COLUMN_KEY, EXCEL_HEADING, label(lines, LABEL_MEANING));
    for (size_t i = 0; i < ARRAY_LEN(code_columns); i++) {
        excel_text(lines->page, lines->row, (uint16_t)(COLUMN_COUNT + i), EXCEL_HEADING,
                   message_word(str_from(code_columns[i].outcome), lines->workbook->language));
    }
    excel_text(lines->page, lines->row++, COLUMN_TOTAL, EXCEL_HEADING, label(lines, LABEL_TOTAL));
    uint32_t first_row = lines->row;
    for (size_t i = 0; json_member(object, i, &code, &by_outcome); i++) {
        int64_t total = 0;
        excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_PLAIN, code);
        excel_text(lines->page, lines->row, COLUMN_KEY, EXCEL_WRAPPED, word_shown(lines, code));
        for (size_t column = 0; column < ARRAY_LEN(code_columns); column++) {
            int64_t count = write_code_figure(lines, column, code, by_outcome);
            totals[column] += count;
            total += count;
        }
        excel_number(lines->page, lines->row++, COLUMN_TOTAL, EXCEL_NUMBER, total);
        totals[ARRAY_LEN(code_columns)] += total;
    }
    write_total(lines, COLUMN_COUNT, COLUMN_TOTAL, first_row, totals);
    lines->last_column = COLUMN_TOTAL;
}

/* --- coverage, machines, deadlines ---------------------------------------------------------------------------------
 */

static void write_coverage(struct workbook_lines *lines) {
    static const struct {
        const char *member;
        enum workbook_label label;
    } parts[] = {{"expected", LABEL_EXPECTED},
                 {"examined", LABEL_EXAMINED},
                 {"place", LABEL_PLACE},
                 {"user", LABEL_USER},
                 {"software", LABEL_SOFTWARE}};
    static const enum workbook_label headings[] = {LABEL_MEANING, LABEL_KEY, LABEL_COUNT, LABEL_RATE};
    const struct json_node *coverage = json_get(lines->workbook->summary, "coverage");
    int64_t expected = integer(json_get(coverage, "expected"));

    if (!coverage) {
        return;
    }
    workbook_section(lines, LABEL_COVERAGE);
    workbook_headings(lines, headings, ARRAY_LEN(headings));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        int64_t count = integer(json_get(coverage, parts[i].member));
        excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_PLAIN, label(lines, parts[i].label));
        excel_text(lines->page, lines->row, COLUMN_KEY, EXCEL_PLAIN, str_from(parts[i].member));
        excel_number(lines->page, lines->row, COLUMN_COUNT, EXCEL_NUMBER, count);
        if (i == 0 || expected == 0) { /* of nothing there is no share */
            excel_blank(lines->page, lines->row, COLUMN_SECOND, EXCEL_RATE);
        } else {
            excel_rate(lines->page, lines->row, COLUMN_SECOND, coverage_permille((uint64_t)count, (uint64_t)expected));
        }
        lines->row++;
    }
}

struct single {
    const char *path;
    enum workbook_label label;
};

static void write_singles(struct workbook_lines *lines, enum workbook_label title, const struct single *singles,
                          size_t count) {
    if (!node_at(lines->workbook->summary, singles[0].path)) {
        return;
    }
    workbook_section(lines, title);
    for (size_t i = 0; i < count; i++) {
        excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_PLAIN, label(lines, singles[i].label));
        excel_blank(lines->page, lines->row, COLUMN_KEY, EXCEL_PLAIN);
        excel_number(lines->page, lines->row++, COLUMN_COUNT, EXCEL_NUMBER,
                     integer(node_at(lines->workbook->summary, singles[i].path)));
    }
}

static void write_others(struct workbook_lines *lines) {
    static const struct single drift[] = {{"drift.machines", LABEL_MACHINES},
                                          {"drift.changed", LABEL_CHANGED},
                                          {"drift.first_seen", LABEL_FIRST_SEEN},
                                          {"drift.not_seen", LABEL_NOT_SEEN}};
    static const struct single deadlines[] = {{"deadlines.events", LABEL_EVENTS},
                                              {"deadlines.left_out", LABEL_LEFT_OUT}};

    write_singles(lines, LABEL_DRIFT, drift, ARRAY_LEN(drift));
    write_singles(lines, LABEL_DEADLINES, deadlines, ARRAY_LEN(deadlines));
}

/* --- the top -------------------------------------------------------------------------------------------------------
 */

static void write_top(struct workbook_lines *lines) {
    struct workbook *workbook = lines->workbook;

    excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_TITLE, label(lines, LABEL_REPORT));
    excel_set_height(lines->page, lines->row++, 2);
    workbook_fact_text(lines, label(lines, LABEL_AS_OF), workbook->as_of);
    if (json_get(workbook->summary, "horizon")) {
        workbook_fact(lines, label(lines, LABEL_HORIZON), json_get(workbook->summary, "horizon"));
    }
}

static void write_sheet_line(struct workbook_lines *lines, enum workbook_tab tab) {
    const struct workbook *workbook = lines->workbook;
    const struct workbook_rows *rows = &workbook->rows[tab];
    const struct workbook_sheet *sheet = &workbook_sheets[tab];

    excel_link(lines->page, lines->row, COLUMN_LABEL, workbook->pages[tab], 0);
    excel_text(lines->page, lines->row, COLUMN_LABEL, EXCEL_LINK, str_from(sheet->name[workbook->language]));
    if (sheet->table) {
        uint64_t written = workbook_rows_written(rows);
        excel_text(lines->page, lines->row, COLUMN_KEY, EXCEL_PLAIN, str_from(sheet->table->file));
        excel_number(lines->page, lines->row, COLUMN_COUNT, EXCEL_NUMBER, (int64_t)written);
        excel_number(lines->page, lines->row, COLUMN_SECOND, written < rows->rows ? EXCEL_NOTE_NUMBER : EXCEL_NUMBER,
                     (int64_t)(rows->rows - written));
    }
    lines->row++;
}

static void say_cut(struct workbook_lines *lines) {
    uint64_t cut = 0;
    char number[STR_U64_SIZE];
    CLEANUP(buffer_done) struct buffer text = {0};

    for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
        cut += lines->workbook->rows[tab].texts_cut;
    }
    if (cut) {
        buffer_append(&text, str_format_u64(cut, number));
        buffer_append_cstr(&text, " ");
        buffer_append(&text, label(lines, LABEL_TEXTS_CUT));
        excel_text(lines->page, lines->row++, COLUMN_LABEL, EXCEL_NOTE, buffer_view(&text));
    }
}

static void write_sheets(struct workbook_lines *lines) {
    static const enum workbook_label headings[] = {LABEL_SHEET, LABEL_FILE, LABEL_ROWS, LABEL_LEFT_OUT};

    workbook_section(lines, LABEL_SHEETS);
    workbook_headings(lines, headings, ARRAY_LEN(headings));
    for (unsigned tab = TAB_SUMMARY + 1; tab < TAB_COUNT; tab++) {
        if (lines->workbook->pages[tab]) {
            write_sheet_line(lines, (enum workbook_tab)tab);
        }
    }
    say_cut(lines);
}

void workbook_summary(struct workbook *workbook) {
    struct workbook_lines lines = {.workbook = workbook, .page = workbook->pages[TAB_SUMMARY]};

    excel_set_width(lines.page, COLUMN_LABEL, COLUMN_LABEL, 30);
    excel_set_width(lines.page, COLUMN_KEY, COLUMN_KEY, WORKBOOK_VALUE_WIDTH);
    excel_set_width(lines.page, COLUMN_COUNT, COLUMN_TOTAL, 11);
    write_top(&lines);
    write_sheets(&lines);
    write_coverage(&lines);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        write_counts(&lines, i);
    }
    write_codes(&lines);
    write_others(&lines);
    workbook_lines_end(&lines);
}
