#pragma once
/* The section "updates_zypper": the XML that zypper lists security patches in. What is pending is a patch, which may be
 * of several packages. Sets: a row of updates for each patch that is needed. */

#include "scanner/collect/observation.h"

void collect_updates_zypper(struct str body, struct observation *observation);
