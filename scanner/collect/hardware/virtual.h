#pragma once
/* The section "virtual": is it a machine of its own, a virtual machine or a container?
 * Sets: virtual and kind; a container is a vm with a note. */

#include "scanner/collect/observation.h"

void collect_virtual(struct str body, struct observation *observation);
