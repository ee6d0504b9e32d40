#pragma once
/* What Microsoft's SNMP service says of the system. Pure; any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/answers.h"

/* Sets os_name and os_version from "… Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)", which calls
 * Windows 8.1 to 11 all the same: the build tells them apart, and sysObjectID servers from workstations. Does nothing
 * where the agent is another. */
void snmp_windows_os(const struct snmp_answers *answers, struct observation *observation);
