#pragma once
/* What of support and contracts comes due until a day. Pure; any thread. */

#include "findings/summary.h"

/* Both are true of everything where the summary has no horizon. What is over or overdue stays, and what nobody knows;
 * what has no end, or one that has not been announced, is out. */
bool horizon_has_support(const struct summary *summary, const struct support_record *support);
bool horizon_has_contract(const struct summary *summary, const struct contract_record *contract);
/* Is DAY one until then? Never without a day. */
bool horizon_has_day(const struct summary *summary, struct date day);
