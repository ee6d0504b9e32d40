#pragma once
/* Recordings of real machines, which lie beside the project and are not part of it (../shared/data, seen from its
 * root). Tests that use them are skipped where they are absent. */

#include "base/arena.h"

/* The bytes of a file, such as "commands/dmidecode/vmware", in ARENA. False when it is not there. */
bool shared_data_read(const char *name, struct arena *arena, struct str *ret);
