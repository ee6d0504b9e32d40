#pragma once
/* Accounts that come with an operating system or a service, and that nobody works under. Pure; any thread. */

#include "base/str.h"

#include <stdbool.h>

/* LOGIN is folded and without its domain (inventory/person_names.h). Accounts of machines end with $. */
bool account_is_of_system(struct str login);
