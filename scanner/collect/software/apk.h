#pragma once
/* The section "apk": the lines P: (name), V: (version) and A: (architecture) of apk's list of what is installed, a
 * blank line between packages. Sets: a software row for each package. */

#include "scanner/collect/observation.h"

void collect_apk(struct str body, struct observation *observation);
