#pragma once
/* Patterns of OpenSSH's files (ssh_config(5), PATTERNS): * any run of characters, ? any one. Pure; any thread. */

#include "base/str.h"

/* Case counts. The time is the product of the lengths at most. */
bool ssh_pattern_fits(struct str pattern, struct str name);
