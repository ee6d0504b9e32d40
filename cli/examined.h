#pragma once
/* Which findings of earlier runs would a run have found again? Only these are resolved when it did not. What a finding
 * needs to be examined for is said in one table, by code; here is what this run looked at. One thread at a time. */

#include "findings/finding.h"
#include "findings/verdict.h"
#include "inventory/inventory.h"

/* What a run looked at. Borrowed. */
struct examined_scope {
    const struct inventory *ledger;
    const struct inventory *state; /* support data; NULL: there are none */
    const struct inventory *snapshot;
    bool is_whole;                      /* the snapshot lists every machine there is */
    bool with_licenses, with_lifecycle; /* these parts of an audit ran */
    struct verdict_sink *verdicts;      /* finished */
    struct date as_of;
    struct budget *budget; /* NULL: no limit */
};

struct examined;
MUST_CHECK enum err_code examined_new(const struct examined_scope *scope, struct examined **ret_examined,
                                      struct err *err);
void examined_free(struct examined *examined);
DEFINE_CLEANUP(examined, examined_free)
/* EXAMINED is a struct examined: a history_was_examined of history/join.h. */
bool examined_finding(void *examined, const struct finding *stored);
/* The first failure to read a row since examined_new, whose findings were taken for not examined. */
MUST_CHECK enum err_code examined_error(const struct examined *examined, struct err *err);
