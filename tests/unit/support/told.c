#include "tests/unit/support/told.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/next_finding.h"
#include "tests/unit/support/reconciled.h"

#include <stdio.h>

void told_append(char *to, const char *format, ...) {
    size_t n = strlen(to);
    va_list arguments;

    va_start(arguments, format);
    assert_true((size_t)vsnprintf(to + n, TOLD_MAX - n, format, arguments) < TOLD_MAX - n);
    va_end(arguments);
}

struct coverage told_reconcile(const struct ministry *ministry, unsigned threads, bool with_evidence, char *text) {
    CLEANUP(reconciled_done) struct reconciled reconciled = reconciled_of(ministry, threads, false, NULL);
    struct finding finding;

    while (next_finding(reconciled.findings, &finding)) {
        told_append(text, "%s %s %.*s %s %.*s: %.*s > %.*s", message_id(finding.message),
                    subject_kind_name(finding.subject_kind), STR_FMT(finding.subject), outcome_name(finding.outcome),
                    STR_FMT(finding.field), STR_FMT(finding.documented), STR_FMT(finding.observed));
        if (with_evidence) {
            told_append(text, " @ %.*s, %.*s", STR_FMT(finding.ledger_evidence), STR_FMT(finding.snapshot_evidence));
        }
        told_append(text, "\n");
    }
    return reconciled.coverage;
}
