#pragma once
/* The section "win_logins": profiles of people and who logged on last.
 * Sets: last_login_at, last_login_user, and an accounts row for each user. */

#include "scanner/collect/observation.h"

void collect_windows_logins(struct str body, struct observation *observation);
