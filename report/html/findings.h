#pragma once
/* Findings for report.html: counted, and kept as rows of JSON, the most severe first and no more of them than a page
 * can hold. findings.jsonl is read once; the rows go through files without a name. Internal to report/. One thread. */

#include "report/html/strings.h"
#include "report/html/write.h"
#include "report/result/finding.h"

/* No more are on the page; and once the more severe ones take so many bytes, none of the next severity. */
#define HTML_FINDINGS_MAX   ((uint64_t)100000)
#define HTML_FINDINGS_BYTES ((uint64_t)96 << 20)
/* Those that can be read without a script. */
#define HTML_FIRST_FINDINGS ((uint64_t)50)
/* Distinct departments that are counted each by itself. */
#define HTML_DEPARTMENTS_MAX 500u

/* Open findings, new and continuing ones, by outcome. */
struct html_outcomes {
    uint64_t count[OUTCOME_COUNT];
};

struct html_finding_counts {
    uint64_t all; /* lines of the file */
    uint64_t by_status[FINDING_STATUS_COUNT];
    struct html_outcomes open, by_code[CODE_COUNT];
    uint64_t by_severity[SEVERITY_COUNT]; /* open */
    bool has_code[CODE_COUNT];            /* open or not */
    uint64_t kept;                        /* on the page */
};

struct html_findings;
/* TMPDIR as in struct report_request. */
MUST_CHECK enum err_code html_findings_read(int dir_fd, enum language language, const char *tmpdir,
                                            struct html_findings **ret_findings, struct err *err);
void html_findings_free(struct html_findings *findings);
const struct html_finding_counts *html_findings_counts(const struct html_findings *findings);

/* Departments in the order of their first finding; the name is STR_NONE (p NULL) for the others
 * together, the last one. False at the end. */
bool html_findings_department(const struct html_findings *findings, size_t number, struct str *ret_name,
                              struct html_outcomes *ret_open);
/* Rows of a table of five columns: severity, code, subject, sentence and remedy, evidence. */
void html_findings_write_first(const struct html_findings *findings, struct html *html);
/* The array of rows, one a line: docs/formats/report.md says what stands in one. */
MUST_CHECK enum err_code html_findings_write_rows(const struct html_findings *findings, struct html *html,
                                                  struct err *err);
/* The array of the texts that rows name by their number. */
MUST_CHECK enum err_code html_findings_write_strings(const struct html_findings *findings, struct html *html,
                                                     struct err *err);
