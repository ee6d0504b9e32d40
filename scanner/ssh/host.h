#pragma once
/* A host over SSH: its addresses are tried, sessions are opened until a credential fits, all within one deadline. Where
 * the way leads through jump hosts, the first one is connected to, after its turn has come (scanner/ssh/jump_hosts.h).
 * Runs on the loop's thread. */

#include "scanner/scan_host.h"

/* As scan_host_start. */
struct scan_host *ssh_host_start(const struct scan_host_setup *setup, bool *ret_ended);
