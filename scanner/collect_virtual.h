#pragma once
/* The section "virtual": is it a machine of its own, a virtual machine or a container?
 * Sets: virtual and kind; a container is a vm with a note. */

#include "scanner/observation.h"

/* Do the maker and the product that SMBIOS names belong to a hypervisor or a cloud? */
bool virtual_is_hardware_of(struct str vendor, struct str product);
void collect_virtual(struct str body, struct observation *observation);
