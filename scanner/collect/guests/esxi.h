#pragma once
/* VMware ESXi's section "guests": processes=1 if those that run are known, their UUIDs as running=; then of each guest
 * guest=, its line of vim-cmd vmsvc/getallvms without the annotation, and lines of its configuration. Best effort:
 * written from the manuals. Sets: rows of guests. */

#include "scanner/collect/observation.h"

void collect_esxi_guests(struct str body, struct observation *observation);
