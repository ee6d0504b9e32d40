#include "tests/unit/support/reconciled.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"

struct reconciled reconciled_of(const struct ministry *ministry, unsigned threads, bool all_software,
                                const struct policy *policy) {
    const struct policy usual = policy_default();
    struct reconciled reconciled = {.pairing = ministry_pairing(ministry)};
    struct pool *pool = NULL;
    unsigned lanes = threads ? threads : 1;

    const struct reconcile_input input = {
        .ledger = ministry_ledger(ministry),
        .snapshot = ministry_snapshot(ministry),
        .pairing = reconciled.pairing,
        .policy = policy ? policy : &usual,
        .all_software = all_software,
        .observed_on = ledger_day("2027-03-30"),
    };
    assert_true(threads == 0 || pool_new(threads, &pool, NULL) == ERR_OK);
    assert_int_equal(finding_sink_new(lanes, 0, "/tmp", &reconciled.findings, NULL), ERR_OK);
    assert_int_equal(verdict_sink_new(lanes, 0, "/tmp", &reconciled.verdicts, NULL), ERR_OK);
    assert_int_equal(reconcile(&input, pool, reconciled.findings, reconciled.verdicts, &reconciled.coverage, NULL),
                     ERR_OK);
    assert_int_equal(finding_sink_finish(reconciled.findings, NULL, NULL), ERR_OK);
    pool_free(pool);
    return reconciled;
}

void reconciled_done(struct reconciled *reconciled) {
    finding_sink_free(reconciled->findings);
    verdict_sink_free(reconciled->verdicts);
    pairing_free(reconciled->pairing);
}
