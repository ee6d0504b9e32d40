#pragma once
/* Makers' names in one form, so that what firmware and what an agent write of one maker is the same: "Dell Inc." and
 * "Dell", "Hewlett-Packard" and "HPE". Pure; any thread. */

#include "base/buffer.h"

/* Appends the form; nothing for a blank name. */
void maker_name_form(struct str name, struct buffer *out);
