#pragma once
/* The collector script, collect_*.sh, as it was when the program was built; made by scripts/embed.sh. Constant data. */

#include <stddef.h>

extern const unsigned char collect_script_bytes[];
extern const size_t collect_script_size;
extern const char collect_script_digest[65]; /* SHA-256, hex */
