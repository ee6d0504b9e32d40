#pragma once
/* What reconciling a small ledger with a snapshot of it comes to, findings and verdicts, as texts to compare; and cases
 * of that. Anything that goes wrong fails the test. */

#include "tests/unit/support/told.h"

/* A line a finding ("subject CODE outcome field"), a line a verdict ("id verdict cause"); and all of it, every column
 * but the evidence. */
struct results {
    char brief[TOLD_MAX], full[TOLD_MAX];
    struct coverage coverage;
};

void results_of(const struct ministry *ministry, unsigned threads, bool all_software, struct results *results);
void results_without_verdicts(const struct ministry *ministry, unsigned threads, struct results *results);

/* Headings of assets and of devices. */
#define AD "asset_id,hostname,status\n"
#define DD "device_id,hostname,sections_missing\n"

struct reconcile_case {
    const char *name;
    struct ministry_text text; /* listed: NULL stands for NO_LIST */
    const char *expected;      /* brief */
    bool all_software;
};

void check_reconcile_cases(const struct reconcile_case *cases, size_t count);
