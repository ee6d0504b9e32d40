#pragma once
/* What `genkyo --version` prints. */

#include "base/compiler.h"

/* The program's version, in a line of its own; then the libraries that are at work, those that it was built without,
 * and what built it. On standard output, in the language that is set. */
void version_print(void);
