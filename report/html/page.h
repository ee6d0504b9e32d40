#pragma once
/* report.html as it is being written: what its parts share, and the parts. Internal to report/. One thread. */

#include "report/html/findings.h"
#include "report/html/looks.h"
#include "report/html/text.h"
#include "report/html/write.h"
#include "report/report.h"
#include "report/result/summary.h"

struct html_page {
    struct html html;
    const struct report_request *request;
    enum language language;
    const struct json_node *summary;
    struct date as_of;
    struct html_findings *findings;
    struct html_table *tables[HTML_TABLE_COUNT]; /* NULL: the command did not write the file */
    struct html_looks looks;
};

/* --- texts ---------------------------------------------------------------------------------------------------------
 */
void page_say(struct html_page *page, enum html_text text);
/* With numbers in its places, COUNT at most HTML_TEXT_VALUES_MAX. */
void page_say_counts(struct html_page *page, enum html_text text, const uint64_t *counts, size_t count);
void page_say_count(struct html_page *page, enum html_text text, uint64_t count);
void page_say_values(struct html_page *page, enum html_text text, const struct str *values, size_t count);
/* A fixed word, in the language. */
void page_word(struct html_page *page, const char *word);
void page_count(struct html_page *page, uint64_t count);
/* YYYY-MM-DD, in Japanese with its era behind it. */
void page_day(struct html_page *page, struct date day);
/* 86.3 %; a dash where WHOLE is nothing. */
void page_rate(struct html_page *page, uint64_t part, uint64_t whole);

/* --- pieces --------------------------------------------------------------------------------------------------------
 */
/* A card with its heading; ID is its anchor. */
void page_begin_card(struct html_page *page, const char *id, enum html_text heading);
void page_end_card(struct html_page *page);
/* A link that filters the findings: pairs such as "outcome=violation&code=DIF-MISSING". */
void page_begin_filter(struct html_page *page, const char *filter);
struct html_share {
    const char *color; /* a class of the style sheet */
    uint64_t count;
};
/* One bar of the shares of WHOLE. It is drawn only: the numbers stand beside it. */
void page_bar(struct html_page *page, const struct html_share *shares, size_t count, uint64_t whole);

/* --- parts, in the order of the page -------------------------------------------------------------------------------
 */
void page_head(struct html_page *page);
void page_lead(struct html_page *page);
void page_coverage(struct html_page *page);
void page_outcomes(struct html_page *page);
void page_verdicts(struct html_page *page);
void page_drift(struct html_page *page);
void page_licenses(struct html_page *page);
void page_deadlines(struct html_page *page);
void page_reuse(struct html_page *page);
void page_history(struct html_page *page);
void page_work(struct html_page *page);
void page_findings(struct html_page *page);
void page_basis(struct html_page *page);
MUST_CHECK enum err_code page_data(struct html_page *page, struct err *err);
