#pragma once
/* Pages of exports as they are written: what their parts share, and the parts of the record of the year-end check.
 * Internal to report/. One thread. */

#include "report/export/export.h"
#include "report/export/rows.h"
#include "report/export/workbook.h"
#include "report/html/write.h"
#include "report/record/counts.h"

/* A page as a file of a set, and as a sheet of its workbook. */
struct record_page {
    const char *file; /* "record.html" */
    const char *sheet[LANGUAGE_COUNT];
    enum export_text title, subtitle, about;
    const char *body_class; /* of the style sheet; NULL: none */
};

struct record {
    const struct record_page *page;
    struct export_set *set;
    struct html html;
    const struct export_request *request;
    const struct export_findings *findings;
    enum language language;
    const struct json_node *summary;
    const struct record_counts *counts;
    struct export_workbook *workbook; /* which has the same as lines; NULL: there is none */
    uint32_t row;                     /* the line that is next, or being written */
    uint16_t column;
    bool is_sum;
};

/* --- pieces (page.c) -----------------------------------------------------------------------------------------------
 */
/* Creates the file, and writes it to the heading: the title, and whose the set is with the subtitle, which has VALUES
 * in its places. Page, set, request, language are the caller's to fill in. */
MUST_CHECK enum err_code record_begin(struct record *record, const struct str *values, size_t count, struct err *err);
/* Ends the file and lists it; given another CODE than ERR_OK, which it returns, it leaves it. */
MUST_CHECK enum err_code record_end(struct record *record, enum err_code code, struct err *err);
void record_paragraph(struct record *record, enum export_text text, const struct str *values, size_t count);
/* A paragraph in small letters. */
void record_note(struct record *record, enum export_text text, const struct str *values, size_t count);
void record_heading(struct record *record, enum export_text text);
void record_subheading(struct record *record, enum export_text text);

/* A table with headings; those of NUMBERS columns behind the first are of numbers. CLASS may be NULL. */
void record_table(struct record *record, const char *class, const enum export_text *headings, size_t count,
                  size_t numbers);
void record_table_end(struct record *record);
void record_row(struct record *record, bool is_sum);
void record_row_end(struct record *record);
void record_head_cell(struct record *record, struct str text);
void record_cell(struct record *record, const char *class, struct str text);
void record_number(struct record *record, uint64_t number);
/* Room to write in by hand. */
void record_blank(struct record *record, const char *class);
void record_rate(struct record *record, uint64_t part, uint64_t whole);
/* Which file of the results a figure is from, and by what it is filtered: the two, one behind the other. */
void record_source(struct record *record, const char *filter, struct str word);
/* A table of labels and values. */
void record_facts(struct record *record);
void record_fact(struct record *record, enum export_text label, struct str value);

/* Findings as a table, at most so many as a page holds, and a note of how many there are in all. */
struct record_list {
    export_keeps_finding *keeps;
    const enum export_text *headings;
    size_t heading_count;
    void (*write)(struct record *record, const struct export_finding_cells *cells);
    const char *annex; /* the file that has all */
};
MUST_CHECK enum err_code record_list(struct record *record, const struct record_list *list, struct err *err);
/* The note below a table of COUNT rows, and whether row NUMBER, from 1 on, is one of those that a page holds. */
void record_list_end(struct record *record, uint64_t count, const char *annex);
bool record_list_holds(uint64_t number);
/* The first three cells of a row of findings: code, subject, sentence. */
void record_finding(struct record *record, const struct export_finding_cells *cells);

/* --- parts, in the order of the page -------------------------------------------------------------------------------
 */
void record_scope(struct record *record);
void record_method(struct record *record);
void record_coverage(struct record *record);
void record_cases(struct record *record);
MUST_CHECK enum err_code record_corrections(struct record *record, struct err *err);
MUST_CHECK enum err_code record_open_items(struct record *record, struct err *err);
MUST_CHECK enum err_code record_waivers(struct record *record, struct err *err);
void record_basis(struct record *record);
void record_signatures(struct record *record);
/* Room for the names and signatures of those ROLES. */
void record_sign(struct record *record, enum export_text heading, enum export_text statement,
                 const enum export_text *roles, size_t count);
