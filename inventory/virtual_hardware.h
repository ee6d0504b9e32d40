#pragma once
/* Hardware that is none: what hypervisors and clouds call the machines that they make up. Pure; any thread. */

#include "base/str.h"

/* Do the maker and the product, as SMBIOS or a ledger names them, belong to a hypervisor or a cloud? */
bool virtual_is_hardware_of(struct str vendor, struct str product);
