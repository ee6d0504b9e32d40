#pragma once
/* Installed titles that neither the rules nor the ledger know: on how many devices each is, as findings (LIC-TITLE) and
 * as rows that can be classified. Internal to reconciler/. */

#include "reconciler/run.h"

MUST_CHECK enum err_code unknown_titles_report(const struct run *run, struct pool *pool, struct err *err);
