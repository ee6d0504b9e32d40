#pragma once
/* The section "smartctl": for each disk behind a controller a line "device=TYPE,NUMBER" and what smartctl -i prints of
 * it. Sets: a component for each. */

#include "scanner/collect/observation.h"

void collect_smartctl(struct str body, struct observation *observation);
