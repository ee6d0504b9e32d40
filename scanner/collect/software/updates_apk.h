#pragma once
/* The section "updates_apk": what apk version prints of packages of which a newer one is known. Which of them are for
 * security, it does not say. Sets: a row of updates for each. */

#include "scanner/collect/observation.h"

void collect_updates_apk(struct str body, struct observation *observation);
