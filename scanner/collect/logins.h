#pragma once
/* The section "logins": what lastlog2, wtmpdb last -F, last -F, lastlog and who print, times in UTC, a line source=NAME
 * before each. The latest login of a person counts.
 * Sets: last_login_at, last_login_user, and an accounts row for each user. */

#include "scanner/collect/observation.h"

void collect_logins(struct str body, struct observation *observation);
