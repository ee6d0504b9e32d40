#include "cli/examined_paper.h"

#include "base/date_read.h"
#include "inventory/row_cells.h"
#include "products/rules_table.h"

#include <stdlib.h>

struct examined_paper {
    struct date as_of;
    const struct table *licenses, *support;
    struct row_reader *license, *release; /* NULL: there is no such table */
    struct title_rules *rules;
    struct title_matcher *matcher;
    struct err err;
};

enum err_code examined_paper_new(const struct inventory *ledger, struct date as_of, struct examined_paper **ret_paper,
                                 struct err *err) {
    CLEANUP(examined_paper_free_cleanup) struct examined_paper *paper = calloc(1, sizeof *paper);
    enum err_code code;

    if (!paper) {
        return err_no_memory(err);
    }
    paper->as_of = as_of;
    paper->licenses = inventory_table(ledger, TABLE_LICENSES);
    paper->support = inventory_table(ledger, TABLE_SUPPORT);
    code = row_reader_open(paper->licenses, &paper->license, err);
    code = code ? code : row_reader_open(paper->support, &paper->release, err);
    code = code ? code : title_rules_read(inventory_table(ledger, TABLE_PRODUCTS), NULL, &paper->rules, err);
    code = code ? code : title_matcher_new(paper->rules, &paper->matcher, err);
    if (!code) {
        *ret_paper = TAKE_PTR(paper);
    }
    return code;
}

void examined_paper_free(struct examined_paper *paper) {
    if (paper) {
        row_reader_free(paper->license);
        row_reader_free(paper->release);
        title_matcher_free(paper->matcher);
        title_rules_free(paper->rules);
        free(paper);
    }
}

enum err_code examined_paper_error(const struct examined_paper *paper, struct err *err) {
    const struct row_reader *const readers[] = {paper->license, paper->release};

    if (paper->err.code) {
        if (err) {
            *err = paper->err;
        }
        return paper->err.code;
    }
    return row_readers_error(readers, ARRAY_LEN(readers), err);
}

/* A day to come does not count yet. */
static bool has_come(const struct examined_paper *paper, struct row_reader *reader, unsigned column) {
    struct date day = row_reader_date(reader, column);

    return date_is_set(day) && day.days <= paper->as_of.days;
}

/* --- rights --------------------------------------------------------------------------------------------------------
 */

/* A blank term that somebody has confirmed restricts nothing. */
static bool has_term(const struct examined_paper *paper, unsigned column) {
    return !str_is_empty(row_reader_text(paper->license, column)) ||
           has_come(paper, paper->license, LICENSES_TERMS_CHECKED_ON);
}

/* Has no row of the licence the fault? Where there is none, none has. */
static bool settles_license(struct examined_paper *paper, const struct finding *stored) {
    unsigned column;
    bool is_term = stored->code == CODE_LIC_INCOMPLETE && schema_column_by_name(TABLE_LICENSES, stored->field, &column);

    for (uint32_t row = 0; paper->license && row < table_rows(paper->licenses); row++) {
        row_reader_move(paper->license, row);
        if (str_eq(row_reader_text(paper->license, LICENSES_LICENSE_ID), stored->subject) &&
            !(is_term && has_term(paper, column))) {
            return false;
        }
    }
    return paper->license != NULL;
}

/* --- decisions -----------------------------------------------------------------------------------------------------
 */

/* Does the subject, "PostgreSQL 14", begin with the text? Then it is cut off. */
static bool cut_text(struct str *subject, struct str text) {
    if (!str_drop_prefix(subject, text)) {
        return false;
    }
    (void)str_drop_prefix(subject, STR(" "));
    return true;
}

static bool is_release(const struct examined_paper *paper, struct str subject) {
    return cut_text(&subject, row_reader_text(paper->release, SUPPORT_PRODUCT)) &&
           cut_text(&subject, row_reader_text(paper->release, SUPPORT_VERSION)) && str_is_empty(subject);
}

static bool is_decided(const struct examined_paper *paper) {
    static const unsigned columns[] = {
        SUPPORT_RISK_SECURITY,
        SUPPORT_RISK_WITHDRAWAL,
        SUPPORT_RISK_FAILURE,
        SUPPORT_DECIDED_BY,
    };
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (str_is_empty(row_reader_text(paper->release, columns[i]))) {
            return false;
        }
    }
    return row_reader_word(paper->release, SUPPORT_DECISION) != WORD_BLANK &&
           has_come(paper, paper->release, SUPPORT_DECIDED_ON);
}

static bool settles_decision(struct examined_paper *paper, const struct finding *stored) {
    bool is_settled = false;

    for (uint32_t row = 0; paper->release && row < table_rows(paper->support); row++) {
        row_reader_move(paper->release, row);
        if (is_release(paper, stored->subject)) {
            if (!is_decided(paper)) {
                return false;
            }
            is_settled = true;
        }
    }
    return is_settled;
}

/* What was to end soon has ended: that is another finding, wherever it is in use. */
static bool settles_soon(const struct examined_paper *paper, const struct finding *stored) {
    bool is_of_support = stored->message == MESSAGE_SUPPORT_SOON || stored->message == MESSAGE_SUPPORT_SOON_UNPLANNED;
    struct date end = DATE_NONE;

    return is_of_support && stored->argument_count > 1 && stored->arguments[1].kind == ARGUMENT_TEXT &&
           date_read(stored->arguments[1].text, &end) == DATE_READ && end.days < paper->as_of.days;
}

/* --- titles --------------------------------------------------------------------------------------------------------
 */

static bool settles_title(struct examined_paper *paper, const struct finding *stored) {
    struct title_match match = {.rule = NULL};

    return !paper->err.code && !title_matcher_find(paper->matcher, stored->subject, &match, &paper->err) && match.rule;
}

bool examined_paper_settles(struct examined_paper *paper, const struct finding *stored) {
    switch (stored->code) {
    case CODE_LIC_TITLE:
        return settles_title(paper, stored);
    case CODE_SUP_DECISION:
        return settles_decision(paper, stored);
    case CODE_SUP_SOON:
        return settles_soon(paper, stored);
    default:
        return stored->subject_kind == SUBJECT_LICENSE && settles_license(paper, stored);
    }
}
