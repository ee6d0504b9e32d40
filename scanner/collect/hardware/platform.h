#pragma once
/* The section "platform": identity where there is no SMBIOS: device tree (ARM, POWER), /proc/sysinfo (IBM Z), Xen, some
 * makers' boxes; and what belongs to the installed system rather than to the machine (machine-id, a cloud's instance).
 * Sets: serial, model, manufacturer, chassis_serial and uuid, not in a container, and notes, among them why there is no
 * serial. */

#include "scanner/collect/observation.h"

void collect_platform(struct str body, struct observation *observation);
