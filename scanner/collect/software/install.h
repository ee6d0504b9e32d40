#pragma once
/* The section "install": when the system was installed, from the best trace there is.
 * Sets: installed_at. */

#include "scanner/collect/observation.h"

void collect_install(struct str body, struct observation *observation);
