#pragma once
/* Machines that neighbours saw, or hosts list among their guests, and that nobody owns: neither a device of the
 * snapshot nor an asset of the ledger has any of their names. A machine that announces itself (LLDP, CDP, EDP) is a
 * finding of its own, what only forwarding tables have is one finding a switch port, and what stands in ARP tables
 * alone is one finding an address; a guest is one wherever it is listed. Ports that lead to other switches are left
 * out, and so are addresses that are no machine's own. All of it is undetermined: nobody asked the machine itself, or
 * it answered and could not be read (reconciler/unread.h), which the finding says as well. Internal to reconciler/. */

#include "reconciler/run.h"

MUST_CHECK enum err_code strangers_report(const struct run *run, struct err *err);
