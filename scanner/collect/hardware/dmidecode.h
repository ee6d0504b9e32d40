#pragma once
/* The section "dmidecode": the whole SMBIOS table as dmidecode prints it, in any of its layouts.
 * Sets: what collect_dmi sets, and processors, memory modules and power supplies as components. */

#include "scanner/collect/observation.h"

void collect_dmidecode(struct str body, struct observation *observation);
