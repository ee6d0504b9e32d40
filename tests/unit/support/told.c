#include "tests/unit/support/told.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>

#include "reconciler/reconcile.h"

void told_append(char *to, const char *format, ...) {
    size_t n = strlen(to);
    va_list arguments;

    va_start(arguments, format);
    assert_true((size_t)vsnprintf(to + n, TOLD_MAX - n, format, arguments) < TOLD_MAX - n);
    va_end(arguments);
}

static void tell_findings(struct finding_sink *sink, bool with_evidence, char *text) {
    struct finding finding;
    bool has_more;

    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    for (;;) {
        assert_int_equal(finding_sink_next(sink, &has_more, &finding, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        told_append(text, "%s %s %.*s %s %.*s: %.*s > %.*s", message_id(finding.message),
                    subject_kind_name(finding.subject_kind), STR_FMT(finding.subject), outcome_name(finding.outcome),
                    STR_FMT(finding.field), STR_FMT(finding.documented), STR_FMT(finding.observed));
        if (with_evidence) {
            told_append(text, " @ %.*s, %.*s", STR_FMT(finding.ledger_evidence), STR_FMT(finding.snapshot_evidence));
        }
        told_append(text, "\n");
    }
}

struct coverage told_reconcile(const struct ministry *ministry, unsigned threads, bool with_evidence, char *text) {
    struct finding_sink *findings = NULL;
    struct verdict_sink *verdicts = NULL;
    struct pairing *pairing = NULL;
    struct pool *pool = NULL;
    struct policy policy = policy_default();
    struct coverage coverage;
    struct reconcile_input input = {
        .ledger = ministry_ledger(ministry), .snapshot = ministry_snapshot(ministry), .policy = &policy};

    assert_true(date_from_civil((struct civil){2027, 3, 30}, &input.observed_on));
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    input.pairing = pairing;
    assert_int_equal(pool_new(threads, &pool, NULL), ERR_OK);
    assert_int_equal(finding_sink_new(threads, 0, "/tmp", &findings, NULL), ERR_OK);
    assert_int_equal(verdict_sink_new(threads, 0, "/tmp", &verdicts, NULL), ERR_OK);
    assert_int_equal(reconcile(&input, pool, findings, verdicts, &coverage, NULL), ERR_OK);
    tell_findings(findings, with_evidence, text);
    finding_sink_free(findings);
    verdict_sink_free(verdicts);
    pairing_free(pairing);
    pool_free(pool);
    return coverage;
}
