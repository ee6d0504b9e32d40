#pragma once
/* The collector scripts, those of the folder scripts, as they were when the program was built; made by
 * scripts/embed.sh. Constant data, one element a host_system. */

#include "base/str.h"

extern const struct str collect_script_texts[];
extern const char *const collect_script_digests[]; /* SHA-256, hex */
extern const char collect_scripts_digest[65];      /* of all scripts one behind the other */
