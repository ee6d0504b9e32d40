#pragma once
/* The section "guests_proxmox": of each virtual machine guest=NUMBER, running=1 if it runs, and lines of its
 * configuration; denied=guests to those who may not read it. Sets: rows of guests, without templates; identity_notes.
 */

#include "scanner/observation.h"

void collect_guests_proxmox(struct str body, struct observation *observation);
