#pragma once
/* Assets in use on which nobody has worked for long (R5): USE-IDLE. Logins of anybody count, administrators too:
 * whoever logs in uses the machine. No login seen at all says nothing; nor does an old one where the list of logins was
 * not read to its end. What the ledger says of the last use of software counts where it is later. Internal to
 * reconciler/. */

#include "reconciler/run.h"

/* The readers stand on an asset that should be in use and on its device. */
void idle_check(struct worker *worker, const struct pair_rows *rows);
