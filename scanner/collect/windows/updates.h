#pragma once
/* The section "win_updates": Win32_QuickFixEngineering, the updates that Windows itself has installed.
 * Sets: an updates row for each. */

#include "scanner/collect/observation.h"

void collect_windows_updates(struct str body, struct observation *observation);
