#pragma once
/* Which distribution a Linux machine has, as net-snmp tells it. Pure; any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/answers.h"

/* Sets os_name, as /etc/os-release calls it, and os_version from the installed package that brings the release
 * (hrSWInstalledName: "centos-release-7-9.2009.1.el7.centos"), else os_name from what sysDescr says of who built the
 * kernel. The kernel's version is not the system's. Does nothing where sysDescr is not that of a Linux. */
void snmp_linux_os(const struct snmp_answers *answers, struct observation *observation);
