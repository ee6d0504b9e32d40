#pragma once
/* The section "updates_dnf": what dnf or yum updateinfo list prints of security advisories: one line an advisory and
 * package. Sets: a row of updates for each package. */

#include "scanner/collect/observation.h"

void collect_updates_dnf(struct str body, struct observation *observation);
