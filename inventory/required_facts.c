#include "inventory/required_facts.h"

#include "inventory/cell_report.h"

enum { COLUMNS_A_FACT_MAX = 2 };

/* A fact, and the columns of which one must say it; the first is the one to name. COLUMNS_MAX: no second. */
struct fact {
    enum table_id table;
    unsigned columns[COLUMNS_A_FACT_MAX];
    enum problem problem;
};

/* Table 9-10: vendor, name, quantity, kind of counting, and whatever else decides how many are needed. Name and
 * quantity are mandatory cells, which reading asks for. */
static const struct fact facts[] = {
    {TABLE_LICENSES, {LICENSES_VENDOR, COLUMNS_MAX}, PROBLEM_LICENSE_FACT},
    {TABLE_LICENSES, {LICENSES_METRIC, COLUMNS_MAX}, PROBLEM_LICENSE_FACT},
    {TABLE_LICENSES, {LICENSES_TERMS, LICENSES_TERMS_CHECKED_ON}, PROBLEM_LICENSE_FACT},
};

static bool is_said(const struct fact *fact, struct row_reader *reader) {
    for (size_t i = 0; i < COLUMNS_A_FACT_MAX && fact->columns[i] != COLUMNS_MAX; i++) {
        if (row_reader_text(reader, fact->columns[i]).n) {
            return true;
        }
    }
    return false;
}

static enum err_code check_fact(const struct fact *fact, const struct table *table, struct diagnostics *diagnostics,
                                struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(cell_report_free_cleanup) struct cell_report *report = NULL;
    struct str name = str_from(schema_column(fact->table, fact->columns[0])->name);
    enum err_code code = row_reader_new(table, &reader, err);

    if (!code) {
        code = cell_report_new(table, diagnostics, &report, err);
    }
    for (uint32_t row = 0; !code && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        if (!is_said(fact, reader)) {
            code = cell_report_add(report, row, fact->columns[0], fact->problem, name, STR_NONE, err);
        }
    }
    return code ? code : row_reader_error(reader, err);
}

enum err_code required_facts_check(const struct inventory *ledger, struct diagnostics *diagnostics, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < ARRAY_LEN(facts); i++) {
        const struct table *table = inventory_table(ledger, facts[i].table);
        code = table ? check_fact(&facts[i], table, diagnostics, err) : ERR_OK;
    }
    return code;
}
