#pragma once
/* Findings that what is on paper now has settled, whatever machines say: a right that the ledger no longer has, a term
 * or a decision that was filled in, a title that is in the product table, a day that is over. One thread at a time. */

#include "findings/finding.h"
#include "inventory/inventory.h"

struct examined_paper;
MUST_CHECK enum err_code examined_paper_new(const struct inventory *ledger, struct date as_of,
                                            struct examined_paper **ret_paper, struct err *err);
void examined_paper_free(struct examined_paper *paper);
DEFINE_CLEANUP(examined_paper, examined_paper_free)
bool examined_paper_settles(struct examined_paper *paper, const struct finding *stored);
/* The first failure to read a row, whose findings were taken for not settled. */
MUST_CHECK enum err_code examined_paper_error(const struct examined_paper *paper, struct err *err);
