#pragma once
/* The section "logins" of systems whose `last` leaves out the year, and of AIX.
 *   today=YYYY-MM-DD, then lines of last in UTC: "root  pts/0  192.0.2.50  Mon May 20 09:02   still logged in";
 *   lsuser (AIX): "root time_last_login=1716195731".
 * Sets: last_login_at, last_login_user, and an accounts row for each user. */

#include "scanner/collect/observation.h"

void collect_last(struct str body, struct observation *observation);
