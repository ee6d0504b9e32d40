#pragma once
/* The section "network" of the systems that have ifconfig: what it prints on FreeBSD, OpenBSD, NetBSD, macOS, Solaris
 * and AIX, and the commands that add to it: networksetup (macOS), netstat -in and adapters (AIX, HP-UX), lanscan
 * (HP-UX), dladm (Solaris). Sets: rows of interfaces; mac_addresses and ip_addresses of the machine itself. */

#include "scanner/collect/observation.h"

void collect_ifconfig(struct str body, struct observation *observation);
