#pragma once
/* Pages of exports as they are written: what their parts share, and the parts of the record of the year-end check.
 * Internal to report/. One thread. */

#include "report/export.h"
#include "report/html_write.h"
#include "report/record_counts.h"

struct record {
    struct html html;
    const struct export_request *request;
    const struct export_findings *findings;
    enum language language;
    const struct json_node *summary;
    const struct record_counts *counts;
};

/* --- pieces (record_page.c) ---------------------------------------------------------------------------------------- */
/* From the beginning to the heading, and the end. */
void record_begin(struct record *record, enum export_text title, struct str subtitle);
void record_end(struct record *record);
void record_say(struct record *record, enum export_text text);
void record_say_values(struct record *record, enum export_text text, const struct str *values, size_t count);
/* A paragraph in small letters. */
void record_note(struct record *record, enum export_text text, const struct str *values, size_t count);
void record_heading(struct record *record, enum export_text text);
void record_subheading(struct record *record, enum export_text text);
/* A fixed word, in the language. */
void record_word(struct record *record, struct str word);
/* With its era behind it in Japanese. */
void record_day(struct record *record, struct date day);

/* A table with headings; those of NUMBERS columns behind the first are of numbers, and behind them comes, if HAS_SOURCE,
 * where they are from. CLASS may be NULL. */
void record_table(struct record *record, const char *class, const enum export_text *headings, size_t count,
                  size_t numbers);
void record_table_end(struct record *record);
void record_row(struct record *record, bool is_sum);
void record_row_end(struct record *record);
void record_head_cell(struct record *record, struct str text);
void record_cell(struct record *record, const char *class, struct str text);
void record_number(struct record *record, uint64_t number);
/* Which file of the results a figure is from, and by what it is filtered. */
void record_source(struct record *record, const char *format, ...) PRINTF_LIKE(2, 3);
/* A table of labels and values. */
void record_facts(struct record *record);
void record_fact(struct record *record, enum export_text label, struct str value);

/* --- parts, in the order of the page ------------------------------------------------------------------------------- */
void record_scope(struct record *record);
void record_method(struct record *record);
void record_coverage(struct record *record);
void record_cases(struct record *record);
MUST_CHECK enum err_code record_corrections(struct record *record, struct err *err);
MUST_CHECK enum err_code record_open_items(struct record *record, struct err *err);
MUST_CHECK enum err_code record_waivers(struct record *record, struct err *err);
void record_basis(struct record *record);
void record_signatures(struct record *record);
