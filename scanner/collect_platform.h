#pragma once
/* The section "platform": identity where there is no SMBIOS: device tree (ARM, POWER), /proc/sysinfo (IBM Z).
 * Sets: serial, model, manufacturer, chassis_serial. */

#include "scanner/observation.h"

void collect_platform(struct str body, struct observation *observation);
