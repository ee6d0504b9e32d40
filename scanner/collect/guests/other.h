#pragma once
/* The section "guests_other": other=NAME of each program whose guests are in no list. It is never whole, so that the
 * part is not. Sets: identity_notes. */

#include "scanner/collect/observation.h"

void collect_guests_other(struct str body, struct observation *observation);
