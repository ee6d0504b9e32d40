#pragma once
/* The switch port at which a paired device was seen, against where the ledger says that its asset stands (by the table
 * `places`) and to what it says it is connected (by the table `connections`). Without these tables nothing is said: two
 * texts for one room differ without being a difference. Internal to reconciler/. */

#include "reconciler/run.h"

/* The asset reader stands on the pair's asset, the device reader on its device, which is moved. Adds findings. True
 * when the documented location was compared with the place of a switch; not attempted where HAS_LOCATION says that the
 * device's own location was compared. */
bool switch_port_compare(struct worker *worker, struct pair_rows *rows, bool has_location);
