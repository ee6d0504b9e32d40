#pragma once
/* The section "win_system": names, clock, SMBIOS.
 * Sets: hostname, the host's UTC offset, virtual, kind, and what collect_dmi sets. */

#include "scanner/collect/observation.h"

void collect_windows_system(struct str body, struct observation *observation);
