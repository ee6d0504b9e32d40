#pragma once
/* Days on which something ends, or must be decided: those of the records of support and contracts, each once, numbered
 * and in order of days. One thread. */

#include "findings/record_set.h"
#include "report/result_files.h"

struct deadline {
    /* Which it is, however often its day is moved. */
    struct str kind; /* "os", "contract": the words of support.csv and contracts.csv */
    struct str id;   /* in one text: the product with its version and release, or the id */
    struct str what; /* a word of findings/word.def: "support-end", "notice-deadline" */
    int64_t ordinal; /* among those that agree in the three, by day; 0 for the first */
    struct date day;
    struct str title;    /* for people: "PostgreSQL 14.9" */
    struct str details;  /* lines of text in the language, each with its end */
    int64_t count;       /* machines, or instances; 0: that says nothing of this one */
    struct str category; /* a word: "support", "contract" */
};

/* Those of RECORDS, which are read from the first one on, from CONTEXT's as-of date to SUMMARY's horizon. *RET_SET has
 * them as its only kind, *RET_COUNT how many; it is the caller's. */
MUST_CHECK enum err_code deadlines_collect(const struct report_context *context, struct lifecycle_records *records,
                                           const char *tmpdir, const struct summary *summary,
                                           struct record_set **ret_set, uint64_t *ret_count, struct err *err);
