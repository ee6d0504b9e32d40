#pragma once
/* Writers of the result files of an output directory, which have the same names every run. Each takes an open
 * directory, and leaves the file closed. CSV files are for people: they open in Excel, and no cell starts a formula.
 * The formats are in docs/formats/results.md. One thread at a time. */

#include "base/parallel.h"
#include "findings/drift_records.h"
#include "findings/finding_sink.h"
#include "findings/finding_state.h"
#include "findings/license_records.h"
#include "findings/lifecycle_records.h"
#include "findings/relation_records.h"
#include "findings/summary.h"
#include "findings/title_list.h"
#include "findings/verdict.h"

struct report_context {
    int dir_fd;
    enum language language;
    struct date as_of; /* first and last seen of every finding where there is no history */
    bool sync;
    struct pool *pool;                   /* renders; NULL: the caller alone. The bytes do not depend on it. */
    const struct finding_memory *memory; /* what the store knows of findings; NULL: there is none */
};

/* findings.csv and findings.jsonl in one pass, behind them the findings that are resolved; counts into
 * summary->by_code, and where there is a store into by_status: what is waived or resolved is only there. The sink must
 * be finished. */
MUST_CHECK enum err_code report_findings(const struct report_context *context, const struct finding_sink *sink,
                                         struct summary *summary, struct err *err);
/* assets.csv; counts into summary->by_verdict. The sink must be finished; SOURCE has the texts of its verdicts, for as
 * many threads as the pool has. */
MUST_CHECK enum err_code report_assets(const struct report_context *context, const struct verdict_sink *sink,
                                       const struct verdict_source *source, struct summary *summary, struct err *err);
/* license_position.csv, license_allocation.csv and license_demand.csv; counts into summary->by_position. The records
 * must be finished; they are read from the first one on. */
MUST_CHECK enum err_code report_licenses(const struct report_context *context, struct license_records *records,
                                         struct summary *summary, struct err *err);
/* support.csv, contracts.csv and reuse_candidates.csv; counts into summary->by_support, by_contract and by_reuse. With
 * summary->has_horizon the first two have only what comes due until then, what is over, and what nobody knows. The
 * records must be finished; they are read from the first one on. */
MUST_CHECK enum err_code report_lifecycle(const struct report_context *context, struct lifecycle_records *records,
                                          struct summary *summary, struct err *err);
/* deadlines.ics (RFC 5545): an all-day event for each end and each notice deadline of the records from the as-of date
 * on, at most until the horizon, in the language. At most DEADLINES_MAX, the earliest; counts into summary->deadlines
 * and deadlines_left_out. What does not fit in memory goes to TMPDIR. The records must be finished; they are read from
 * the first one on. */
#define DEADLINES_MAX 10000
MUST_CHECK enum err_code report_deadlines(const struct report_context *context, struct lifecycle_records *records,
                                          const char *tmpdir, struct summary *summary, struct err *err);
/* relations.csv. The records must be finished; they are read from the first one on. */
MUST_CHECK enum err_code report_relation_rows(const struct report_context *context, struct relation_records *records,
                                              struct err *err);
/* drift.csv; counts into summary->by_drift. The records must be finished; they are read from the first one on. */
MUST_CHECK enum err_code report_drift(const struct report_context *context, struct drift_records *records,
                                      struct summary *summary, struct err *err);
/* titles.csv: rows of the products table for titles that nobody has classified, ready to be pasted there, and the
 * number of devices that have each. */
MUST_CHECK enum err_code report_titles(const struct report_context *context, const struct title_list *list,
                                       struct err *err);
/* summary.json: last, since its presence marks the directory as ours and whole. */
MUST_CHECK enum err_code report_summary(const struct report_context *context, const struct summary *summary,
                                        struct err *err);
