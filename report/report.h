#pragma once
/* Reports for people, made of the results of a run: a page, a workbook, drawings. Each is a row of a table. */

#include "base/calendar.h"
#include "report/result/set.h"

/* An earlier run, for how things went. */
struct report_run {
    struct date as_of;
    uint64_t by_outcome[OUTCOME_COUNT]; /* findings, without waived and resolved ones */
    uint64_t fresh, continuing, resolved, waived;
    uint64_t expected, examined; /* coverage */
};

struct report_request {
    const struct result_set *results;
    int dir_fd; /* where it goes; what it writes must not be there */
    enum language language;
    const struct report_run *runs; /* oldest first, that of the results last; none where there is no store */
    size_t run_count;
    const char *tmpdir; /* for what does not fit in memory */
    struct str focus;   /* of relations.svg: draw what depends on what has this id or name; empty: all there is */
    bool sync;
};

struct report_format {
    const char *name;  /* "html": what --format takes */
    const char *file;  /* "report.html": what it writes, or the first of what it writes */
    bool is_on_demand; /* takes long where there is much: it is made only when asked for */
    bool is_drawn;     /* by the program that lays out drawings (report/drawing/layout.h) */
    enum err_code (*write)(const struct report_request *request, struct err *err);
};
/* Those that are built in, in the order of being made; the last one has no name. */
extern const struct report_format report_formats[];

/* report.html (docs/formats/report.md): one page that needs nothing else. */
MUST_CHECK enum err_code report_html(const struct report_request *request, struct err *err);
/* report.xlsx: a workbook. */
MUST_CHECK enum err_code report_workbook(const struct report_request *request, struct err *err);
/* relations.svg and relations.dot, and with several systems relations/ with a drawing for each (docs/formats/
 * relations.md): what stands, runs and is covered where. */
MUST_CHECK enum err_code report_relations(const struct report_request *request, struct err *err);
