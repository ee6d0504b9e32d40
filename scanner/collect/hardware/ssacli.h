#pragma once
/* The section "ssacli": what ssacli ctrl all show config detail prints. A line "physicaldrive 1I:1:1" opens a
 * paragraph. Sets: a component for each disk. */

#include "scanner/collect/observation.h"

void collect_ssacli(struct str body, struct observation *observation);
