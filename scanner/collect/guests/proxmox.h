#pragma once
/* The section "guests_proxmox": of each virtual machine and container guest=NUMBER, lines of its configuration,
 * container=1, and running=1 if it runs; denied=guests to those who may not read it. Sets: rows of guests, without
 * templates; identity_notes. */

#include "scanner/collect/observation.h"

void collect_guests_proxmox(struct str body, struct observation *observation);
