#pragma once
/* What reconciling a small ledger with a snapshot of it tells, as text to compare. Anything that goes wrong fails the
 * test. */

#include "base/compiler.h"
#include "findings/summary.h"
#include "tests/unit/support/ministry.h"

enum { TOLD_MAX = 65536 };

/* A ledger that lists no software. */
#define NO_LIST "asset_id,product,version\n"

/* Appends to TO, which has room for TOLD_MAX bytes. */
void told_append(char *to, const char *format, ...) PRINTF_LIKE(2, 3);

/* Appends to TEXT, which has room for TOLD_MAX bytes, a line for each finding: the id of its message, and "kind subject
 * outcome field: documented > observed", with evidence as well " @ of the ledger, of the snapshot". */
struct coverage told_reconcile(const struct ministry *ministry, unsigned threads, bool with_evidence, char *text);
