#pragma once
/* The section "logins": last -F, wtmpdb last -F or lastlog2, with times in UTC.
 * Sets: last_login_at, last_login_user, and an accounts row for each user. */

#include "scanner/observation.h"

void collect_logins(struct str body, struct observation *observation);
