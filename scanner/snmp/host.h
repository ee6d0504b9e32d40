#pragma once
/* A host over SNMP: the credentials that cover it are tried one after the other, versions with users first, until one
 * is answered; then everything is read. A silent address takes no session's place. Runs on the loop's thread. */

#include "scanner/scan_host.h"

/* As scan_host_start. */
struct scan_host *snmp_host_start(const struct scan_host_setup *setup, bool *ret_ended);
