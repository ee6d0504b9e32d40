#pragma once
/* The section "dpkg_status": paragraphs of dpkg's own files, where there is no dpkg-query (small images): Package,
 * Version, Architecture, Status. Sets: a software row for each package that is installed. */

#include "scanner/collect/observation.h"

void collect_dpkg_status(struct str body, struct observation *observation);
