#pragma once
/* A workbook while it is made: what its parts share. */

#include "report/report.h"
#include "report/workbook/label.h"
#include "report/workbook/rows.h"

struct workbook {
    const struct report_request *request;
    const struct json_node *summary;
    enum language language;
    struct excel_file *file;
    struct excel_page *pages[TAB_COUNT];  /* NULL: there is no such sheet */
    struct workbook_rows rows[TAB_COUNT]; /* of those that are rows */
    struct str header;                    /* of each printed page */
    struct str right;                     /* behind it */
    struct str as_of;                     /* YYYY-MM-DD */
};

/* The sheet 概要, when all others have been filled. */
void workbook_summary(struct workbook *workbook);
/* The sheet 根拠. */
void workbook_evidence(struct workbook *workbook);

/* A sheet that is filled line by line. */
struct workbook_lines {
    struct workbook *workbook;
    struct excel_page *page;
    uint32_t row;         /* the next one */
    uint16_t last_column; /* of all lines so far */
};
/* A line of its own above what follows, behind an empty one. */
void workbook_section(struct workbook_lines *lines, enum workbook_label title);
/* Headings, from the first column on. */
void workbook_headings(struct workbook_lines *lines, const enum workbook_label *labels, size_t count);
#define WORKBOOK_VALUE_WIDTH 36 /* of the second column */
/* A label, and a text, a number or a day as result files write them behind it. */
void workbook_fact(struct workbook_lines *lines, struct str label, const struct json_node *value);
void workbook_fact_text(struct workbook_lines *lines, struct str label, struct str value);
/* Prints it all, upright. */
void workbook_lines_end(struct workbook_lines *lines);
