#pragma once
/* The section "win_guests": what Hyper-V tells of its virtual machines, from Windows Server 2012 and Windows 8 on.
 * Sets: rows of guests. */

#include "scanner/collect/observation.h"

void collect_windows_guests(struct str body, struct observation *observation);
