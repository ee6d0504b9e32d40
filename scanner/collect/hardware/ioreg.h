#pragma once
/* macOS, the section "machine": the platform's node of ioreg, as text. Sets: manufacturer, model where system_profiler
 * told none, model_number, serial, uuid, kind (a portable one says so). */

#include "scanner/collect/observation.h"

void collect_ioreg(struct str body, struct observation *observation);
