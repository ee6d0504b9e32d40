#pragma once
/* Rights that are counted by something else than what is installed: sessions at once, amounts that are used up. One
 * such right is enough for all that is installed (SHAPE_BLANKET); how much of it is needed is counted apart from that,
 * and has positions of its own. Internal to licenses/. */

#include "licenses/plan.h"

/* Is what the product needs under the metric counted so? As long as one of the rights to it may be in force, and under
 * access licences always (licenses/access.h). */
bool pool_counts(const struct plan *plan, uint32_t product, int metric);
/* What all rights to the product under the metric give. */
struct supply pool_supply(const struct plan *plan, uint32_t product, int metric);
/* Units that are missing of so many. */
int64_t pool_shortage(int64_t needed, struct units held);

/* LIC-QUANTITY about a product, which is the first argument. Texts are borrowed from the catalog. */
struct finding pool_finding(const struct plan *plan, enum message message, enum outcome outcome, uint32_t product);
/* What is missing depends on a right of which a fact is not on record: the first such right to the product under the
 * metric, and the column. */
struct finding pool_open_right(const struct plan *plan, uint32_t product, int metric);
MUST_CHECK enum err_code pool_tell(const struct plan *plan, const struct finding *finding, struct err *err);
