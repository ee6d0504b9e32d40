#pragma once
/* The licence audit of a small ministry, in parts or as a whole. Anything that goes wrong fails the test. */

#include "licenses/audit_run.h"
#include "tests/unit/support/ministry.h"

enum { AUDITED_TEXT_MAX = 1 << 18 };

struct audited {
    struct ministry *ministry;
    struct pool *pool;
    struct pairing *pairing;
    struct title_rules *rules;
    struct policy policy; /* the defaults; a test may set another one before it reads anything */
    struct audit_input input;
    struct audit audit; /* filled by audited_read */
    struct finding_sink *findings;
    struct license_records *records;
};

/* DAY, "2027-03-31", is that of the audit and of the observation. */
struct audited *audited_new(const struct ministry_text *text, unsigned threads, const char *day);
void audited_free(struct audited *audited);
DEFINE_CLEANUP(audited, audited_free)
/* What the audit rests on, all of it. */
void audited_read(struct audited *audited);
/* The whole audit; its results can be gone through then. */
void audited_run(struct audited *audited);
/* One after the other; false at the end. Rewind the sink, or the records, first. */
bool audited_next_finding(struct audited *audited, struct finding *finding);
bool audited_next_position(struct audited *audited, struct license_position *position);
bool audited_next_allocation(struct audited *audited, struct license_allocation *allocation);
bool audited_next_demand(struct audited *audited, struct license_demand *demand);
/* Appends all findings and records, without evidence: a line each. */
void audited_tell(struct audited *audited, struct buffer *out);
/* Puts the findings about SUBJECT, or all if it is empty, into OUT, and a NUL behind them: a line each, "LIC-QUANTITY
 * violation P1 Kakuu Writer". */
void audited_tell_findings_of(struct audited *audited, struct str subject, struct buffer *out);
